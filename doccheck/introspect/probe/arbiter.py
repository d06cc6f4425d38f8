"""Have the program's own parser judge command lines, without running any of its commands."""

from . import describe, faults, framework, lookup, neutral, params, processing, standin
from .faults import Fault, Skip
from .line import Line, Refused, Timer, TooLong
from .neutral import Leave, Word
from .watch import CONTEXT, PROJECT

_DEEPEST = 50


class Arbiter:
    """Judges command lines of one application, each in so many seconds at most."""

    def __init__(self, application, program, watch, seconds):
        self._application = application
        self._program = program
        self._watch = watch
        self.lookups = {}  # what is known of groups, by their identity
        self._seconds = seconds
        self._state = neutral.State()
        self._processor = processing.Processor(watch, self._state)
        self._line = self._processor.line = Line()
        neutral.install(self._state, watch, self._processor.guard)

    def judge(self, argv, lenient):
        """Return the verdict on one command line."""
        self._line = self._processor.line = Line(lenient)
        try:
            with Timer(self._seconds):
                return self._judge(Word.of(argv))
        except TooLong:
            return self._skipped("parser-failed", "the parser took too long")
        except BaseException as error:  # KeyboardInterrupt and whatever else the program raises
            return self._skipped("parser-failed", faults.in_words(error))

    def _judge(self, words):
        try:
            self._walk(words)
        except Leave:
            pass
        except Skip as skip:
            return self._skipped(skip.reason, skip.message)
        except Refused as refused:
            return self._refused(refused)
        except (Exception, SystemExit) as error:
            if not faults.ends_well(error):
                return self._skipped("parser-failed", faults.in_words(error))
        return {"status": "accepted", "path": self._line.path}

    def _skipped(self, reason, message):
        return {"status": "skipped", "path": self._line.path, "reason": reason, "message": message}

    def _refused(self, refused):
        if self._application.rewrites:
            return self._skipped("parser-failed", "the program changes its arguments first")
        if self._line.may_leave:
            message = "%s may end the program first" % self._line.may_leave
            return self._skipped("parser-failed", message)
        return refused.fault.frame(self._line.path, refused.known)

    # Down the tree, as the framework's `invoke` goes

    def _walk(self, words):
        command = self._application.command
        ctx = self._enter(command, self._program, words, None, self._application.extra)
        if framework.is_group(command):
            self._into_group(command, ctx, 0)

    def _enter(self, command, name, words, parent, extra=None):
        """Parse the words of one command and return its context."""
        self._line.enter(words)
        window = self._watch.open()
        try:
            with window:
                return lookup.settle(
                    command.make_context(name, list(words), parent=parent, **(extra or {}))
                )
        except (Exception, SystemExit) as error:
            if faults.ends_well(error):
                raise Leave from None
            if not faults.is_usage_error(error):
                raise
            self._refuse(error, command, window)

    def _refuse(self, error, command, window):
        """Raise what a usage error in parsing comes to."""
        if processing.marked(error) is not None:
            raise Refused(processing.marked(error))
        fault = Fault(error, self._line.words)
        if fault.names_unknown:
            raise Skip("dynamic-command", "the name of an option is not known")
        if self._line.lenient and (fault.lacks_value or fault.problem is None):
            raise Leave
        if self._own_parsing(fault, command) and window.outside():
            raise Skip("environment", window.text())
        if fault.problem is None and self._could_be_supplied():
            raise Skip("environment", "a variable or settings file may supply what is asked for")
        raise Refused(fault)

    def _own_parsing(self, fault, command):
        """Tell whether code of the program's own had a part in a refusal."""
        if fault.problem is None or framework.overridden(command, ("get_params", "make_parser")):
            return True
        changed = self._state.parsed != list(self._line.words)
        return changed and bool(framework.overridden(command, ("parse_args", "make_context")))

    def _could_be_supplied(self):
        """Tell whether a parameter that was left out may get its value from elsewhere."""
        return any(
            neutral.may_be_supplied(param, ctx) or _has_own_callback(param)
            for param, ctx in self._line.left_out
        )

    def _into_group(self, group, ctx, depth):
        rest = _rest(ctx)
        if not rest:
            return self._no_command(group, ctx)
        if depth > _DEEPEST:
            raise Skip("parser-failed", "the commands nest too deeply")
        with framework.current(ctx):
            if getattr(group, "chain", False):
                self._chain(group, ctx, rest, depth)
            else:
                name, command, words = self._resolve(group, ctx, rest)
                ctx.invoked_subcommand = name
                self._subcommand(command, name, words, ctx, depth)
        return None

    def _no_command(self, group, ctx):
        if getattr(group, "invoke_without_command", False) or self._line.lenient:
            return
        if describe.invoke_parses(group):
            raise Skip("parser-failed", "the program decides itself what runs")
        raise Refused(_MissingCommand())

    def _chain(self, group, ctx, rest, depth):
        ctx.invoked_subcommand = "*"
        settings = {"allow_extra_args": True, "allow_interspersed_args": False}
        while rest:
            name, command, words = self._resolve(group, ctx, rest)
            inner = self._subcommand(command, name, words, ctx, depth, settings)
            rest, inner.args = list(inner.args), []

    def _subcommand(self, command, name, words, ctx, depth, extra=None):
        self._line.path.append(str(name))
        inner = self._enter(command, name, words, ctx, extra)
        if framework.is_group(command):
            self._into_group(command, inner, depth + 1)
        return inner

    def _resolve(self, group, ctx, rest):
        """Find the subcommand that the first word names."""
        if neutral.is_dynamic(rest[0]):
            raise Skip("dynamic-command", "the name of the subcommand is not known")
        self._line.words = list(rest)
        window = self._watch.open()
        try:
            with window:
                name, command, words = self._filled(group, ctx, rest)
        except (Exception, SystemExit) as error:
            self._unresolved(error, group, ctx, rest, window)
        if not framework.is_command(command):
            raise Skip("parser-failed", "the program finds no command and does not say so")
        return str(name or command.name), command, words

    def _filled(self, group, ctx, rest):
        """Find the subcommand as the group does once its callback has filled the context."""

        def find():
            return lookup.settle(group.resolve_command(ctx, list(rest)))

        name, command, words = find()
        if not framework.is_command(command):
            return name, command, words
        command = standin.replaced(command, ctx, lambda: find()[1])
        if standin.is_placeholder(command):
            raise Skip("parser-failed", "the program fills in this command when it runs")
        return name, command, words

    def _unresolved(self, error, group, ctx, rest, window):
        if faults.ends_well(error):
            raise Leave from None
        found = self._lookup(group, ctx)
        failed = dict(found.failed)
        if str(rest[0]) in failed:
            raise Skip("command-not-loadable", failed[str(rest[0])])
        if not faults.is_usage_error(error):
            processing.broken(error, window)
        problem = Fault(error, self._line.words).problem
        if processing.marked(error) is not None or problem not in (None, "unknown-command"):
            self._refuse(error, group, window)
        if found.where != "project" and {PROJECT, CONTEXT} & set(window.seen):
            raise Skip("project-command", window.text())
        if processing.would_have_run(ctx, {"add_command", "add_typer"}):
            raise Skip("project-command", "a callback may add commands")
        if describe.invoke_parses(group):
            raise Skip("parser-failed", "the program decides itself what runs")
        raise Refused(_UnknownCommand(error, rest), known=list(found.names))

    def _lookup(self, group, ctx):
        if id(group) not in self.lookups:

            def new_context():
                return framework.make_context(group, ctx.info_name, parent=ctx.parent)

            line, self._processor.line = self._processor.line, Line()
            try:
                self.lookups[id(group)] = lookup.examine(group, new_context, self._watch)
            finally:
                self._processor.line = line
        return self.lookups[id(group)]


