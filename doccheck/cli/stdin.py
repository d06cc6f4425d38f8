"""The document on the standard input."""

from __future__ import annotations

import sys

from doccheck.engine.read import ReadFault, decode
from doccheck.errors import InputError
from doccheck.model.source import Document


def stdin_document(name: str) -> Document:
    """Return the document on the standard input, called `name` in what is reported.

    Raises:
        InputError: it is not UTF-8.
    """
    document = decode(sys.stdin.buffer.read(), name)
    if isinstance(document, ReadFault):
        raise InputError(f"{name}: {document.detail}")
    return document
