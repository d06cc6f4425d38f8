"""Which parts of the outside world a piece of the program's code looks at.

Audit events tell of opened files, listed folders, sockets and processes. `os.stat` and reads of
`os.environ` raise none, so those are wrapped.
"""

import os
import sys
import sysconfig
import threading

from . import framework

_READ_EVENTS = {"open", "os.listdir", "os.scandir", "sqlite3.connect", "shelve.open"}
_NETWORK_EVENTS = {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.bind"}
_PROCESS_EVENTS = {"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork"}

# Read by the interpreter and the framework themselves, for messages and layout.
_NEUTRAL_VARIABLES = {
    "LANG", "LANGUAGE", "COLUMNS", "LINES", "TERM", "PATH", "TZ", "TMPDIR", "TEMP", "TMP", "CI",
}  # fmt: skip
_NEUTRAL_PREFIXES = ("LC_", "PYTHON", "PYDANTIC_", "TYPER_", "_TYPER_", "RICH_", "JUPYTER_")
_NEUTRAL_FOLDERS = ("/usr/share/zoneinfo", "/usr/share/locale", "/dev", "/etc/localtime")

FILES = "files"
ENVIRONMENT = "environment"
NETWORK = "network"
PROCESS = "process"
PLUGINS = "plugins"
CONTEXT = "context"


class PluginReaders:
    """Who read entry points: files of the program, and the groups it passed along."""

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


class Window:
    """What was looked at while it was open: kinds, each with the first example."""

    def __init__(self, watch, package=None):
        self._watch = watch
        self.package = package
        self._outer = None
        self.thread = threading.get_ident()
        self.seen = {}
        self.plugins = PluginReaders()

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

    def __init__(self, root):
        self.root = _real(root)
        self.window = None
        self.expected = frozenset()  # variables that the framework reads for a parameter
        self._own = None

    def open(self, package=None):
        """Return a window, to be used in a `with` statement.

        `package` is the program's: its modules that read entry points are noted.
        """
        return Window(self, package)

    def install(self):
        """Hook into the interpreter."""
        sys.addaudithook(self._audit)
        for name in ("stat", "lstat", "access", "readlink"):
            self._wrap(os, name)
        for name in ("exists", "lexists", "isfile", "isdir", "islink", "samefile"):
            self._wrap(os.path, name)
        self._wrap_old_pathlib()
        self._record_environment()

    def note(self, kind, what):
        """Record that something was looked at."""
        window = self.window
        if window is not None and window.thread == threading.get_ident():
            window.seen.setdefault(kind, str(what)[:200])

    def forget_own_folders(self):
        """Work out the program's own folders anew, after modules were loaded."""
        self._own = None

    def _audit(self, event, args):
        if self.window is None:
            return
        if event in _READ_EVENTS:
            self._file(args[0] if args else "")
        elif event in _NETWORK_EVENTS:
            self.note(NETWORK, event)
        elif event in _PROCESS_EVENTS:
            self.note(PROCESS, args[0] if args else event)

    def _file(self, path):
        if isinstance(path, int) or path is None:
            return
        window, self.window = self.window, None  # what we do ourselves is not recorded
        try:
            name = os.fsdecode(path) if isinstance(path, (str, bytes, os.PathLike)) else ""
            plugin = os.path.basename(name) == "entry_points.txt"
            own = not plugin and self._is_own(name)
        except (OSError, ValueError):
            return
        finally:
            self.window = window
        if plugin:
            self.note(PLUGINS, name)
            self._plugin_reader()
        elif not own:
            self.note(FILES, name)

    def _plugin_reader(self):
        """Record which code of the program, not of its libraries, asked for entry points.

        A module that only imports a library which does so has not asked.
        """
        window, frame, frames = self.window, sys._getframe(3), []
        while window is not None and frame is not None:
            if frame.f_code.co_filename.startswith("<frozen importlib"):
                break
            package = str(frame.f_globals.get("__name__", "")).partition(".")[0]
            if package == window.package:
                frames.append(frame)
            frame = frame.f_back
        if window is not None:
            window.plugins.note(frames)

    def _is_own(self, name):
        if name.endswith((".py", ".pyc", ".so", ".pyd", ".mo", ".dist-info", ".egg-info")):
            return True
        path = _real(name)
        if self._own is None:
            self._own = _own_folders(self.root)
        return any(path == folder or path.startswith(folder + os.sep) for folder in self._own)

    def _wrap(self, module, name):
        original = getattr(module, name)

        def recorded(path, *args, **kwargs):
            if self.window is not None:
                self._file(path)
            return original(path, *args, **kwargs)

        recorded.__name__ = name
        recorded.__doc__ = original.__doc__
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
                setattr(accessor, name, staticmethod(getattr(os, name)))

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
        if not known and not key.startswith(_NEUTRAL_PREFIXES):
            self.note(ENVIRONMENT, key)


def _real(path):
    return os.path.realpath(path or os.curdir)


def _own_folders(root):
    """Return the folders of the interpreter, its libraries and the program's packages."""
    found = set(_NEUTRAL_FOLDERS)
    installed = [sys.prefix, sys.base_prefix, sys.exec_prefix]
    installed += [sysconfig.get_path(name) or "" for name in ("stdlib", "purelib", "platlib")]
    for entry in installed + [entry for entry in sys.path if entry]:
        folder = _real(entry)
        if not (root + os.sep).startswith(folder.rstrip(os.sep) + os.sep):
            found.add(folder)
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None) if "." not in name else None
        if isinstance(file, str) and os.path.basename(file).startswith("__init__."):
            found.add(os.path.dirname(_real(file)))
    return tuple(found)
