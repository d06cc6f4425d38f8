"""The directories that blocks may write to: `work`, `home` and `tmp`, one set for each session.

The active set stands at fixed paths; the others are parked by renaming, so that every block sees
the same paths and a shell's working directory follows its set.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterable
from typing import NamedTuple

NAMES = ("work", "home", "tmp")
_PARKED = ".parked"
_STANDING = frozenset({*NAMES, _PARKED})
_DEEPEST = 64


class Workspace:
    """The directories beneath `root`; `others` are writable places that are emptied with them."""

    def __init__(self, root: str, others: Iterable[str] = ()) -> None:
        self.root = root
        self.work = os.path.join(root, "work")
        self.active = ""
        self._others = {path: frozenset(os.listdir(path)) for path in others}
        self._inodes: dict[str, int] = {}
        self._numbers: dict[str, int] = {}
        self.prepare()

    def prepare(self) -> bool:
        """Make what is missing; tell whether the working directory is the one it was before.

        Raises:
            OSError: The folders cannot be made.
        """
        try:
            return self._prepare()
        except OSError:  # a block has closed or moved even what holds them
            os.makedirs(self.root, exist_ok=True)
            os.chmod(self.root, 0o700)
            return self._prepare()

    def _prepare(self) -> bool:
        made = set()
        for name in NAMES:
            path = os.path.join(self.root, name)
            if _make_folder(path):
                made.add(path)
        inode = os.stat(self.work).st_ino
        # A folder made anew may get the number of the old one.
        known = self._inodes.get(self.active)
        same = known is None or (known == inode and self.work not in made)
        self._inodes[self.active] = inode
        return same

    def clean(self) -> None:
        """Empty the active set and the other places."""
        for name in NAMES:
            empty(os.path.join(self.root, name))
        empty(self.root, _STANDING)
        for path, kept in self._others.items():
            empty(path, kept)

    def activate(self, name: str) -> None:
        """Put the set of session `name` (empty for none) in place, a new one if need be."""
        if name == self.active:
            return
        self._move(self.active, park=True)
        self.active = name
        self._move(name, park=False)
        self.prepare()

    def discard(self, name: str) -> None:
        """Remove the set of session `name`."""
        self.activate("")
        path = self._parking(name)
        empty(path)
        if os.path.isdir(path):
            os.rmdir(path)
        self._inodes.pop(name, None)

    def _parking(self, name: str) -> str:
        number = self._numbers.setdefault(name, len(self._numbers))
        return os.path.join(self.root, _PARKED, str(number))

    def _move(self, name: str, *, park: bool) -> None:
        parked = self._parking(name)
        for folder in (os.path.dirname(parked), parked):
            _make_folder(folder)
        for item in NAMES:
            here, there = os.path.join(self.root, item), os.path.join(parked, item)
            source, target = (here, there) if park else (there, here)
            if os.path.lexists(source):
                os.rename(source, target)


def _make_folder(path: str) -> bool:
    """See to it that `path` is a folder open to its owner; tell whether it is a new one."""
    try:
        os.mkdir(path, 0o700)
    except FileExistsError:
        mode = os.lstat(path).st_mode
        if stat.S_ISDIR(mode):
            if mode & 0o700 != 0o700:  # noqa: PLR2004  # what its owner needs
                os.chmod(path, 0o700)
            return False
        os.unlink(path)  # a block's file or link
        os.mkdir(path, 0o700)
    return True


def empty(path: str, kept: frozenset[str] = frozenset()) -> None:
    """Remove everything in a directory but the names in `kept`, following no link."""
    try:
        here = _open(path)
    except OSError:
        return
    try:
        names = os.listdir(here)
    finally:
        os.close(here)
    for name in names:
        if name not in kept:
            remove(path, name)


def _open(name: str, parent: int | None = None) -> int:
    """Open a folder, and first to its owner, should it be closed."""
    handle = os.open(name, os.O_PATH | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=parent)
    try:
        if os.fstat(handle).st_mode & 0o700 != 0o700:  # noqa: PLR2004  # what its owner needs
            with contextlib.suppress(OSError):  # it may be another's, and open to all
                os.chmod(f"/proc/self/fd/{handle}", 0o700)
        return os.open(f"/proc/self/fd/{handle}", os.O_RDONLY | os.O_DIRECTORY)
    finally:
        os.close(handle)


def remove(parent: str, name: str) -> None:
    """Remove a file or a tree of any depth; what cannot be removed stays."""
    try:
        top = _open(parent)
    except OSError:
        return
    waiting = [name]
    try:
        while waiting:
            with contextlib.suppress(OSError):  # a process is still writing there
                _remove(_Place(top, waiting), top, waiting.pop(), 0)
    finally:
        os.close(top)


class _Place(NamedTuple):
    """Where trees too deep to walk are lifted to, and their names there."""

    top: int
    waiting: list[str]


def _remove(place: _Place, parent: int, name: str, depth: int) -> None:
    try:
        os.unlink(name, dir_fd=parent)
    except FileNotFoundError:
        return
    except (IsADirectoryError, PermissionError):
        if depth < _DEEPEST:
            _remove_directory(place, parent, name, depth)
        else:  # each level holds a descriptor
            lifted = f".deep-{os.urandom(6).hex()}"
            os.rename(name, lifted, src_dir_fd=parent, dst_dir_fd=place.top)
            place.waiting.append(lifted)


def _remove_directory(place: _Place, parent: int, name: str, depth: int) -> None:
    here = _open(name, parent)
    try:
        for item in os.listdir(here):
            _remove(place, here, item, depth + 1)
    finally:
        os.close(here)
    os.rmdir(name, dir_fd=parent)


def size(root: str, limit: int, entries: int) -> tuple[int, int]:
    """Return the bytes and entries beneath `root`, counting no further than the bounds."""
    total, count = 0, 0
    waiting = [root]
    while waiting and total <= limit and count <= entries:
        try:
            scan = os.scandir(waiting.pop())
        except OSError:
            continue
        with scan:
            for entry in scan:
                count += 1
                try:
                    total += entry.stat(follow_symlinks=False).st_blocks * 512
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
                except OSError:
                    continue
                if count > entries:
                    break
    return total, count
