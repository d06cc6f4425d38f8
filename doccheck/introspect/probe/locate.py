"""Find the application: an object, a factory, or a function that runs a command."""

import ast
import importlib
import sys
import traceback
from types import FunctionType, ModuleType

from . import callbacks, framework, intercept
from .framework import ProbeError

# A function that mentions one of these does more to its command than call it.
_TOUCHES = {
    "auto_envvar_prefix", "default_map", "token_normalize_func", "help_option_names", "argv",
    "context_settings", "add_command", "add_typer", "command", "group", "register", "setattr",
}  # fmt: skip
_REWRITES = {"insert", "append", "extend", "pop", "remove", "replace"}
_USUAL_NAMES = ("cli", "app", "main", "cmd", "command")


class Application:
    """The root command and how the program starts it."""

    def __init__(self, command, app, extra=None, rewrites=False):
        self.command = command
        self.app = app
        self.extra = extra or {}
        self.rewrites = rewrites or _main_rewrites(command)


def _main_rewrites(command):
    """Tell whether a `main` of the program's own changes the arguments."""
    for name in framework.overridden(command, ("main", "__call__")):
        method = framework.definition(command, name)[1]
        if callbacks.names_in(method) & _REWRITES:
            return True
    return False


def find(app, program):
    """Return the application that `app` names.

    Raises:
        ProbeError: Its module cannot be imported, or it is not a click program.

    """
    module_name, _, expression = app.partition(":")
    module = _import(module_name.strip())
    thing = _evaluate(module, expression.strip(), app)
    found = _resolve(thing, app, program)
    if not framework.is_command(found.command):  # an object that only looks like one
        raise ProbeError("not-click", "%r is not a command" % (found.command,))
    return found


def console_script(program):
    """Return what the console script `program` starts, as module:expression."""
    from importlib import metadata

    for distribution in metadata.distributions():
        for entry in distribution.entry_points:
            if entry.group == "console_scripts" and entry.name == program:
                return entry.value.partition("[")[0].strip()
    raise ProbeError("import", "no console script is named %r in this environment" % program)


def _import(name):
    try:
        return importlib.import_module(name)
    except SystemExit as error:
        message = "importing %s ended the program (exit code %s)" % (name, error.code)
        raise ProbeError("exit", message) from None
    except intercept.Intercepted:
        raise
    except BaseException as error:
        raise ProbeError("import", "importing %s failed: %s" % (name, describe(error))) from None


def describe(error):
    """Return the type, message and place of an error, on one line."""
    text = " ".join(str(error).split())
    shown = type(error).__name__ + (": " + text if text else "")
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if "importlib" not in frame.filename
        and not frame.filename.startswith("<frozen")
        and not _ours(frame.filename)
    ]
    return shown + (" (%s:%s)" % (frames[-1].filename, frames[-1].lineno) if frames else "")


def _ours(filename):
    return filename.startswith(__file__.rpartition("/")[0] + "/")


def _evaluate(module, expression, app):
    if not expression:
        return module
    try:
        node = ast.parse(expression, mode="eval").body
        return _value(node, module)
    except (SyntaxError, ValueError):
        raise ProbeError("not-click", "%r is not a name or a call of a factory" % app) from None
    except AttributeError as error:
        raise ProbeError("import", "%s: %s" % (app, error)) from None
    except SystemExit as error:
        message = "%s ended the program (exit code %s)" % (app, error.code)
        raise ProbeError("exit", message) from None
    except Exception as error:
        raise ProbeError("import", "%s failed: %s" % (app, describe(error))) from None


def _value(node, module):
    if isinstance(node, ast.Name):
        return getattr(module, node.id)
    if isinstance(node, ast.Attribute):
        return getattr(_value(node.value, module), node.attr)
    if isinstance(node, ast.Call):
        function = _value(node.func, module)
        args = [ast.literal_eval(item) for item in node.args]
        keywords = {item.arg: ast.literal_eval(item.value) for item in node.keywords}
        return function(*args, **keywords)
    raise ValueError(node)


