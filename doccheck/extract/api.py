"""The entry points of extraction."""

from __future__ import annotations

import re

from doccheck.extract.directives import COMMENT
from doccheck.extract.options import ExtractOptions
from doccheck.model.block import Extraction
from doccheck.model.source import Document

_FENCE_HEADER = re.compile(
    r"(?:`{3,}|~{3,})[^\n`~]*[^\n`~\w.#+\- \t\r][^\n]*|(?:`{3,}|~{3,})[ \t]*\S+[ \t]+\S"
)


def might_matter(text: str, options: ExtractOptions) -> bool:
    """Tell cheaply whether a document can hold a mention, a directive or a faulty fence header.

    Extraction of a document for which this is false yields no directive, no header fault and no
    block that mentions a program.
    """
    return (
        options.mentions(text)
        or COMMENT.search(text) is not None
        or _FENCE_HEADER.search(text) is not None
    )


def extract(document: Document, options: ExtractOptions) -> Extraction:
    """Return what `document` holds."""
    # The readers are imported when needed: a warm run reads no document.
    from doccheck.extract.markdown.reader import read_markdown  # noqa: PLC0415

    return read_markdown(document, options)
