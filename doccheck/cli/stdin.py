"""The document on the standard input."""

from __future__ import annotations

import sys
from pathlib import Path

from doccheck.engine.files import require_read
from doccheck.engine.read import MAX_BYTES, ReadFault, decode
from doccheck.errors import InputError
from doccheck.model.source import Document


def stdin_document(name: str) -> Document:
    """Return the document on the standard input, called `name` in what is reported.

    Raises:
        InputError: its name is of a kind that is not read; it is closed, too large or not UTF-8.
    """
    require_read(Path(name))
    if sys.stdin is None:
        raise InputError(f"{name}: the standard input is closed")
    try:
        data = sys.stdin.buffer.read(MAX_BYTES + 1)
    except OSError as error:
        raise InputError(f"{name}: the standard input cannot be read: {error.strerror}") from None
    if len(data) > MAX_BYTES:
        raise InputError(f"{name}: larger than {MAX_BYTES // 2**20} MB")
    document = decode(data, name)
    if isinstance(document, ReadFault):
        raise InputError(f"{name}:{document.line}: {document.detail}")
    return document
