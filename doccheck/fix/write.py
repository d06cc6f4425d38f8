"""Write a changed document back, all or nothing."""

from __future__ import annotations

import codecs
import os
import tempfile
from pathlib import Path

from doccheck.errors import InputError
from doccheck.model.source import Document


def write_back(path: Path, document: Document, changed: str, root: Path) -> bool:
    """Replace the file by `changed`; return whether there was anything to write.

    The byte order mark, the line ends, the permissions and, where possible, the owner stay. The
    new content is written beside the file and renamed over it, so that no reader sees a part.

    Raises:
        InputError: The file is not the one that was read any more, is not a plain file, lies
            outside `root` (a symbolic link may lead there), or cannot be written.
    """
    if changed == document.text:
        return False
    target = _target(path, root)
    try:
        if target.read_bytes() != encode(document.text, bom=document.bom):
            raise InputError(
                f"{document.path}: the file changed while it was checked; nothing was written",
                hint="run doccheck again",
            )
        replace_file(target, encode(changed, bom=document.bom))
    except OSError as error:
        raise InputError(f"{document.path}: cannot be written: {error.strerror}") from None
    return True


def encode(text: str, *, bom: bool) -> bytes:
    """Return the bytes of a file."""
    return (codecs.BOM_UTF8 if bom else b"") + text.encode("utf-8")


def replace_file(path: Path, data: bytes) -> None:
    """Write `data` to `path` atomically; an existing file keeps its permissions and owner.

    Raises:
        OSError: The folder cannot be written.
    """
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


def _target(path: Path, root: Path) -> Path:
    try:
        target = path.resolve(strict=True)
        home = root.resolve(strict=True)
    except (OSError, RuntimeError):
        raise InputError(f"{path}: the file is gone; nothing was written") from None
    if not target.is_file():
        raise InputError(f"{path}: not a plain file; nothing was written")
    if not target.is_relative_to(home):
        raise InputError(
            f"{path}: a symbolic link leads out of the project; nothing was written",
            hint="fix the file where it is",
        )
    return target
