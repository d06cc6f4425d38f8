"""Texts cut out of whole lines of a document, each character mapped to where it stands."""

from __future__ import annotations

import re
from collections.abc import Callable

from doccheck.model.source import Document, MappedText, Piece, Span

_LINE_END = re.compile(r"\r\n?")


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
    return stand_in("\n", Span(offset, offset + len(end)))


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
        return stand_in(tail, Span(offset, offset + len(raw)))
    kept = MappedText.verbatim(raw[at : at + len(body)], offset + at)
    pad = len(tail) - len(body)
    if not pad:
        return kept
    if raw[max(0, at - pad) : at] == " " * pad:
        return MappedText.verbatim(raw[at - pad : at + len(body)], offset + at - pad)
    blank = stand_in(" " * pad, Span(offset + max(0, at - 1), offset + at))
    return MappedText.join([blank, kept])


def _same(raw: str, tail: str) -> bool:
    # The Markdown parser puts U+FFFD in the place of NUL.
    return raw == tail or ("\0" in raw and raw.replace("\0", "\ufffd") == tail)


def stand_in(shown: str, span: Span) -> MappedText:
    """Map `shown`, which stands for other characters at `span`, as a whole.

    A piece of the same length on both sides passes for verbatim, so such a text gets two.
    """
    size = span.end - span.start
    if len(shown) != size or not shown:
        return MappedText.replaced(shown, span)
    if size == 1:
        return MappedText(shown, (Piece(0, 1, span.start, 0),))
    rest = Piece(1, size - 1, span.end, 0)
    return MappedText(shown, (Piece(0, 1, span.start, size), rest))


def substitute(
    text: MappedText, pattern: re.Pattern[str], shown: Callable[[re.Match[str]], str]
) -> MappedText:
    """Replace every match of `pattern` by what `shown` returns for it, the mapping kept."""
    parts: list[MappedText] = []
    at = 0
    for match in pattern.finditer(text.text):
        parts.append(text.slice(at, match.start()))
        new = shown(match)
        if new:
            parts.append(stand_in(new, text.span(match.start(), match.end())))
        at = match.end()
    if not parts:
        return text
    parts.append(text.slice(at, len(text.text)))
    return MappedText.join(parts)


def stripped(text: MappedText) -> MappedText:
    """Return `text` without the blanks around it."""
    bare = text.text.strip()
    start = text.text.find(bare)
    return text.slice(start, start + len(bare))


def compose(inner: MappedText, outer: MappedText) -> MappedText:
    """Map `inner`, whose source is the text of `outer`, to the source of `outer`."""
    parts: list[MappedText] = []
    for piece in inner.pieces:
        shown = inner.text[piece.start : piece.end]
        low, high = piece.source, piece.source + piece.source_length
        if piece.verbatim and piece.length:
            parts.append(outer.slice(low, high))
        else:
            parts.append(stand_in(shown, outer.span(low, high)))
    return MappedText.join(parts)


def with_line_feeds(source: str) -> MappedText:
    """Return a whole document with a line feed for every line end."""
    if "\r" not in source:
        return MappedText.verbatim(source, 0)
    return substitute(MappedText.verbatim(source, 0), _LINE_END, lambda _: "\n")
