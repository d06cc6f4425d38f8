"""Jupyter notebooks: the commands of code cells, and Markdown cells as pages."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from doccheck.extract.fences import read_fence
from doccheck.extract.jsontext import JsonString, JsonValue, parse_json
from doccheck.extract.options import ExtractOptions
from doccheck.extract.piece import Piece
from doccheck.extract.remap import merge, remap
from doccheck.model.block import BlockKind, Extraction
from doccheck.model.source import Document, MappedText

_SHELLS = frozenset({"bash", "sh", "shell", "zsh"})


def read_notebook(document: Document, options: ExtractOptions) -> Extraction:
    """Extract what a notebook holds; every span is one of the JSON file."""
    root = parse_json(document.text)
    if not isinstance(root, dict):
        return Extraction()
    text = MappedText.verbatim(document.text, 0)
    language = _language(root, text)
    return merge([_cell(kind, source, language, options) for kind, source in _cells(root, text)])


def _language(root: dict[str, JsonValue], text: MappedText) -> str:
    metadata = root.get("metadata")
    for section, field in (("language_info", "name"), ("kernelspec", "language")):
        info = metadata.get(section) if isinstance(metadata, dict) else None
        name = info.get(field) if isinstance(info, dict) else None
        if isinstance(name, JsonString):
            return name.value(text).text.lower()
    return "python"


def _cells(root: dict[str, JsonValue], text: MappedText) -> Iterator[tuple[str, MappedText]]:
    cells = root.get("cells")
    for cell in cells if isinstance(cells, list) else []:
        if not isinstance(cell, dict):
            continue
        kind, source = cell.get("cell_type"), cell.get("source")
        if isinstance(kind, JsonString):
            lines = source if isinstance(source, list) else [source]
            parts = [line.value(text) for line in lines if isinstance(line, JsonString)]
            yield text.text[kind.start : kind.end], MappedText.join(parts)


def _cell(kind: str, source: MappedText, language: str, options: ExtractOptions) -> Extraction:
    if kind == "markdown":
        from doccheck.extract.markdown.reader import read_markdown  # noqa: PLC0415 - costs time

        return remap(read_markdown(Document("", source.text), options), source)
    if kind != "code":
        return Extraction()
    tag = "bash" if language in _SHELLS else "python"
    found = read_fence(Piece(BlockKind.NOTEBOOK, source, source.whole, tag), options)
    blocks = tuple(replace(block, kind=BlockKind.NOTEBOOK) for block in found.blocks)
    return Extraction(blocks, definitions=frozenset(found.definitions), unread=tuple(found.unread))
