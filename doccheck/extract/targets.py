"""Which block a directive speaks of."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence

from doccheck.model.source import Document, Span


def block_finder(
    document: Document, blocks: Sequence[tuple[int, int]]
) -> Callable[[int], Span | None]:
    """Return a function that finds the block after the line of an offset.

    `blocks` are first line and line after the last of every block, outermost first, in order.
    Comments are no blocks: two directives in a row speak of the same block.
    """
    starts = [first for first, _ in blocks]

    def find(offset: int) -> Span | None:
        line = document.index.line(max(0, offset - 1))
        inner = blocks[bisect_right(starts, line - 1) - 1] if blocks else (0, 0)
        if inner[0] < line < inner[1]:
            rest = _lines(document, line, inner[1])
            if document.slice(rest).strip():
                return rest
        for number in range(bisect_left(starts, line), len(blocks)):
            span = _lines(document, *blocks[number])
            if not _comment(document.slice(span)):
                return span
        return None

    return find


def _lines(document: Document, first: int, last: int) -> Span:
    start = document.index.line_span(first + 1).start
    end = document.index.line_span(last).end
    return Span(start, start + len(document.text[start:end].rstrip()))


def _comment(text: str) -> bool:
    stripped = text.strip()
    return stripped.startswith("<!--") and stripped.find("-->") == len(stripped) - 3
