"""Extraction from text, checked for exact places, and shown in short."""

from __future__ import annotations

from collections.abc import Iterator

from doccheck.extract import ExtractOptions, extract
from doccheck.extract.options import Untagged
from doccheck.model.block import Extraction
from doccheck.model.source import Document, MappedText

OPTIONS = ExtractOptions(frozenset({"acme", "python"}), frozenset({"acme"}))


def read(text: str, path: str = "page.md", untagged: Untagged = "auto") -> Extraction:
    """Extract from `text` and check every place that comes out."""
    options = ExtractOptions(OPTIONS.programs, OPTIONS.module_heads, untagged)
    extraction = extract(Document(path, text), options)
    check_places(text, extraction)
    return extraction


def blocks(text: str, path: str = "page.md", untagged: Untagged = "auto") -> list[str]:
    """Return each block as `kind dialect certainty: text`, the usual values left out."""
    return [
        " ".join(
            word
            for word in (block.kind.value, block.dialect.value, block.certainty.value)
            if word not in {"fence", "shell", "certain"}
        )
        + ": "
        + block.text.text.strip()
        for block in read(text, path, untagged).blocks
    ]


def commands(text: str, path: str = "page.md", untagged: Untagged = "auto") -> list[str]:
    """Return the text of each block."""
    return [block.text.text.strip() for block in read(text, path, untagged).blocks]


def words(text: str, path: str = "page.md") -> list[list[str]]:
    """Return the words of each block that is split into words; `*` marks any number of words."""
    return [
        [word.text + "*" * word.many for word in block.words]
        for block in read(text, path).blocks
        if block.words is not None
    ]


def fence(language: str, content: str) -> str:
    """Return a fence that holds `content`."""
    return f"`````{language}\n{content}\n`````\n"


def check_places(text: str, extraction: Extraction) -> None:
    """Assert that all spans lie in the file, and that what is verbatim stands there."""
    spans = [
        one.span
        for found in (
            extraction.blocks,
            extraction.directives,
            extraction.header_faults,
            extraction.unread,
        )
        for one in found
    ]
    spans += [one.target for one in extraction.directives if one.target]
    spans += [word.span for block in extraction.blocks for word in block.words or ()]
    assert all(span.end <= len(text) for span in spans)
    for mapped in _texts(extraction):
        assert "".join(mapped.text[p.start : p.end] for p in mapped.pieces) == mapped.text
        for piece in mapped.pieces:
            assert 0 <= piece.source <= piece.source + piece.source_length <= len(text)
            if piece.verbatim:
                shown = mapped.text[piece.start : piece.end]
                assert text[piece.source : piece.source + piece.source_length] == shown


def _texts(extraction: Extraction) -> Iterator[MappedText]:
    for block in extraction.blocks:
        yield block.text
        yield from block.output
        yield from (word.value for word in block.words or ())
