"""The entry points of extraction."""

from __future__ import annotations

import re

from doccheck.extract.directives import COMMENT
from doccheck.extract.header import header_fault
from doccheck.extract.options import ExtractOptions
from doccheck.model.block import Extraction
from doccheck.model.source import Document

_HEADERS = (re.compile(r"```+([^`\r\n]+)"), re.compile(r"~~~+([^\r\n]+)"))


def might_matter(text: str, options: ExtractOptions) -> bool:
    """Tell cheaply whether a document can hold a mention, a directive or a faulty fence header.

    Extraction of a document for which this is false yields no directive, no header fault and no
    block that mentions a program.
    """
    return options.mentions(text) or COMMENT.search(text) is not None or _faulty_header(text)


def _faulty_header(text: str) -> bool:
    return any(
        header_fault(header) for pattern in _HEADERS for header in set(pattern.findall(text))
    )


def extract(document: Document, options: ExtractOptions) -> Extraction:
    """Return what `document` holds."""
    # The readers are imported when needed: a warm run reads no document.
    from doccheck.extract.markdown.reader import read_markdown  # noqa: PLC0415

    return read_markdown(document, options)
