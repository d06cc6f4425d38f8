"""Files that are either wholly there or not at all."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path


def replace_file(path: Path, data: bytes) -> None:
    """Write `data` to `path` atomically; an existing file keeps its permissions and owner.

    A reader sees the old content or the new, never a part. A device or a pipe (`/dev/null`,
    `/dev/stdout`) is written to, never replaced; a symbolic link stays one.

    Raises:
        OSError: the folder cannot be written.
    """
    if _special(path):
        with path.open("wb") as target:
            target.write(data)
        return
    path = path.resolve()
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:80]}.")
    fresh = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            _same_access(file.fileno(), path)
            os.fsync(file.fileno())
        fresh.replace(path)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise


def _special(path: Path) -> bool:
    """Tell whether something stands there that is neither a file nor a folder."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)


def _same_access(handle: int, path: Path) -> None:
    """Give the new file the permissions of the old; without one, those of any new file."""
    try:
        old = path.stat()
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        os.fchmod(handle, 0o666 & ~mask)
        return
    os.fchmod(handle, old.st_mode & 0o7777)
    new = os.fstat(handle)
    if (old.st_uid, old.st_gid) != (new.st_uid, new.st_gid):
        os.fchown(handle, old.st_uid, old.st_gid)
