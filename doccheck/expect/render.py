"""The diff of expected and printed output, as text for people."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from msgspec import Struct

from doccheck.expect.align import Pair, Step
from doccheck.expect.lines import Unit
from doccheck.expect.visible import plain, telling
from doccheck.expect.wanted import Wanted

MAX_ROWS = 40
"""So many lines are shown before the rest is only counted; what belongs together stays so."""
_RUN = 10
_CONTEXT = 3


class Row(Struct, frozen=True):
    """A line of the diff: its sign (`-`, `+` or a blank) and its text."""

    sign: str
    text: str


def rows_of(pairs: list[Pair], wants: list[Wanted], units: list[Unit]) -> list[Row]:
    """Return the rows of an alignment; what a gap stands for is not listed."""
    rows: list[Row] = []
    changed: list[tuple[str, str]] = []
    for pair in pairs:
        if pair.step is Step.CHANGED:
            changed.append(telling(wants[pair.want].unit.raw, units[pair.unit].raw))
            continue
        rows += _changed(changed)
        changed.clear()
        if pair.step is Step.MISSING:
            rows.append(Row("-", wants[pair.want].unit.raw))
        elif pair.step is Step.EXTRA:
            rows.append(Row("+", units[pair.unit].raw))
        elif pair.step is not Step.COVERED:
            rows.append(Row(" ", wants[pair.want].unit.raw))
    return rows + list(_changed(changed))


def _changed(lines: list[tuple[str, str]]) -> Iterator[Row]:
    for wish, _ in lines:
        yield Row("-", wish)
    for _, got in lines:
        yield Row("+", got)


def show(rows: list[Row]) -> str:
    """Return the rows as text: what differs with a few lines around it, bounded."""
    near: set[int] = set()
    for number, row in enumerate(rows):
        if row.sign != " ":
            near.update(range(number - _CONTEXT, number + _CONTEXT + 1))
    shown: list[str] = []
    done = 0
    for (sign, close), group in groupby(
        range(len(rows)), key=lambda at: (rows[at].sign, at in near)
    ):
        places = list(group)
        if len(shown) >= MAX_ROWS:
            shown.append(f"@@ {_lines(len(rows) - done, 'more')} @@")
            break
        if not close:
            shown.append(f"@@ {_lines(len(places), 'equal')} @@")
        else:
            shown += _run(sign, [rows[at].text for at in places])
        done += len(places)
    return "\n".join(shown)


def _run(sign: str, texts: list[str]) -> Iterator[str]:
    """Yield lines of one sign; of many, the first ones and the number of the others."""
    count = len(texts) if len(texts) <= _RUN + 1 else _RUN
    for text in texts[:count]:
        yield f"{sign} {plain(text)}".rstrip()
    if count < len(texts):
        told = _lines(len(texts) - count, "more")
        yield f"@@ {told} {'expected' if sign == '-' else 'printed'} @@"


def _lines(count: int, kind: str) -> str:
    return f"{count} {kind} line{'s' * (count > 1)}"
