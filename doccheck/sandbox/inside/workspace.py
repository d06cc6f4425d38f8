"""The directories that blocks may write to: `work`, `home` and `tmp`, one set for each session.

The active set stands at fixed paths; the others are parked by renaming, so that every block sees
the same paths and a shell's working directory follows its set.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable

from doccheck.kernel.trees import empty

NAMES = ("work", "home", "tmp")
_PARKED = ".parked"
_STANDING = frozenset({*NAMES, _PARKED})
_Look = list[tuple[int, int, int]]


class Workspace:
    """The directories beneath `root`; `others` are writable places that are emptied with them.

    `counted` says that all of them are on a file system in memory, where the size of a folder
    tells how many entries it holds.
    """

    def __init__(self, root: str, others: Iterable[str] = (), *, counted: bool = False) -> None:
        self.root = root
        self.work = os.path.join(root, "work")
        self._parked = os.path.join(root, _PARKED)
        self.active = ""
        self._others = {path: frozenset(os.listdir(path)) for path in others}
        self._inodes: dict[str, int] = {}
        self._numbers: dict[str, int] = {}
        self._sets = tuple(os.path.join(root, name) for name in NAMES)
        self.prepare()
        self._counted = counted and _tells_entries(self.work)
        self._empty: _Look | None = None

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
        made, inode = _make_folder(self.work)
        for path in self._sets[1:]:
            _make_folder(path)
        # A folder made anew may get the number of the old one.
        known = self._inodes.get(self.active)
        same = known is None or (known == inode and not made)
        self._inodes[self.active] = inode
        return same

    def clean(self) -> None:
        """Empty the active set and the other places."""
        look = self._look() if self._counted else None
        if look is not None and look == self._empty:
            return
        found = [empty(path) for path in self._sets]
        found.append(empty(self.root, _STANDING))
        found += [empty(path, kept) for path, kept in self._others.items()]
        self._empty = None if any(found) else look

    def _look(self) -> _Look | None:
        """Return what changes with every entry that is made, removed or replaced.

        As many entries as before, all that are to stand being the same: there are no others.
        """
        kept = (os.path.join(path, name) for path, names in self._others.items() for name in names)
        states = []
        for path in (*self._sets, self.root, *self._others, *kept, self._parked):
            try:
                state = os.lstat(path)
            except FileNotFoundError:
                states.append((0, 0, 0))
            except OSError:
                return None
            else:
                states.append((state.st_ino, state.st_mode, state.st_size))
        return states

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
        return os.path.join(self._parked, str(number))

    def _move(self, name: str, *, park: bool) -> None:
        parked = self._parking(name)
        for folder in (os.path.dirname(parked), parked):
            _make_folder(folder)
        for item in NAMES:
            here, there = os.path.join(self.root, item), os.path.join(parked, item)
            source, target = (here, there) if park else (there, here)
            if os.path.lexists(source):
                os.rename(source, target)


def _make_folder(path: str) -> tuple[bool, int]:
    """See to it that `path` is a folder open to its owner; tell whether it is new, its number."""
    try:
        state = os.lstat(path)
    except FileNotFoundError:
        os.mkdir(path, 0o700)
        return True, os.lstat(path).st_ino
    if stat.S_ISDIR(state.st_mode):
        if state.st_mode & 0o700 != 0o700:  # noqa: PLR2004  # what its owner needs
            os.chmod(path, 0o700)
        return False, state.st_ino
    os.unlink(path)  # a block's file or link
    os.mkdir(path, 0o700)
    return True, os.lstat(path).st_ino


def _tells_entries(folder: str) -> bool:
    """Tell whether a folder's size changes with an entry, and back without it."""
    tried = os.path.join(folder, ".doccheck")
    before = os.lstat(folder).st_size
    os.mkdir(tried)
    during = os.lstat(folder).st_size
    os.rmdir(tried)
    return before != during and before == os.lstat(folder).st_size


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
