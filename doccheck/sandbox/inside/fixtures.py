"""Copies fixtures into a workspace that a block may have prepared for it.

What stands there may be a link to elsewhere, or a FIFO on which a writer would wait for ever: no
link is followed, and what is no folder gives way.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


def copy(source: str, root: str, target: str) -> None:
    """Copy a file or a tree to the path `target` beneath `root`, links as links.

    Raises:
        OSError: The source cannot be read, is neither file nor folder, or the target cannot be
            written.
    """
    *parents, name = [part for part in target.split("/") if part not in ("", ".")]
    here = os.open(root, _FOLDER)
    try:
        for part in parents:
            above, here = here, _enter(here, part)
            os.close(above)
        _copy(source, here, name)
    finally:
        os.close(here)


def _enter(parent: int, name: str) -> int:
    """Open a folder, which is made if need be."""
    try:
        return os.open(name, _FOLDER, dir_fd=parent)
    except FileNotFoundError:
        os.mkdir(name, 0o700, dir_fd=parent)
    except OSError as error:
        if error.errno not in (errno.ELOOP, errno.ENOTDIR):
            raise
        os.unlink(name, dir_fd=parent)
        os.mkdir(name, 0o700, dir_fd=parent)
    return os.open(name, _FOLDER, dir_fd=parent)


def _copy(source: str, parent: int, name: str) -> None:
    mode = os.lstat(source).st_mode
    if stat.S_ISDIR(mode):
        here = _enter(parent, name)
        try:
            for item in os.listdir(source):
                _copy(os.path.join(source, item), here, item)
        finally:
            os.close(here)
        return
    with contextlib.suppress(FileNotFoundError):
        os.unlink(name, dir_fd=parent)
    if stat.S_ISLNK(mode):
        os.symlink(os.readlink(source), name, dir_fd=parent)
    elif stat.S_ISREG(mode):
        _copy_file(source, parent, name)
    else:
        raise OSError(errno.EINVAL, "it is neither a file nor a folder", source)


def _copy_file(source: str, parent: int, name: str) -> None:
    with open(os.open(source, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as reader:
        mode = 0o700 if os.fstat(reader.fileno()).st_mode & stat.S_IXUSR else 0o600
        with open(os.open(name, _NEW, mode, dir_fd=parent), "wb") as writer:
            while part := reader.read(1 << 20):
                writer.write(part)
