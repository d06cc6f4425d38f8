"""Horizontal bars with their labels above them: they fit a narrow screen with long names."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter

from msgspec import Struct

from doccheck.validation.charts.svg import (
    CHARACTER,
    FAINT,
    WIDTH,
    Data,
    figure,
    fitted,
    line,
    rect,
    text,
)

_STEP, _BAR, _LABEL = 34, 12, 13


class Bar(Struct, frozen=True):
    """One bar: parts (value, colour) one after the other, what stands at its end."""

    label: str
    parts: Sequence[tuple[float, str]]
    said: str


class Mark(Struct, frozen=True):
    """A vertical line at a value, with its meaning."""

    value: float
    said: str
    dashed: bool = False


def bar_chart(
    name: str,
    title: str,
    description: str,
    bars: Sequence[Bar],
    data: Data,
    marks: Sequence[Mark] = (),
) -> str:
    """Return the bars from the top down, on one scale that begins at 0."""
    values = [sum(value for value, _ in bar.parts) for bar in bars]
    top = max((*values, *(mark.value for mark in marks)), default=0) or 1.0
    scale = WIDTH * 0.98 / (top * 1.02)
    begin = 20.0 if marks else 2.0
    parts: list[str] = []
    for at, bar in enumerate(bars):
        y = begin + at * _STEP
        room = WIDTH - len(bar.said) * CHARACTER - 12
        parts.append(text((0, y + _LABEL), fitted(bar.label, room)))
        parts.append(text((WIDTH, y + _LABEL), bar.said, anchor="end"))
        parts.append(rect((0, y + 18), (WIDTH, _BAR), f"{FAINT};fill-opacity:.15"))
        left = 0.0
        for value, colour in filter(itemgetter(0), bar.parts):
            parts.append(rect((left, y + 18), (value * scale, _BAR), colour))
            left += value * scale
        parts += [
            line((mark.value * scale, y + 17), (mark.value * scale, y + 31), dashed=mark.dashed)
            for mark in marks
        ]
    bottom = begin + len(bars) * _STEP
    for mark in marks:
        x = mark.value * scale
        anchor = "end" if x > WIDTH / 2 else "start"
        parts.append(text((x, 11), mark.said, anchor=anchor))
    return figure(name, title, description, bottom + 2, parts, data)
