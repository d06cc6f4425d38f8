"""The diff of expected and printed output, as text for people."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from doccheck.expect.align import Pair, Step
from doccheck.expect.lines import Unit
from doccheck.expect.visible import plain, telling
from doccheck.expect.wanted import Wanted

MAX_ROWS = 80
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
    skipped = 0
    for number, row in enumerate(rows):
        if number not in near:
            skipped += 1
            continue
        if len(shown) >= MAX_ROWS:
            shown.append(f"@@ {len(rows) - number} more lines @@")
            return "\n".join(shown)
        if skipped:
            shown.append(_equal(skipped))
            skipped = 0
        shown.append(f"{row.sign} {plain(row.text)}".rstrip())
    if skipped:
        shown.append(_equal(skipped))
    return "\n".join(shown)


def _equal(count: int) -> str:
    return f"@@ {count} equal line{'s' * (count > 1)} @@"
