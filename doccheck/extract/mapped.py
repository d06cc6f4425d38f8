"""Texts cut out of whole lines of a document, each character mapped to where it stands."""

from __future__ import annotations

from doccheck.model.source import Document, MappedText, Piece, Span


def line_parts(document: Document, line: int) -> tuple[int, str, str]:
    """Return the offset, the text and the line end of a zero-based line."""
    whole = document.index.line_span(line + 1)
    raw = document.slice(whole)
    body = raw.rstrip("\r\n")
    return whole.start, body, raw[len(body) :]


def line_end(end: str, offset: int) -> MappedText:
    """Return a line feed that stands for the line end found at `offset`."""
    if end == "\n":
        return MappedText.verbatim("\n", offset)
    if end == "\r":
        # One character for one would pass for verbatim, which it is not.
        return MappedText("\n", (Piece(0, 1, offset, 0),))
    return MappedText.replaced("\n", Span(offset, offset + len(end)))


def map_lines(document: Document, first: int, content: str) -> MappedText:
    """Map `content`, whose lines are the tails of the lines of `document` from `first` on.

    A line of `content` may have lost its trailing blanks, and leading blanks of it may stand for
    part of a tab.
    """
    start = document.index.starts[first] if first < len(document.index.starts) else 0
    if document.text.startswith(content, start):
        return MappedText.verbatim(content, start)
    lines = content.split("\n")
    parts: list[MappedText] = []
    for number, line in enumerate(lines):
        last = number == len(lines) - 1
        if last and not line:
            break
        offset, raw, end = line_parts(document, first + number)
        parts.append(map_tail(raw, offset, line))
        if not last:
            parts.append(line_end(end, offset + len(raw)))
    return MappedText.join(parts)


def map_tail(raw: str, offset: int, tail: str) -> MappedText:
    """Map `tail`, with which the line `raw` at `offset` ends."""
    cut = len(raw) - len(tail)
    if cut >= 0 and _same(raw[cut:], tail):
        return MappedText.verbatim(raw[cut:], offset + cut)
    body = tail.lstrip(" ")
    at = raw.rfind(body) if "\0" not in raw else raw.replace("\0", "\ufffd").rfind(body)
    if at < 0:
        return MappedText.replaced(tail, Span(offset, offset + len(raw)))
    kept = MappedText.verbatim(raw[at : at + len(body)], offset + at)
    pad = len(tail) - len(body)
    if not pad:
        return kept
    if raw[max(0, at - pad) : at] == " " * pad:
        return MappedText.verbatim(raw[at - pad : at + len(body)], offset + at - pad)
    blank = MappedText.replaced(" " * pad, Span(offset + max(0, at - 1), offset + at))
    # One blank for one tab would pass for verbatim, which it is not.
    if pad == 1 and at:
        blank = MappedText(" ", (Piece(0, 1, offset + at - 1, 0),))
    return MappedText.join([blank, kept])


def _same(raw: str, tail: str) -> bool:
    # The Markdown parser puts U+FFFD in the place of NUL.
    return raw == tail or ("\0" in raw and raw.replace("\0", "\ufffd") == tail)
