"""Call a console-script function up to the point where it would run its command."""

import builtins
import sys

from . import framework

_KNOWN = ("args", "prog_name", "complete_var", "standalone_mode", "windows_expand_args")


class Intercepted(BaseException):
    """Raised where the command would start, past any `except Exception` of the program."""


class Interception:
    """Replaces `main` and `__call__` of every framework class for a while."""

    def __init__(self):
        self.caught = None
        self.extra = {}
        self.arguments = None
        self._replaced = {}
        self._import = None

    def __enter__(self):
        self._patch()
        original = self._import = builtins.__import__

        def importing(*args, **kwargs):
            before = len(sys.modules)
            module = original(*args, **kwargs)
            if len(sys.modules) != before:
                self._patch()
            return module

        builtins.__import__ = importing
        return self

    def __exit__(self, *_error):
        builtins.__import__ = self._import
        for (cls, name), method in self._replaced.items():
            setattr(cls, name, method)
        return False

    def _patch(self):
        for cls in _callable_classes():
            for name in ("main", "__call__"):
                if name in vars(cls) and (cls, name) not in self._replaced:
                    self._replaced[cls, name] = vars(cls)[name]
                    setattr(cls, name, self._catcher())

    def _catcher(self):
        interception = self

        def caught(self, *args, **kwargs):
            if interception.caught is None:
                interception.caught = self
                interception.arguments = args[0] if args else kwargs.get("args")
                interception.extra = {
                    key: value for key, value in kwargs.items() if key not in _KNOWN
                }
            raise Intercepted

        return caught


def _callable_classes():
    """Return the classes of the loaded frameworks that run a command or an application."""
    found, known = [], framework.prefixes()
    for core in framework.cores():
        base = vars(core).get("BaseCommand")
        level = [base if isinstance(base, type) else vars(core)["Command"]]
        while level:
            found.extend(level)
            level = [inner for cls in level for inner in type.__subclasses__(cls)]
    main = sys.modules.get("typer.main")
    if main is not None and isinstance(vars(main).get("Typer"), type):
        found.append(main.Typer)
    return [cls for cls in found if framework.is_framework(cls.__module__, known)]


def call(function, program):
    """Call `function` as its console script would.

    Returns:
        `(thing, extra, rewrites)`: the command or application that it returned or would have
        run (None if neither), the extra keyword arguments it gave it, and whether it changed
        the arguments.

    """
    saved, sys.argv = sys.argv, [program]
    try:
        with Interception() as interception:
            try:
                result = function()
            except Intercepted:
                result = None
        rewrites = sys.argv[1:] != [] or bool(interception.arguments)
    finally:
        sys.argv = saved
    if interception.caught is not None:
        return interception.caught, interception.extra, rewrites
    if hasattr(result, "close") and hasattr(result, "cr_code"):  # a coroutine never awaited
        result.close()
        result = None
    return result, {}, False
