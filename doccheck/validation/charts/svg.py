"""The parts that all charts share: elements, colours, the frame with title and data table."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

from msgspec import Struct

WIDTH = 480
FONT = 14
CHARACTER = 7.8
"""Room for one character of text, in units of the drawing."""

# Each of these has a contrast of at least 3 against a white and against a slate page; a site can
# set the variables. Text takes the colour of the text around it.
GOOD = "var(--doccheck-good,#2f8f5b)"
BAD = "var(--doccheck-bad,#d64545)"
MIDDLE = "var(--doccheck-middle,#b7791f)"
ACCENT = "var(--doccheck-accent,#4a7fd4)"
FAINT = "var(--doccheck-faint,#8a93a0)"

_FIGURE = "margin:1em 0;width:auto;max-width:560px;text-align:left"
_SVG = "display:block;width:100%;height:auto"


class Data(Struct, frozen=True):
    """The table of a chart's figures: the heads of the columns, and text for the cells."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]


def figure(
    name: str, title: str, description: str, height: float, parts: Sequence[str], data: Data
) -> str:
    """Return a chart as one HTML block without a blank line, fit for Markdown.

    `name` is unique on the page: the ids are made of it. Title and description are read aloud in
    place of the drawing.
    """
    return "\n".join(
        (
            f'<figure class="doccheck-chart" style="{_FIGURE}">',
            _opening(name, height),
            f'<title id="{name}-title">{escape(title)}</title>',
            f'<desc id="{name}-text">{escape(description)}</desc>',
            *parts,
            "</svg>",
            f"<details><summary>{escape(title)}: the figures</summary>",
            _table(data),
            "</details>",
            "</figure>",
        )
    )


def _opening(name: str, height: float) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {_n(height)}"'
        f' role="img" aria-labelledby="{name}-title {name}-text" style="{_SVG}"'
        f' font-size="{FONT}" font-family="inherit" fill="currentColor">'
    )


def rect(at: tuple[float, float], size: tuple[float, float], colour: str, tip: str = "") -> str:
    """Return a rectangle; `tip` is shown under the pointer."""
    (x, y), (width, height) = at, size
    tip = f"<title>{escape(tip)}</title>" if tip else ""
    return (
        f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(max(width, 0))}" height="{_n(height)}"'
        f' style="fill:{colour}">{tip}</rect>'
    )


def line(start: tuple[float, float], end: tuple[float, float], *, dashed: bool = False) -> str:
    """Return a thin line."""
    dash = ' stroke-dasharray="3 2"' if dashed else ""
    return (
        f'<line x1="{_n(start[0])}" y1="{_n(start[1])}" x2="{_n(end[0])}" y2="{_n(end[1])}"'
        f' style="stroke:{FAINT}"{dash}/>'
    )


def dots(places: Iterable[tuple[float, float]], colour: str, radius: float = 3.5) -> str:
    """Return filled circles, half transparent where several lie on each other."""
    circles = (f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}"/>' for x, y in places)
    return f'<g style="fill:{colour};fill-opacity:.6">{"".join(circles)}</g>'


def text(at: tuple[float, float], words: str, *, anchor: str = "start") -> str:
    """Return text that begins, ends (`end`) or is centred (`middle`) at a point."""
    anchor = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return f'<text x="{_n(at[0])}" y="{_n(at[1])}"{anchor}>{escape(words)}</text>'


def fitted(words: str, room: float) -> str:
    """Return text cut to the room there is."""
    most = max(2, int(room / CHARACTER))
    return words if len(words) <= most else words[: most - 1] + "…"


def escape(words: str) -> str:
    """Return text for HTML, on one line; bars and braces too, which Markdown and macros read."""
    return html.escape(" ".join(words.split())).replace("{", "&#123;").replace("|", "&#124;")


def _table(data: Data) -> str:
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in data.head)
    rows = (f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in data.rows)
    return f"<table><thead><tr>{head}</tr></thead>\n<tbody>\n{chr(10).join(rows)}\n</tbody></table>"


def _n(number: float) -> str:
    return f"{round(number, 1):g}"
