"""The distribution of times: each round a dot, the median a bar, on one scale."""

from __future__ import annotations

from collections.abc import Sequence

from doccheck.validation.charts.svg import (
    ACCENT,
    WIDTH,
    Data,
    dots,
    figure,
    fitted,
    line,
    rect,
    text,
)
from doccheck.validation.subjects import Case
from doccheck.validation.text import counted

_STEP, _MOST = 40, 200


def distribution(name: str, title: str, cases: Sequence[Case]) -> str:
    """Return one row a case: its rounds as dots, and its median and 95th percentile in words."""
    shown = [case for case in cases if case.rounds and case.median is not None]
    top = max((max(case.rounds) for case in shown), default=0) or 1.0
    scale = (WIDTH - 8) / top
    parts: list[str] = []
    for at, case in enumerate(shown):
        y = 2 + at * _STEP
        said = f"median {_seconds(case.median)}, p95 {_seconds(case.p95)}"
        parts.append(text((0, y + 13), fitted(case.name, WIDTH - 8 * len(said))))
        parts.append(text((WIDTH, y + 13), said, anchor="end"))
        parts.append(line((0, y + 27), (WIDTH, y + 27)))
        places = [(4 + value * scale, y + 27.0) for value in case.rounds[:_MOST]]
        parts.append(dots(places, ACCENT))
        middle = 4 + (case.median or 0) * scale
        parts.append(rect((middle - 1, y + 19), (2.5, 16), "currentColor"))
    bottom = 2 + len(shown) * _STEP
    parts.append(text((0, bottom + 13), "0 s"))
    parts.append(
        text((WIDTH / 2, bottom + 13), "each dot a round, the bar the median", anchor="middle")
    )
    parts.append(text((WIDTH, bottom + 13), _seconds(top), anchor="end"))
    rounds = counted(sum(len(case.rounds) for case in shown), "round")
    said = f"{rounds} of {counted(len(shown), 'case')}, each round a dot; the slowest took "
    return figure(name, title, said + _seconds(top) + ".", bottom + 20, parts, _data(shown))


def _data(cases: Sequence[Case]) -> Data:
    rows = [
        (
            case.name,
            str(len(case.rounds)),
            _seconds(min(case.rounds)),
            _seconds(case.median),
            _seconds(case.p95),
            _seconds(max(case.rounds)),
        )
        for case in cases
    ]
    return Data(("case", "rounds", "fastest", "median", "p95", "slowest"), rows)


def _seconds(value: float | None) -> str:
    return "-" if value is None else f"{value:.3g} s"
