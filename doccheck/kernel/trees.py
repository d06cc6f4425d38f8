"""Removing trees whatever a block made of them: closed folders, any depth, links."""

from __future__ import annotations

import contextlib
import os
from typing import NamedTuple

_DEEPEST = 64


def empty(path: str, kept: frozenset[str] = frozenset()) -> bool:
    """Remove everything in a directory but the names in `kept`, following no link.

    Returns:
        Whether it was otherwise: something else was there, or it could not be looked into.
    """
    try:
        here = _open(path)
    except OSError:
        return True
    try:
        names = [name for name in os.listdir(here) if name not in kept]
    finally:
        os.close(here)
    for name in names:
        remove(path, name)
    return bool(names)


def _open(name: str, parent: int | None = None) -> int:
    """Open a folder, and first to its owner, should it be closed."""
    with contextlib.suppress(PermissionError):
        here = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=parent)
        if os.fstat(here).st_mode & 0o700 != 0o700:  # noqa: PLR2004  # what its owner needs
            with contextlib.suppress(OSError):  # it may be another's, and open to all
                os.fchmod(here, 0o700)
        return here
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
