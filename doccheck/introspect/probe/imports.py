"""Whether a look at the outside world is only part of importing a library.

Libraries are often imported when a value is first converted, and look around as they are. That
is no more the conversion's doing than if they had been imported with the program.
"""

import sys
from itertools import takewhile

from . import framework, plugins

_IMPORTLIB = "<frozen importlib"
_PROBE = __name__.partition(".")[0]


def in_library(package):
    """Tell whether the caller is reached only from the import of a library.

    That is a module of the standard library, or whatever the framework imports for itself. What
    a module of the program or of another library reads, may be what values are held against.
    """
    body, requester = _importing(sys._getframe(1))
    if requester is None:
        return False
    module = takewhile(lambda frame: not _is_import(frame), body)
    if all(plugins.is_standard(frame.f_code.co_filename) for frame in module):
        return True
    asked = framework.is_framework(requester.f_globals.get("__name__"))
    return asked and all(_root(frame) != package for frame in body)


def _importing(frame):
    """Return the frames up to the outermost import, and the one that asked for it."""
    frames = []
    while frame is not None:
        if _root(frame) != _PROBE:
            frames.append(frame)
        frame = frame.f_back
    last = max((at for at, each in enumerate(frames) if _is_import(each)), default=-1)
    requester = frames[last + 1] if 0 <= last < len(frames) - 1 else None
    return frames[: last + 1], requester


def _is_import(frame):
    return frame.f_code.co_filename.startswith(_IMPORTLIB)


def _root(frame):
    return str(frame.f_globals.get("__name__", "")).partition(".")[0]
