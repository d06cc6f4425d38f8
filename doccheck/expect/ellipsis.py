"""Ellipses: where they stand in a text, and what they may stand for."""

from __future__ import annotations

import re

_ELLIPSIS = re.compile(r"\[(?:\.{3}|…)\]|\.{3}|…")
# In a usage line, dots after a name in capitals say that it may be repeated.
_USAGE = re.compile(r"\s*usage:", re.IGNORECASE)
_METAVAR = re.compile(r"(?:.*[^\w-])?[A-Z][A-Z0-9_-]*")
_CLOSING = ("]", ">", "}")
_LOOK_BACK = 80


def is_gap(line: str) -> bool:
    """Tell whether a line is nothing but an ellipsis."""
    return _ELLIPSIS.fullmatch(line.strip()) is not None


def split(line: str) -> tuple[str, ...]:
    """Return what stands between the ellipses of a line; one piece if it has none."""
    if "..." not in line and "…" not in line:
        return (line,)
    usage = _USAGE.match(line) is not None
    pieces: list[str] = []
    at = 0
    for match in _ELLIPSIS.finditer(line):
        before = line[max(0, match.start() - _LOOK_BACK) : match.start()]
        adjoins = pieces and match.start() == at
        if match[0] == "..." and not adjoins and _repeats(before, usage=usage):
            continue
        pieces.append(line[at : match.start()])
        at = match.end()
    return (*pieces, line[at:])


def _repeats(before: str, *, usage: bool) -> bool:
    """Tell whether dots after `before` say that an argument may be repeated (`[FILES]...`)."""
    return before.endswith(_CLOSING) or (usage and _METAVAR.fullmatch(before) is not None)


def fits(pieces: tuple[str, ...], text: str) -> bool:
    """Tell whether `text` is the pieces with anything between them; the leftmost place is best."""
    first, *middle, last = pieces
    end = len(text) - len(last)
    if not text.startswith(first) or not text.endswith(last) or end < len(first):
        return False
    at = len(first)
    for piece in middle:
        found = text.find(piece, at, end)
        if found < 0:
            return False
        at = found + len(piece)
    return True