class _UnknownCommand(Fault):
    """A word that names no subcommand, whatever class of error says so."""

    def __init__(self, error, rest):
        Fault.__init__(self, error, rest)
        self._word = rest[0]

    problem = "unknown-command"

    @property
    def subject(self):
        return str(self._word)

    @property
    def position(self):
        return getattr(self._word, "at", None)


class _MissingCommand(Fault):
    """A group that was given no subcommand."""

    problem = "missing-argument"
    subject = "COMMAND"
    position = None

    def __init__(self):
        Fault.__init__(self, UsageError("Missing command."), [])

    def frame(self, path, known=()):
        return dict(Fault.frame(self, path, known), param="COMMAND")


class UsageError(Exception):
    """Named after the class by which the framework reports it."""


def _has_own_callback(param):
    """Tell whether code of the program's own would have looked at the parameter."""
    callback = getattr(param, "callback", None)
    own = not framework.is_framework(getattr(callback, "__module__", ""))
    return callback is not None and own and not params.may_exit(param)


def _rest(ctx):
    """Take the words after the group's own out of its context, as the framework does."""
    space = vars(ctx)
    name = "_protected_args" if "_protected_args" in space else "protected_args"
    rest = list(space.get(name, [])) + list(ctx.args)
    space[name], ctx.args = [], []
    return rest
