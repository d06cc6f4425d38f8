"""Which code of the program looks for plugins, and on behalf of which groups."""

import importlib.metadata
import os
import pkgutil
import sys

from . import framework, places


class PluginReaders:
    """Who looked for plugins: files of the program, and the groups it passed along."""

    def __init__(self):
        self.files = set()
        self.groups = set()

    def note(self, frames):
        """Record the program's frames of one call, the innermost first."""
        if frames:
            self.files.add(frames[0].f_code.co_filename)
        for frame in frames:
            if frame.f_locals is not frame.f_globals:
                self.groups.update(
                    id(value) for value in list(frame.f_locals.values()) if _is_group(value)
                )


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
