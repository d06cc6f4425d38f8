"""Linux's Landlock: no writing outside one folder, no TCP, for this process and its children."""

import os
import struct
import sys

_CREATE, _ADD_RULE, _RESTRICT = 444, 445, 446
_NO_NEW_PRIVILEGES = 38
_VERSION_FLAG = 1
_PATH_BENEATH = 1
_O_PATH = 0o10000000

# Rights by the version of the interface that brought them.
_WRITE = 1 << 1 | sum(1 << bit for bit in range(4, 13))
_SINCE = {2: 1 << 13, 3: 1 << 14}
_ALL_TCP = 3
_ALL_SCOPES = 3


def confine(folder):
    """Forbid this process to write anywhere but in `folder` and on devices.

    Returns:
        Whether the kernel agreed.

    """
    if not sys.platform.startswith("linux"):
        return False
    try:
        return _confine(folder)
    except (ImportError, OSError, AttributeError, ValueError):
        return False


def _confine(folder):
    import ctypes

    library = ctypes.CDLL(None, use_errno=True)

    def call(number, *args):
        converted = [ctypes.c_long(arg) if isinstance(arg, int) else arg for arg in args]
        result = library.syscall(ctypes.c_long(number), *converted)
        if result < 0:
            raise OSError(ctypes.get_errno(), "landlock")
        return result

    version = call(_CREATE, None, 0, _VERSION_FLAG)
    rights = _WRITE | sum(bit for since, bit in _SINCE.items() if version >= since)
    fields = [rights]
    if version >= 4:
        fields.append(_ALL_TCP)
    if version >= 6:
        fields.append(_ALL_SCOPES)
    attributes = struct.pack("=%dQ" % len(fields), *fields)
    ruleset = call(_CREATE, ctypes.c_char_p(attributes), len(attributes), 0)
    for path in (folder, "/dev"):
        _allow(call, ctypes, ruleset, path, rights)
    library.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    call(_RESTRICT, ruleset, 0)
    os.close(ruleset)
    return True


def _allow(call, ctypes, ruleset, path, rights):
    descriptor = os.open(path, _O_PATH | os.O_CLOEXEC)
    rule = struct.pack("=Qi", rights, descriptor)
    call(_ADD_RULE, ruleset, _PATH_BENEATH, ctypes.c_char_p(rule), 0)
    os.close(descriptor)
