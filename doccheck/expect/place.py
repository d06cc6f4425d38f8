"""Where on a page the output of a command stands, and what surrounds each of its lines."""

from __future__ import annotations

import re

from msgspec import Struct

from doccheck.expect.refusal import Refusal, Refused
from doccheck.model.source import Document, MappedText, Span

_OPENING = re.compile(r"(?P<prefix>.*?)(?P<fence>`{3,}|~{3,})")
_CONTAINER = " \t>"


class Place(Struct, frozen=True):
    """Whole lines of a page.

    `first` is the one-based line of the page on which the output begins or would begin, `count`
    its number of lines. `prefix` is what stands before each line (indentation, marks of quotes),
    `fence` the run of signs that opens the block.
    """

    first: int
    count: int
    prefix: str
    fence: str
    line_end: str

    def offset(self, page: Document, line: int) -> int:
        """Return where a line of the output begins on the page, counted from 0."""
        number = self.first + line
        if number > len(page.index.starts):
            return len(page.text)
        return page.index.line_span(number).start

    def shown(self, line: str) -> str:
        """Return a line of output as it is to stand on the page, with its line end."""
        # The blank after the mark of a quote belongs to the mark.
        apart = " " if self.prefix.endswith(">") and line.startswith((" ", "\t")) else ""
        text = f"{self.prefix}{apart}{line}" if line else self.prefix.rstrip(" \t")
        return text + self.line_end


def find_place(page: Document, block: Span, expected: MappedText) -> Place | Refused:
    """Find the lines of `expected`, which stands in the code block at `block`.

    An empty `expected` stands where output would begin, after a command.
    """
    opening = _OPENING.match(page.slice(page.index.line_span(page.index.line(block.start))))
    fence = opening["fence"] if opening else ""
    count = _count(expected.text)
    first = page.index.line(expected.whole.start)
    if not expected.text:
        return _insertion(page, block, first, opening)
    prefix = _prefix(page, expected, first)
    if prefix is None or page.index.line(block.end) < first + count - 1:
        return Refused(Refusal.PLACE, "the output does not stand in whole lines of the page")
    return Place(first, count, prefix, fence, _line_end(page, first))


def _count(text: str) -> int:
    return text.count("\n") + (not text.endswith("\n"))


def _prefix(page: Document, expected: MappedText, first: int) -> str | None:
    """Return what stands before the lines, if each stands in a line of its own, as it is read."""
    found: str | None = None
    for number, line in enumerate(expected.lines()):
        body = line.text.rstrip("\n")
        raw = page.slice(page.index.line_span(first + number)).rstrip("\r\n")
        before = raw[: len(raw) - len(body)]
        if not raw.endswith(body) or before.strip(_CONTAINER):
            if body.strip():
                return None
        elif found is None and body.strip():
            found = before
    return found


def _insertion(
    page: Document, block: Span, line: int, opening: re.Match[str] | None
) -> Place | Refused:
    """Find the place after a command that prints nothing yet."""
    last = page.slice(page.index.line_span(page.index.line(block.end)))
    if (
        opening is None
        or not block.start < page.index.line_span(line).start <= block.end
        or not last.strip(_CONTAINER).startswith(opening["fence"])
    ):
        return Refused(Refusal.PLACE, "the block is no closed fence: nothing shows where it ends")
    raw = page.slice(page.index.line_span(line - 1))
    before = raw[: len(opening["prefix"])]
    prefix = before[: len(before) - len(before.lstrip(_CONTAINER))]
    return Place(line, 0, prefix, opening["fence"], _line_end(page, line - 1))


def _line_end(page: Document, line: int) -> str:
    raw = page.slice(page.index.line_span(line))
    return raw[len(raw.rstrip("\r\n")) :] or "\n"
