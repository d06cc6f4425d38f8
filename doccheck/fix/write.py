"""Write a changed document back, all or nothing."""

from __future__ import annotations

import codecs
from pathlib import Path

from doccheck.atomic import replace_file
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
