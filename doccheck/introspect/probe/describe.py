"""Walk the application and describe every command."""

import sys

from . import callbacks, equivalent, framework, lookup, params, standin

_PARSING = ("parse_args", "make_context", "make_parser")
_TAKING_PART = {"args", "protected_args", "_protected_args", "resolve_command", "get_command"}
_MOST_NODES = 20000
_DEEPEST = 40
_SAMPLES = ("Foo_Bar-Baz", "foo_bar", "FOO-bar", "plain", "A_b_C", "under_score_Name")
_NORMALIZATIONS = {
    "lower": lambda word: word.lower(),
    "dash": lambda word: word.replace("_", "-"),
    "lower-dash": lambda word: word.lower().replace("_", "-"),
}


class Describer:
    """Describes commands; what it found of each group is kept for the arbiter."""

    def __init__(self, application, program, root, watch, from_project=False):
        self._application = application
        self._program = program
        self._root = root
        self._watch = watch
        self._from_project = from_project  # it looked at the project to be put together
        self._count = 0
        self.lookups = {}
        self.paths = set()

    def root(self):
        """Describe the whole application."""
        command = self._application.command

        def new_context():
            return framework.make_context(command, self._program, extra=self._application.extra)

        node = self._node(command, self._program, new_context, ())
        if self._application.rewrites:
            node["custom"] = ["main"] + node["custom"]
        return node

    def _node(self, command, name, new_context, above):
        self._count += 1
        ctx = new_context()
        with framework.current(ctx):
            node = self._plain(command, name, ctx)
        node["custom"] = parsing_methods(command, new_context)
        if not framework.is_group(command):
            return node
        if id(command) in above or len(above) > _DEEPEST or self._count > _MOST_NODES:
            node["custom"].append("get_command")  # a group inside itself: the program decides
            return node
        node.update(self._group(command, ctx, new_context, above + (id(command),)))
        node["custom"] = node["custom"] + node.pop("lookup_methods")
        return node

    def _plain(self, command, name, ctx):
        file, line = callbacks.source(getattr(command, "callback", None), self._root)
        return {
            "name": name,
            "is_group": framework.is_group(command),
            "params": [self._param(param, ctx) for param in parameters(command, ctx)],
            "no_args_is_help": bool(getattr(command, "no_args_is_help", False)),
            "allow_extra_args": bool(ctx.allow_extra_args),
            "ignore_unknown_options": bool(ctx.ignore_unknown_options),
            "allow_interspersed_args": bool(ctx.allow_interspersed_args),
            "help_options": help_names(command, ctx),
            "normalization": normalization(ctx.token_normalize_func),
            "auto_envvar_prefix": ctx.auto_envvar_prefix,
            "hidden": bool(getattr(command, "hidden", False)),
            "deprecated": params.deprecation(command),
            "help": params.text(getattr(command, "help", None)),
            "epilog": params.text(getattr(command, "epilog", None)),
            "source_file": file,
            "source_line": line,
        }

    def _param(self, param, ctx):
        shown = params.describe(param, ctx)
        self.paths.add(params.default_path(param, shown["type"]))
        return shown

    def _group(self, group, ctx, new_context, above):
        found = lookup.examine(group, new_context, self._watch)
        self.lookups[id(group)] = found
        if self._from_project and framework.overridden(group, lookup.METHODS):
            found.where = "project"
        elif found.where == "static" and lookup.takes_plugins(group, self._watch.plugins):
            found.where = "plugins"
        commands = {}
        for name, command in found.names.items():

            def sub_context(command=command, name=name):
                return framework.make_context(command, name, parent=ctx)

            try:
                node = self._node(command, name, sub_context, above)
            except (Exception, SystemExit) as error:
                found.failed.append((name, "%s: %s" % (type(error).__name__, error)))
                continue
            node["hidden"] = node["hidden"] or name in found.hidden
            commands[name] = node
        return {
            "commands": commands,
            "chain": bool(getattr(group, "chain", False)),
            "invoke_without_command": bool(getattr(group, "invoke_without_command", False)),
            "default_command": found.default,
            "lookup": found.where,
            "lookup_methods": lookup.methods(group, found),
            "failed": [list(item) for item in found.failed],
        }


def parameters(command, ctx):
    """Return the parameters without the framework's own help option."""
    helps = set(help_names(command, ctx))
    found = []
    declared = {id(param) for param in command.params}
    for param in command.get_params(ctx):
        if id(param) not in declared and set(param.opts) == helps:
            continue
        found.append(param)
    return found


def help_names(command, ctx):
    """Return the names of the help option, as declared."""
    if not getattr(command, "add_help_option", True):
        return []
    names = command.get_help_option_names(ctx)
    return sorted(names, key=list(ctx.help_option_names).index)


def parsing_methods(command, new_context):
    """Return the parsing methods that the program overrides.

    A command that takes nothing and does nothing is a placeholder: whoever fills it in parses.
    """
    if standin.is_placeholder(command):
        return ["parse_args"]
    found = framework.overridden(command, _PARSING)
    if "parse_args" in found and (
        not _checks(command) or equivalent.only_wraps(command, new_context)
    ):
        found.remove("parse_args")
    if framework.is_group(command) and invoke_parses(command):
        found.append("invoke")
    return found


def _checks(command):
    """Tell whether an overriding `parse_args` has anything to check.

    cloup's checks the constraints of the command; most commands have none.
    """
    owner = framework.definition(command, "parse_args")[0]
    if owner.__module__.partition(".")[0] != "cloup":
        return True
    return bool(getattr(command, "all_constraints", True))


def invoke_parses(group):
    """Tell whether an `invoke` of the program's own takes part in finding the subcommand.

    One that only wraps what runs, in order to catch errors for example, does not.
    """
    if not framework.overridden(group, ("invoke",)):
        return False
    method = framework.definition(group, "invoke")[1]
    names = callbacks.names_outside_complaints(method) or callbacks.names_in(method)
    return "invoke" not in names or bool(names & _TAKING_PART)


def normalization(function):
    """Classify a token normalisation by what it does to sample words."""
    if function is None:
        return "none"
    try:
        results = [function(word) for word in _SAMPLES]
    except Exception:
        return "custom"
    for name, model in _NORMALIZATIONS.items():
        if results == [model(word) for word in _SAMPLES]:
            return name
    return "custom"


def framework_of(command):
    """Return the framework's name and version."""
    core = framework.core_of(command).__name__
    package = core.partition(".")[0]
    try:
        from importlib import metadata

        return "%s %s" % (package, metadata.version(package))
    except Exception:
        version = getattr(sys.modules.get(package), "__version__", "")
        return ("%s %s" % (package, version)).strip()