def _resolve(thing, app, program):
    command = framework.as_command(thing)
    if command is not None:
        return Application(command, app)
    if isinstance(thing, ModuleType):
        return _in_module(thing, app, program)
    if not callable(thing) or isinstance(thing, type) and framework.is_command(thing):
        raise ProbeError("not-click", _what(thing, app))
    referenced = _referenced_command(thing)
    if referenced is not None and not _does_more(thing):
        return Application(referenced, app)
    try:
        return _called(thing, app, program)
    except ProbeError:
        if referenced is None:
            raise
        return Application(referenced, app)


def _in_module(module, app, program):
    """Find the application in a module that is named without an expression."""
    space = vars(module)
    for name in _USUAL_NAMES:
        command = framework.as_command(space.get(name))
        if command is not None:
            return Application(command, "%s:%s" % (app, name))
    commands = _distinct(space.values())
    if len(commands) == 1:
        return Application(commands[0], app)
    if callable(space.get("main")):
        return _resolve(space["main"], app + ":main", program)
    raise ProbeError("not-click", "the module %s holds no click or Typer application" % app)


def _distinct(values):
    """Return the commands among `values` that are no subcommands of each other."""
    things = []
    for value in values:
        if (framework.is_typer(value) or framework.is_command(value)) and not any(
            value is other for other in things
        ):
            things.append(value)
    inner = [
        child
        for thing in things
        for child in getattr(thing, "commands", {}).values()
        if isinstance(getattr(thing, "commands", None), dict)
    ]
    outer = [thing for thing in things if not any(thing is child for child in inner)]
    return [framework.as_command(thing) for thing in outer]


def _referenced_command(thing):
    """Return the one command that a function refers to, None where there are none or several."""
    function = callbacks.function_of(thing)
    commands = _distinct(callbacks.references(function)) if function else []
    return commands[0] if len(commands) == 1 else None


def _does_more(thing):
    """Tell whether a function does more than call its command: what it does may add commands."""
    function = callbacks.function_of(thing)
    if (callbacks.names_in(function) | callbacks.keywords_in(function)) & _TOUCHES:
        return True
    return any(isinstance(value, (FunctionType, type)) for value in callbacks.references(function))


def _called(thing, app, program):
    function = callbacks.function_of(thing)
    if function is not None and callbacks.required_parameters(thing):
        raise ProbeError("not-click", _what(thing, app) + ", and it needs arguments")
    try:
        result, extra, rewrites = intercept.call(thing, program)
    except SystemExit as error:
        message = "%s ended (exit code %s) before it ran a click command" % (app, error.code)
        raise ProbeError("not-click", message) from None
    except BaseException as error:
        raise ProbeError("import", "%s failed: %s" % (app, describe(error))) from None
    command = framework.as_command(result)
    if command is None:
        raise ProbeError("not-click", _what(thing, app) + ", and it runs no click command")
    names = callbacks.names_in(thing) if function is not None else set()
    rewrites = rewrites or ("argv" in names and bool(names & _REWRITES))
    return Application(command, app, extra, rewrites)


def _what(thing, app):
    kind = "class" if isinstance(thing, type) else type(thing).__name__
    shown = "module" if isinstance(thing, ModuleType) else kind
    article = "an" if shown[0] in "aeiouAEIOU" else "a"
    return "%s is %s %s, not a click or Typer application" % (app, article, shown)


def version_of(app, program):
    """Return the version of the distribution that holds the program, None if unknown."""
    from importlib import metadata

    package = app.partition(":")[0].partition(".")[0]
    for name in (package, package.replace("_", "-"), program):
        try:
            return metadata.version(name)
        except Exception:
            continue
    for distribution in metadata.distributions():
        scripts = distribution.read_text("entry_points.txt") or ""
        if app.partition("[")[0] in scripts:
            return distribution.version
    version = getattr(sys.modules.get(package), "__version__", None)
    return version if isinstance(version, str) else None
