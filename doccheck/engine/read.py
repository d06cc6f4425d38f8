"""From bytes to a document."""

from __future__ import annotations

import codecs
import stat
from pathlib import Path

from msgspec import Struct

from doccheck.model.source import Document

MAX_BYTES = 128 * 1024 * 1024
"""A larger file is not documentation; it is reported, not read."""


class ReadFault(Struct, frozen=True):
    """Why a file could not be read; `line` is where decoding failed, else 1."""

    path: str
    detail: str
    line: int = 1


def read_bytes(path: Path, shown: str) -> bytes | ReadFault:
    """Return the content of a file, or why it cannot be had."""
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            return ReadFault(shown, "is a directory")
        if not stat.S_ISREG(status.st_mode):  # a pipe would keep us waiting for ever
            return ReadFault(shown, "not a regular file")
        size = status.st_size
        if size > MAX_BYTES:
            return ReadFault(shown, f"larger than {MAX_BYTES // 2**20} MB ({size // 2**20} MB)")
        return path.read_bytes()
    except OSError as error:
        return ReadFault(shown, (error.strerror or str(error)).lower())


def read_document(path: Path, shown: str) -> Document | ReadFault:
    """Return the document in a file, or why it cannot be had."""
    data = read_bytes(path, shown)
    return data if isinstance(data, ReadFault) else decode(data, shown)


def decode(data: bytes, shown: str) -> Document | ReadFault:
    """Return the document that UTF-8 `data` holds, or where it is not UTF-8."""
    bom = data.startswith(codecs.BOM_UTF8)
    if bom:
        data = data[len(codecs.BOM_UTF8) :]
    try:
        return Document(shown, data.decode("utf-8"), bom=bom)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        detail = f"not valid UTF-8: byte 0x{data[error.start]:02x} at offset {error.start}"
        return ReadFault(shown, detail, line)
