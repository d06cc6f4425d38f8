"""Which parts of the outside world a piece of the program's code looks at.

Audit events tell of opened files, listed folders, sockets and processes. `os.stat` and reads of
`os.environ` raise none, so those are wrapped.
"""

import os
import sys
import threading

from . import imports, places, plugins

_READ_EVENTS = {"open", "os.listdir", "os.scandir", "sqlite3.connect", "shelve.open"}
_NETWORK_EVENTS = {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.bind"}
_PROCESS_EVENTS = {"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork"}

# Read by the interpreter and the framework themselves, for messages and layout.
_NEUTRAL_VARIABLES = {
    "LANG", "LANGUAGE", "COLUMNS", "LINES", "TERM", "PATH", "TZ", "TMPDIR", "TEMP", "TMP", "CI",
}  # fmt: skip
_NEUTRAL_PREFIXES = ("LC_", "PYTHON", "PYDANTIC_", "TYPER_", "_TYPER_", "RICH_", "JUPYTER_")

FILES = "files"
ENVIRONMENT = "environment"
NETWORK = "network"
PROCESS = "process"
PLUGINS = "plugins"
PROJECT = "project"
CONTEXT = "context"
_LOADED = {FILES, ENVIRONMENT, NETWORK, PROCESS}  # of no account while a library is imported


class Window:
    """What was looked at while it was open: kinds, each with the first example."""

    def __init__(self, watch, imports=False, folders=False):
        self._watch = watch
        self.imports = imports
        self.folders = folders
        self._outer = None
        self.thread = threading.get_ident()
        self.seen = {}

    def __enter__(self):
        self._outer, self._watch.window = self._watch.window, self
        return self

    def __exit__(self, *_error):
        self._watch.window = self._outer
        if self._outer is not None:
            for kind, what in self.seen.items():
                self._outer.seen.setdefault(kind, what)
        return False

    def outside(self):
        """Tell whether anything but plugins was looked at."""
        return bool(set(self.seen) - {PLUGINS})

    def text(self):
        """Describe what was looked at."""
        return "; ".join("%s: %s" % item for item in sorted(self.seen.items()))


class Watch:
    """The recorder: installed once, it records only while a window is open."""

    def __init__(self, root, package=None):
        self.root = places.real(root)
        self.window = None
        self.expected = frozenset()  # variables that the framework reads for a parameter
        self.plugins = plugins.PluginReaders()
        self._package = package
        self._from_here = False  # the program asked for the current folder
        self._own = None

    def open(self, imports=False, folders=False):
        """Return a window, to be used in a `with` statement.

        The project is taken to be looked at where its Python files or its metadata are; with
        `imports`, where a module is imported from its folder, too; with `folders`, where
        anything else that may hold commands is.
        """
        return Window(self, imports, folders)

    def install(self):
        """Hook into the interpreter."""
        sys.addaudithook(self._audit)
        for name in ("stat", "lstat", "access", "readlink"):
            self._wrap(os, name)
        for name in ("exists", "lexists", "isfile", "isdir", "islink", "samefile"):
            self._wrap(os.path, name)
        for name in ("getcwd", "getcwdb"):
            setattr(os, name, _Told(getattr(os, name), self._asked_for_folder))
        plugins.install(self._scanned)
        self._wrap_old_pathlib()
        self._record_environment()

    def note(self, kind, what):
        """Record that something was looked at."""
        window = self.window
        if window is None or window.thread != threading.get_ident() or kind in window.seen:
            return
        if kind not in _LOADED or not imports.in_library(self._package):
            window.seen[kind] = str(what)[:200]

    def forget_own_folders(self):
        """Work out the program's own folders anew, after modules were loaded."""
        self._own = None

    def _audit(self, event, args):
        if self.window is None:
            return
        if event in _READ_EVENTS:
            self.file(args[0] if args else "")
        elif event in _NETWORK_EVENTS:
            self.note(NETWORK, event)
        elif event in _PROCESS_EVENTS:
            self.note(PROCESS, args[0] if args else event)

    def file(self, path):
        """Record that a file was looked at, unless it belongs to the program itself."""
        window = self.window
        if window is None or window.thread != threading.get_ident():
            return
        if isinstance(path, int) or path is None:
            return
        importing = sys._getframe(2).f_code.co_filename.startswith("<frozen importlib")
        self.window = None  # what we do ourselves is not recorded
        try:
            name = os.fsdecode(path) if isinstance(path, (str, bytes, os.PathLike)) else ""
            kind = self._kind(name, importing, window)
        except (OSError, ValueError):
            return
        finally:
            self.window = window
        if kind is not None:
            self.note(kind, name)
        if kind == PLUGINS:
            self.plugins.note(plugins.callers(self._package, 3))

    def _kind(self, name, importing, window):
        """Return what a look at a file comes to, None where the file is the program's own."""
        if os.path.basename(name) == "entry_points.txt":
            return PLUGINS
        code = places.is_code(name)
        if importing and not (code and window.imports):
            return None
        if code and os.path.isabs(name) and not name.startswith(self.root + os.sep):
            return None
        path = places.real(name)
        if self._is_own(path):
            return None
        chosen = importing or self._from_here or not os.path.isabs(name)
        if chosen and places.holds_commands(path, self.root, window.folders):
            return PROJECT
        return None if code else FILES

    def _is_own(self, path):
        if self._own is None:
            self._own = places.own_folders(self.root)
        return any(path == folder or path.startswith(folder + os.sep) for folder in self._own)

    def _asked_for_folder(self):
        if self.window is not None and plugins.callers(self._package, 3):
            self._from_here = True

    def _scanned(self, path):
        if self.window is None or plugins.is_own(path, self._package):
            return
        frames = plugins.scanners(self._package, 3)
        if frames:
            self.note(PLUGINS, "a scan for modules")
            self.plugins.note(frames)

    def _wrap(self, module, name):
        original = getattr(module, name)
        recorded = _Recorded(original, self)
        # os.supports_* and shutil compare functions by identity.
        for known in (os.supports_dir_fd, os.supports_follow_symlinks, os.supports_fd):
            if original in known:
                known.add(recorded)
        setattr(module, name, recorded)

    def _wrap_old_pathlib(self):
        """Before Python 3.10 pathlib keeps `os.stat` and `os.lstat` for itself."""
        pathlib = sys.modules.get("pathlib")
        accessor = getattr(pathlib, "_NormalAccessor", None)
        for name in ("stat", "lstat"):
            if accessor is not None and name in vars(accessor):
                setattr(accessor, name, getattr(os, name))

    def _record_environment(self):
        watch = self
        plain = type(os.environ)

        class Environment(plain):
            """`os.environ`, recording what is read."""

            def __getitem__(self, key):
                watch.variable(key)
                return plain.__getitem__(self, key)

            def __contains__(self, key):
                watch.variable(key)
                return plain.__contains__(self, key)

            def __iter__(self):
                watch.variable("*")
                return plain.__iter__(self)

        Environment.__name__ = plain.__name__
        os.environ.__class__ = Environment

    def variable(self, key):
        """Record that an environment variable was read."""
        if self.window is None or not isinstance(key, str):
            return
        known = key in _NEUTRAL_VARIABLES or key in self.expected or "COLOR" in key
        completion = key.startswith("_") and key.endswith("_COMPLETE")
        if not known and not completion and not key.startswith(_NEUTRAL_PREFIXES):
            self.note(ENVIRONMENT, key)


class _Recorded:
    """A function of `os` that tells the watch what it is asked about.

    Like a built-in function, and unlike one written in Python, it is no method where a class
    holds it.
    """

    def __init__(self, original, watch):
        self._original = original
        self._watch = watch
        self.__name__ = original.__name__
        self.__doc__ = original.__doc__

    def __call__(self, path, *args, **kwargs):
        if self._watch.window is not None:
            self._watch.file(path)
        return self._original(path, *args, **kwargs)


class _Told(_Recorded):
    """A function that tells of each call."""

    def __call__(self, *args, **kwargs):
        self._watch()
        return self._original(*args, **kwargs)
