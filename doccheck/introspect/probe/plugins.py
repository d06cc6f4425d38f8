"""Which code of the program looks for plugins, and on behalf of which groups."""

import importlib.metadata
import os
import pkgutil
import re
import sys
from types import CodeType

from . import framework, places

_STANDARD = os.path.dirname(os.__file__) + os.sep
_SITE = re.compile(r"[/\\](site|dist)-packages[/\\]")


class PluginReaders:
    """Who looked for plugins: files of the program, and the groups it passed along.

    `asked` is set where the plugins are the program's own, and not those of a library that it
    happens to call.
    """

    def __init__(self):
        self.files = set()
        self.groups = set()
        self.asked = False

    def note(self, frames):
        """Record the program's frames of one call, the innermost first."""
        if frames:
            self.files.add(frames[0].f_code.co_filename)
            self.asked = self.asked or _on_behalf(frames[0])
        for frame in frames:
            if frame.f_locals is not frame.f_globals:
                self.groups.update(
                    id(value) for value in list(frame.f_locals.values()) if _is_group(value)
                )


def _on_behalf(program):
    """Tell whether a call of the program's frame looks for what the program named."""
    frame, texts, library = sys._getframe(2), set(), False
    while frame is not None and frame is not program:
        if not _in_standard(frame.f_code.co_filename):
            library = library or not framework.is_framework(frame.f_globals.get("__name__"))
            texts.update(_texts(frame.f_locals.values()))
        frame = frame.f_back
    return not library or bool(texts & _named(program))


def _in_standard(file):
    return file.startswith(_STANDARD) and not _SITE.search(file)


def is_standard(file):
    """Tell whether a file is code of the standard library, which may be built in."""
    return file.startswith("<frozen ") or _in_standard(file)


def _named(frame):
    """Return the texts that a frame may pass on, without the names of what it defines."""
    constants = frame.f_code.co_consts
    defined = {item.co_name for item in constants if isinstance(item, CodeType)}
    own = [value for name, value in frame.f_globals.items() if not name.startswith("__")]
    return (set(_texts(constants)) | set(_texts(own))) - defined - {frame.f_globals.get("__name__")}


def _texts(values):
    for value in list(values):
        for item in list(value.values()) if isinstance(value, dict) else (value,):
            if isinstance(item, str) and item:
                yield item


def _is_group(value):
    return framework.is_command(value) and framework.is_group(value)


def callers(package, depth):
    """Return the frames of `package` that led to the caller's caller, the innermost first.

    They end at an import: a module that only imports a library which reads entry points has not
    asked for them.
    """
    frame, found = sys._getframe(depth), []
    while frame is not None and not frame.f_code.co_filename.startswith("<frozen importlib"):
        if str(frame.f_globals.get("__name__", "")).partition(".")[0] == package:
            found.append(frame)
        frame = frame.f_back
    return found


def scanners(package, depth):
    """Return what `callers` does where the package itself makes the call, not a library."""
    frame = sys._getframe(depth)
    while frame.f_back is not None and frame.f_globals.get("__name__") == "pkgutil":
        frame = frame.f_back
    found = callers(package, depth + 1)
    return found if found and found[0] is frame else []


def install(tell):
    """Have `tell` called with the folders of each scan for modules, None for all of them."""
    iter_modules, distributions = pkgutil.iter_modules, importlib.metadata.distributions

    def scanning(path=None, prefix=""):
        tell(path)
        return iter_modules(path, prefix)

    def listing(**kwargs):
        tell(None)
        return distributions(**kwargs)

    pkgutil.iter_modules = scanning
    importlib.metadata.distributions = listing


def is_own(path, package):
    """Tell whether all folders of a scan belong to the package itself."""
    own = [places.real(folder) for folder in getattr(sys.modules.get(package), "__path__", ())]
    return path is not None and all(
        any((places.real(entry) + os.sep).startswith(folder + os.sep) for folder in own)
        for entry in list(path)
    )
