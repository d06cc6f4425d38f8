"""Apply edits to a text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import unified_diff

from doccheck.model.display import printable
from doccheck.model.finding import Edit
from doccheck.model.source import Document


def apply(text: str, edits: Iterable[Edit]) -> str:
    """Return `text` with the edits made; they may come in any order.

    Raises:
        ValueError: Two edits overlap, or one reaches beyond the text.
    """
    parts: list[str] = []
    at = 0
    for edit in sorted(edits, key=lambda edit: edit.span):
        if edit.span.start < at or edit.span.end > len(text):
            msg = f"edit at {edit.span.start}..{edit.span.end} overlaps another or leaves the text"
            raise ValueError(msg)
        parts += (text[at : edit.span.start], edit.content)
        at = edit.span.end
    return "".join((*parts, text[at:]))


def diff(document: Document, changed: str) -> str:
    """Return the unified diff that turns the document into `changed`, empty if they are equal.

    It can be given to `patch`, unless the page holds control characters: they are shown escaped.
    """
    if document.text == changed:
        return ""
    name = printable(document.path)
    lines = unified_diff(
        _lines(document.text), _lines(changed), f"a/{name}", f"b/{name}", lineterm="\n"
    )
    return "".join(_shown(lines))


def _lines(text: str) -> list[str]:
    parts = text.split("\n")
    return [f"{part}\n" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])


def _shown(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        yield printable(line, keep="\t\r\n")
        if not line.endswith("\n"):
            yield "\n\\ No newline at end of file\n"
