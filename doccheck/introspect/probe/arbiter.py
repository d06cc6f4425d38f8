"""Have the program's own parser judge command lines, without running any of its commands."""

import signal
import threading

from . import callbacks, faults, framework, lookup, neutral, params
from .faults import Fault, Skip
from .neutral import Leave, Word

_DEEPEST = 50
_ASYNC_FLAG = 0x80
_MARK = "_doccheck_fault"


class TooLong(BaseException):
    """The parser does not come to an end."""


class Arbiter:
    """Judges command lines of one application, each in so many seconds at most."""

    def __init__(self, application, program, watch, lookups, seconds):
        self._seconds = seconds
        self._application = application
        self._program = program
        self._watch = watch
        self._lookups = dict(lookups)
        self._state = neutral.State()
        self._exits = {}
        self._lenient = False
        self._path = []
        self._words = []
        self._left_out = []
        self._opts = None
        self._places = {}
        self._may_leave = ""
        neutral.install(self._state, watch, self._guard)

    def judge(self, argv, lenient):
        """Return the verdict on one command line."""
        self._lenient, self._path, self._may_leave = lenient, [], ""
        words = Word.of(argv)
        try:
            with _Timer(self._seconds):
                return self._judge(words)
        except TooLong:
            return self._skipped("parser-failed", "the program's parser took too long")
        except BaseException as error:  # KeyboardInterrupt and whatever else the program raises
            return self._skipped("parser-failed", _in_words(error))

    def _judge(self, words):
        try:
            self._walk(words)
        except Leave:
            pass
        except Skip as skip:
            return self._skipped(skip.reason, skip.message)
        except _Refused as refused:
            return self._refused(refused)
        except (Exception, SystemExit) as error:
            if not faults.ends_well(error):
                return self._skipped("parser-failed", _in_words(error))
        return {"status": "accepted", "path": self._path}

    def _skipped(self, reason, message):
        return {"status": "skipped", "path": self._path, "reason": reason, "message": message}

    def _refused(self, refused):
        if self._application.rewrites:
            return self._skipped("parser-failed", "the program changes its arguments first")
        if self._may_leave:
            return self._skipped("parser-failed", self._may_leave + " may end the program first")
        return refused.fault.frame(self._path, refused.known)

    # Down the tree, as the framework's `invoke` goes

    def _walk(self, words):
        command = self._application.command
        ctx = self._enter(command, self._program, words, None, self._application.extra)
        if framework.is_group(command):
            self._into_group(command, ctx, 0)

    def _enter(self, command, name, words, parent, extra=None):
        """Parse the words of one command and return its context."""
        self._words, self._left_out = list(words), []
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
        if hasattr(error, _MARK):
            raise _Refused(getattr(error, _MARK))
        fault = Fault(error, self._words)
        if fault.names_unknown:
            raise Skip("dynamic-command", "the name of an option is not known")
        if self._lenient and (fault.lacks_value or fault.problem is None):
            raise Leave
        if self._own_parsing(fault, command) and window.outside():
            raise Skip("environment", window.text())
        if fault.problem is None and self._could_be_supplied():
            raise Skip("environment", "a variable or settings file may supply what is asked for")
        raise _Refused(fault)

    def _own_parsing(self, fault, command):
        """Tell whether code of the program's own had a part in a refusal."""
        if fault.problem is None or framework.overridden(command, ("get_params", "make_parser")):
            return True
        changed = self._state.parsed != list(self._words)
        return changed and bool(framework.overridden(command, ("parse_args", "make_context")))

    def _could_be_supplied(self):
        """Tell whether a parameter that was left out may get its value from elsewhere."""
        return any(neutral.may_be_supplied(param, ctx) for param, ctx in self._left_out)

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
        if getattr(group, "invoke_without_command", False) or self._lenient:
            return
        if framework.overridden(group, ("invoke",)):
            raise Skip("parser-failed", "the program decides what runs without a subcommand")
        raise _Refused(_MissingCommand())

    def _chain(self, group, ctx, rest, depth):
        ctx.invoked_subcommand = "*"
        settings = {"allow_extra_args": True, "allow_interspersed_args": False}
        while rest:
            name, command, words = self._resolve(group, ctx, rest)
            inner = self._subcommand(command, name, words, ctx, depth, settings)
            rest, inner.args = list(inner.args), []

    def _subcommand(self, command, name, words, ctx, depth, extra=None):
        self._path = self._path + [str(name)]
        inner = self._enter(command, name, words, ctx, extra)
        if framework.is_group(command):
            self._into_group(command, inner, depth + 1)
        return inner

    def _resolve(self, group, ctx, rest):
        """Find the subcommand that the first word names."""
        if neutral.is_dynamic(rest[0]):
            raise Skip("dynamic-command", "the name of the subcommand is not known")
        self._words = list(rest)
        window = self._watch.open()
        try:
            with window:
                name, command, words = lookup.settle(group.resolve_command(ctx, list(rest)))
        except (Exception, SystemExit) as error:
            self._unresolved(error, group, ctx, rest, window)
        if not framework.is_command(command):
            raise Skip("parser-failed", "the program finds no command and does not say so")
        return str(name or command.name), command, words

    def _unresolved(self, error, group, ctx, rest, window):
        if faults.ends_well(error):
            raise Leave from None
        found = self._lookup(group, ctx)
        failed = dict(found.failed)
        if str(rest[0]) in failed:
            raise Skip("command-not-loadable", failed[str(rest[0])])
        if not faults.is_usage_error(error):
            self._broken(error, window)
        problem = Fault(error, self._words).problem
        if hasattr(error, _MARK) or problem not in (None, "unknown-command"):
            self._refuse(error, group, window)
        if window.outside() or found.where == "project":
            raise Skip("project-command", window.text() or found.seen)
        raise _Refused(_UnknownCommand(error, rest), known=list(found.names))

    def _broken(self, error, window):
        """Raise what an error in the program's own parsing code comes to."""
        if window.outside():
            raise Skip("environment", window.text())
        raise Skip("parser-failed", _in_words(error))

    def _lookup(self, group, ctx):
        if id(group) not in self._lookups:

            def new_context():
                return framework.make_context(group, ctx.info_name, parent=ctx.parent)

            self._lookups[id(group)] = lookup.examine(group, new_context, self._watch)
        return self._lookups[id(group)]

    # One parameter

    def _guard(self, param):
        return _Guarded(param, self)

    def process(self, param, ctx, opts, args):
        """Process a parameter with its effects taken out; return what the framework expects."""
        self._make_plain(opts)
        value = opts.get(param.name)
        given = _is_given(param, value)
        if not given:
            self._left_out.append((param, ctx))
        window, state = self._watch.open(), self._state
        saved = state.given, state.value, state.kind, self._watch.expected
        state.given, state.value, state.kind = given, None, None
        self._watch.expected = frozenset(params.envvars(param, ctx))
        try:
            with neutral.Quiet(param, value, given), window:
                result = lookup.settle(param.handle_parse_result(ctx, opts, args))
        except Exception as error:
            if faults.ends_well(error):
                raise Leave from None
            self._param_failed(error, param, ctx, value, given, window)
            ctx.params[param.name] = value if given else None
            result = (ctx.params[param.name], args)
        finally:
            state.given, state.value, state.kind, self._watch.expected = saved
        self._consider_leaving(param, value, given)
        return result

    def _make_plain(self, opts):
        """Keep the places of the parsed values, once for each command, and drop them there."""
        if opts is not self._opts:
            self._opts = opts
            self._places = {name: neutral.words_in(value) for name, value in opts.items()}
            for name, value in opts.items():
                opts[name] = neutral.plain(value)

    def _param_failed(self, error, param, ctx, value, given, window):
        """Pass over an error that does not count here, or raise what it comes to."""
        if neutral.is_dynamic(value) and self._state.value is None:
            return
        usage = faults.is_usage_error(error)
        if not given:
            self._absent(error, param, ctx, window, usage)
        elif not usage:
            self._broken(error, window)
        elif self._lenient and Fault(error, self._words, param).problem is None:
            return
        elif window.outside():
            raise Skip("environment", window.text())
        else:
            self._mark(error, param, value)

    def _absent(self, error, param, ctx, window, usage):
        own = framework.overridden(param, ("handle_parse_result", "process_value"))
        missing = faults.has_class(error, "MissingParameter")
        if not usage or self._lenient or not (missing or own):
            return
        if neutral.may_be_supplied(param, ctx):
            return
        if window.outside() or self._reads_settings(ctx):
            raise Skip("environment", window.text() or "a settings file may supply the value")
        self._mark(error, param, None)

    def _mark(self, error, param, value):
        """Let a refusal go its way through the program's code, which may know what to do."""
        state = self._state
        at_fault = state.value or value
        places = self._places.get(param.name, ())
        word = next((word for word in places if word == at_fault), at_fault)
        fault = Fault(error, self._words, param, word, state.kind)
        setattr(error, _MARK, fault)
        raise error

    def _reads_settings(self, ctx):
        """Tell whether a callback that would have run sets defaults (`ctx.default_map`)."""
        while ctx is not None:
            runs = [getattr(item, "callback", None) for item in ctx.command.params]
            runs.append(ctx.command.callback if ctx.parent is None else None)
            for callback in runs:
                if callback is not None and callbacks.mentions(callback, {"default_map"}):
                    return True
            ctx = ctx.parent
        return False

    def _consider_leaving(self, param, value, given):
        if not given or value is False:
            return
        key = id(param)
        if key not in self._exits:
            self._exits[key] = (param, params.may_exit(param), params.could_exit(param))
        _param, exits, could = self._exits[key]
        if exits:
            raise Leave
        if could and not self._may_leave:
            self._may_leave = faults.param_label(param)


