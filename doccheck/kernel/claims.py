"""Temporary folders that tell whether their maker still lives.

Each is locked by the process that made it, for as long as that lives. One that nobody locks was
left by a process that was killed together with all that would have removed it; whoever makes the
next folder removes it.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sys
import tempfile

from doccheck.kernel.trees import empty

try:
    import fcntl
except ImportError:  # Windows: nothing is locked, and nothing that was left is removed
    fcntl = None  # type: ignore[assignment]  # each use looks first

_NAME = re.compile(r"doccheck-[a-z]+\.\d+\.[a-z0-9_]{8}")
PRIVATE_UIDS = range(1_879_100_000, 1_880_100_000)
"""The users as which root runs blocks; nobody else has them."""
_swept: set[tuple[int, str]] = set()


class Claim:
    """A folder of ours, with `path`, made and locked by this process."""

    def __init__(self, kind: str, place: str | None = None) -> None:
        """Make the folder in `place` (default: among the temporary ones).

        The first time in a process, what dead ones left there is removed.

        Args:
            kind: What it is for, in small letters; part of its name.
            place: Where to make it.

        Raises:
            OSError: It cannot be made.
        """
        place = place or tempfile.gettempdir()
        if (os.getpid(), place) not in _swept:
            _swept.add((os.getpid(), place))
            sweep(place)
        self.path, self._fd = _made(f"doccheck-{kind}.{os.getpid()}.", place)

    def remove(self) -> None:
        """Remove the folder with all that is in it, and let it go."""
        _remove(self.path)
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1


def sweep(place: str) -> None:
    """Remove the folders in `place` that were made as ours are, and whose makers are dead."""
    try:
        names = os.listdir(place) if fcntl is not None else []
    except OSError:
        return
    for name in names:
        if _NAME.fullmatch(name):
            with contextlib.suppress(OSError):  # another has just removed it, or it cannot be read
                _sweep(os.path.join(place, name))


def _sweep(path: str) -> None:
    fd = _opened(path)
    try:
        if _is_ours(os.fstat(fd).st_uid) and _locked(fd) and _stands(path, fd):
            _remove(path)
    finally:
        os.close(fd)


def _made(prefix: str, place: str) -> tuple[str, int]:
    """Return a new folder and the descriptor that locks it.

    Between the two steps somebody may sweep it away; then another one is made.
    """
    while True:
        path = tempfile.mkdtemp(prefix=prefix, dir=place)
        if fcntl is None:
            return path, -1
        try:
            fd = _opened(path)
        except FileNotFoundError:
            continue
        with contextlib.suppress(OSError):  # no locks on this file system: none will be swept
            fcntl.flock(fd, fcntl.LOCK_EX)
        if _stands(path, fd):
            return path, fd
        os.close(fd)


def _opened(path: str) -> int:
    return os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)


def _is_ours(owner: int) -> bool:
    user = os.geteuid()
    return owner == user or (user == 0 and owner in PRIVATE_UIDS)


def _locked(fd: int) -> bool:
    """Lock a folder unless somebody has; tell whether that was possible."""
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _stands(path: str, fd: int) -> bool:
    """Tell whether the open folder is what stands at `path`."""
    try:
        return os.path.samestat(os.lstat(path), os.fstat(fd))
    except FileNotFoundError:
        return False


def _remove(path: str) -> None:
    if not sys.platform.startswith("linux"):  # elsewhere descriptors can do less
        shutil.rmtree(path, ignore_errors=True)
        return
    empty(path)
    with contextlib.suppress(OSError):  # somebody else has, or what cannot be removed is in it
        os.rmdir(path)
