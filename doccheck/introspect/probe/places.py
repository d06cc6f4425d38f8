"""Which files belong to the program and its interpreter, and so are no news."""

import os
import sys
import sysconfig

_CODE = (".py", ".pyc", ".so", ".pyd", ".mo", ".dist-info", ".egg-info")
_METADATA = ("pyproject.toml", "setup.cfg", "setup.py")
_SETTINGS = (".toml", ".cfg", ".ini", ".yaml", ".yml", ".json", ".env", ".conf", ".lock", ".txt")
_NEUTRAL_FOLDERS = ("/usr/share/zoneinfo", "/usr/share/locale", "/dev", "/etc/localtime")


def real(path):
    """Return the path without links."""
    return os.path.realpath(path or os.curdir)


def own_folders(root):
    """Return the folders of the interpreter, its libraries and the program's packages."""
    found = set(_NEUTRAL_FOLDERS)
    installed = [sys.prefix, sys.base_prefix, sys.exec_prefix]
    installed += [sysconfig.get_path(name) or "" for name in ("stdlib", "purelib", "platlib")]
    for entry in installed + [entry for entry in sys.path if entry]:
        folder = real(entry)
        if not (root + os.sep).startswith(folder.rstrip(os.sep) + os.sep):
            found.add(folder)
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None) if "." not in name else None
        if isinstance(file, str) and os.path.basename(file).startswith("__init__."):
            found.add(os.path.dirname(real(file)))
    return tuple(found)


def is_code(name):
    """Tell whether a file is loaded by the interpreter rather than read by the program."""
    return name.endswith(_CODE)


def is_project_code(path, root):
    """Tell whether a path below the project holds, or may hold, code or its metadata.

    Settings files and hidden files do not; a folder may.
    """
    if not path.startswith(root.rstrip(os.sep) + os.sep):
        return False
    inner = path[len(root) :].strip(os.sep)
    name = os.path.basename(inner)
    if name in _METADATA:
        return True
    hidden = any(part.startswith(".") for part in inner.split(os.sep))
    return not hidden and not name.endswith(_SETTINGS)
