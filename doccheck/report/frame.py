"""The source line of a finding with a mark under the exact characters."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from doccheck.model.display import printable
from doccheck.model.finding import Finding
from doccheck.report.options import Style

_TAB = 4
_CONTEXT = 30
"""Characters kept before the mark where a long line is cut."""


def frame(finding: Finding, style: Style, width: int) -> Iterator[str]:
    """Yield the lines of the frame; nothing where the source is not at hand."""
    where = finding.range
    lines = finding.excerpt
    gutter = len(str(where.line + len(lines) - 1))
    if not lines:
        return
    bar = style.dim("|")
    yield f"{' ' * gutter} {bar}"
    for number, line in enumerate(lines, where.line):
        start = where.column - 1 if number == where.line else _indent(line)
        end = where.end_column - 1 if number == where.end_line else len(line)
        if number > where.line and end <= start:
            continue
        shown, mark = marked(line, start, end, width)
        yield f"{style.dim(str(number).rjust(gutter))} {bar} {shown}".rstrip()
        yield f"{' ' * gutter} {bar} {style.severity(finding.severity, mark)}".rstrip()


def marked(line: str, start: int, end: int, width: int) -> tuple[str, str]:
    """Return a line fit for a terminal, and a line of carets under its characters start..end.

    Tabs become blanks, controls become escapes, a long line is cut around the mark. Wide
    characters count two columns, combining ones none.
    """
    low, high = _window(line, start, width)
    before, after = "…" if low else "", "…" if high < len(line) else ""
    cells = [_shown(char) for char in line[low:high]]
    start, end = max(start, low), max(min(end, high), start)
    text = before + "".join(cells) + after
    lead = _columns(before + "".join(cells[: start - low]))
    size = _columns("".join(cells[start - low : end - low]))
    return text, " " * lead + "^" * max(1, size)


def _window(line: str, start: int, width: int) -> tuple[int, int]:
    if len(line) <= width:
        return 0, len(line)
    low = max(0, min(start - _CONTEXT, len(line) - width))
    return low, low + width


def _shown(char: str) -> str:
    return " " * _TAB if char == "\t" else printable(char)


def _columns(text: str) -> int:
    if text.isascii():
        return len(text)
    return sum(map(_width, text))


def _width(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
