"""Click and its relatives, told by the shape and names of their classes.

`isinstance` is of no use: Typer and dynaconf carry their own copy of click, asyncclick is a
fork, and the program may hold several of them at once.
"""

import sys
from contextlib import contextmanager
from types import ModuleType

# Libraries that subclass click and keep its parsing as it is.
STANDARD = ("typer", "rich_click")

# What we patch ourselves is no part of the program either.
_OURS = __name__.partition(".")[0]

_COMMAND_NAMES = {"BaseCommand", "Command"}


class ProbeError(Exception):
    """A fault to report to the parent, with its kind."""

    def __init__(self, kind, message):
        Exception.__init__(self, message)
        self.kind = kind
        self.message = message


def _names(thing):
    return {cls.__name__ for cls in type(thing).__mro__}


def is_command(thing):
    """Tell whether `thing` is a command object of click or of a relative."""
    cls = type(thing)
    return bool(_COMMAND_NAMES & _names(thing)) and all(
        callable(getattr(cls, name, None)) for name in ("make_context", "invoke", "main")
    )


def is_group(command):
    """Tell whether a command has subcommands."""
    cls = type(command)
    return all(
        callable(getattr(cls, name, None))
        for name in ("list_commands", "get_command", "resolve_command")
    )


def is_typer(thing):
    """Tell whether `thing` is a Typer application."""
    return "Typer" in _names(thing) and hasattr(thing, "registered_commands")


def as_command(thing):
    """Return the command that `thing` is or stands for, None where it is neither."""
    if is_typer(thing):
        owner = next(cls for cls in type(thing).__mro__ if cls.__name__ == "Typer")
        return sys.modules[owner.__module__].get_command(thing)
    return thing if is_command(thing) else None


_cores = (0, ())


def cores():
    """Return the loaded modules that define a click-like `Command`."""
    global _cores
    if _cores[0] != len(sys.modules):
        found = [module for name, module in list(sys.modules.items()) if _is_core(name, module)]
        _cores = (len(sys.modules), tuple(found))
    return _cores[1]


def _is_core(name, module):
    if not isinstance(module, ModuleType):
        return False
    space = vars(module)
    command = space.get("Command")
    return (
        isinstance(command, type)
        and isinstance(space.get("Context"), type)
        and any(
            base.__module__ == name and "make_context" in vars(base) for base in command.__mro__
        )
    )


def core_of(command):
    """Return the core module whose class the command derives from."""
    known = {module.__name__: module for module in cores()}
    for cls in reversed(type(command).__mro__):
        if cls.__module__ in known:
            return known[cls.__module__]
    raise ProbeError("not-click", "%s derives from no known framework" % type(command).__name__)


def prefixes():
    """Return the package names whose classes count as the framework's own."""
    found = {_OURS, *STANDARD}
    for module in cores():
        package = module.__name__.rpartition(".")[0] or module.__name__
        found.add(package)
    return tuple(sorted(found))


def is_framework(module_name, known=None):
    """Tell whether a module belongs to a framework."""
    name = module_name or ""
    return any(name == prefix or name.startswith(prefix + ".") for prefix in known or prefixes())


def definition(thing, name):
    """Return `(owner class, attribute)` of a method, None where there is none."""
    for cls in type(thing).__mro__:
        if name in vars(cls):
            return cls, vars(cls)[name]
    return None


def overridden(thing, names, known=None):
    """Return those of `names` that the program defines itself, on the class or the object."""
    known = known or prefixes()
    found = []
    for name in names:
        if name in getattr(thing, "__dict__", {}):
            found.append(name)
            continue
        defined = definition(thing, name)
        if defined is None:
            continue
        owner, method = defined
        method = getattr(method, "__func__", method)
        module = getattr(method, "__module__", None) or owner.__module__
        if not is_framework(module, known):
            found.append(name)
    return found


def context_class(command):
    """Return the class of the command's contexts."""
    own = getattr(command, "context_class", None)
    return own if isinstance(own, type) else core_of(command).Context


def make_context(command, name, parent=None, extra=None):
    """Make a context for `command` without parsing anything, so that no callback runs."""
    settings = dict(getattr(command, "context_settings", None) or {})
    settings.update(extra or {})
    return context_class(command)(command, info_name=name, parent=parent, **settings)


@contextmanager
def current(ctx):
    """Make `ctx` the current context for a while, without what leaving it would clean up."""
    package = core_of(ctx.command).__name__.rpartition(".")[0]
    stack = sys.modules[package + ".globals"]
    stack.push_context(ctx)
    try:
        yield
    finally:
        stack.pop_context()


def unset(command_or_param):
    """Return the values that stand for "not given" in the framework of a parameter."""
    for cls in type(command_or_param).__mro__:
        module = sys.modules.get(cls.__module__)
        if module is not None and "UNSET" in vars(module):
            return vars(module)["UNSET"]
    return None
