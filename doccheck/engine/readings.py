"""What was read of documents, kept for whoever reads the same ones again in this run."""

from __future__ import annotations

from collections.abc import Container

from doccheck.engine.analyse import AnalyseOptions, read_blocks
from doccheck.model.block import Extraction
from doccheck.model.source import Document
from doccheck.shell import PageReading

_MOST = 4 << 20
"""Characters of the documents that are kept together: what is beyond is read anew."""


class Readings:
    """Reads documents as `read_blocks` does, each of them once."""

    def __init__(self, most: int = _MOST) -> None:
        """Keep what was read of documents of `most` characters together."""
        self._kept: dict[str, tuple[Document, AnalyseOptions, Extraction, PageReading]] = {}
        self._room = most

    def read(self, document: Document, options: AnalyseOptions) -> tuple[Extraction, PageReading]:
        """Return the blocks of a document and the references in them, and keep them."""
        extraction, reading = read_blocks(document, options)
        size = len(document.text)
        if document.path not in self._kept and size <= self._room:
            self._room -= size
            self._kept[document.path] = document, options, extraction, reading
        return extraction, reading

    def take(self, document: Document, options: AnalyseOptions) -> tuple[Extraction, PageReading]:
        """Return what is kept of a document, which is then given up, or read it."""
        known, asked, extraction, reading = self._kept.pop(document.path, _NOTHING)
        if known == document and asked == options:
            return extraction, reading
        return read_blocks(document, options)

    def show(self, verbs: Container[str]) -> bool:
        """Tell whether a document that is kept has a directive of these verbs."""
        found = (
            one for _, _, extraction, _ in self._kept.values() for one in extraction.directives
        )
        return any(one.verb in verbs and not one.fault for one in found)


_NOTHING = (None, None, Extraction(), PageReading())