class _Refused(BaseException):
    """The program refuses the words; `known` are the names it has."""

    def __init__(self, fault, known=()):
        BaseException.__init__(self)
        self.fault = fault
        self.known = known


class _Guarded:
    """A parameter in the hands of the framework's `parse_args`."""

    def __init__(self, param, arbiter):
        self._param = param
        self._arbiter = arbiter

    def __getattr__(self, name):
        return getattr(self._param, name)

    def handle_parse_result(self, ctx, opts, args):
        """Stand in for the parameter's own method."""
        result = self._arbiter.process(self._param, ctx, opts, args)
        method = getattr(type(self._param).handle_parse_result, "__code__", None)
        if method is not None and method.co_flags & _ASYNC_FLAG:
            return _ready(result)
        return result


async def _ready(result):
    return result


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


def _in_words(error):
    return " ".join(("%s: %s" % (type(error).__name__, error)).split())[:300]


def _is_given(param, value):
    missing = framework.unset(param)
    return value is not None and value is not missing and value != ()


def _rest(ctx):
    """Take the words after the group's own out of its context, as the framework does."""
    space = vars(ctx)
    name = "_protected_args" if "_protected_args" in space else "protected_args"
    rest = list(space.get(name, [])) + list(ctx.args)
    space[name], ctx.args = [], []
    return rest


class _Timer:
    """Interrupts the parser after a while."""

    def __init__(self, seconds):
        self._seconds = seconds
        self._usable = hasattr(signal, "setitimer") and (
            threading.current_thread() is threading.main_thread()
        )

    def __enter__(self):
        if self._usable:
            signal.signal(signal.SIGALRM, _ring)
            signal.setitimer(signal.ITIMER_REAL, self._seconds)

    def __exit__(self, *_error):
        if self._usable:
            signal.setitimer(signal.ITIMER_REAL, 0)
        return False


def _ring(_number, _frame):
    raise TooLong
