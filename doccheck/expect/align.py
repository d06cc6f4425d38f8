"""Laying expected output beside what was printed, so that as little as possible differs."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from msgspec import Struct

from doccheck.errors import MatchLimitError
from doccheck.expect.lines import Unit
from doccheck.expect.wanted import Matcher, Wanted

MAX_CELLS = 120_000
"""The largest table of an alignment; beyond it, all between the equal ends counts as different."""

_ALONE = 2


class Step(Enum):
    """One step through both sides."""

    SAME = "same"
    COVERED = "covered"
    """A printed line that a gap stands for."""
    GAP = "gap"
    """A gap, after the lines that it stands for."""
    CHANGED = "changed"
    MISSING = "missing"
    EXTRA = "extra"


class Pair(Struct, frozen=True):
    """A step: the positions on both sides that it starts from, and takes where it takes one."""

    step: Step
    want: int
    unit: int

    @property
    def kept(self) -> bool:
        """Tell whether nothing differs here."""
        return self.step in {Step.SAME, Step.COVERED, Step.GAP}


def align(wants: Sequence[Wanted], units: Sequence[Unit], matches: Matcher) -> list[Pair]:
    """Return the steps from the start to the end of both sides.

    Where finding the best ones would take too long, all counts as different.
    """
    try:
        return _steps(wants, units, matches)
    except MatchLimitError:
        return _all_different(len(wants), len(units))


def _steps(wants: Sequence[Wanted], units: Sequence[Unit], matches: Matcher) -> list[Pair]:
    low, high = _equal_ends(wants, units, matches)
    head = [Pair(Step.SAME, at, at) for at in range(low)]
    middle_wants, middle_units = wants[low : len(wants) - high], units[low : len(units) - high]
    if len(middle_wants) * len(middle_units) > MAX_CELLS:
        middle = _all_different(len(middle_wants), len(middle_units))
    else:
        middle = _walk(middle_wants, middle_units, matches)
    moved = [Pair(pair.step, pair.want + low, pair.unit + low) for pair in middle]
    tail = [Pair(Step.SAME, len(wants) - at, len(units) - at) for at in range(high, 0, -1)]
    return head + moved + tail


def _equal_ends(
    wants: Sequence[Wanted], units: Sequence[Unit], matches: Matcher
) -> tuple[int, int]:
    most = min(len(wants), len(units))
    low = 0
    while low < most and not wants[low].gap and matches(wants[low], units[low]):
        low += 1
    high = 0
    while (
        high < most - low
        and not wants[-1 - high].gap
        and matches(wants[-1 - high], units[-1 - high])
    ):
        high += 1
    return low, high


def _all_different(wants: int, units: int) -> list[Pair]:
    missing = [Pair(Step.MISSING, at, 0) for at in range(wants)]
    return missing + [Pair(Step.EXTRA, wants, at) for at in range(units)]


def _walk(wants: Sequence[Wanted], units: Sequence[Unit], matches: Matcher) -> list[Pair]:
    table = _table(wants, units, matches)
    pairs: list[Pair] = []
    row = column = 0
    while row < len(wants) or column < len(units):
        step = table[row][column][1]
        pairs.append(Pair(step, row, column))
        row += step in {Step.SAME, Step.GAP, Step.CHANGED, Step.MISSING}
        column += step in {Step.SAME, Step.COVERED, Step.CHANGED, Step.EXTRA}
    return pairs


def _table(
    wants: Sequence[Wanted], units: Sequence[Unit], matches: Matcher
) -> list[list[tuple[int, Step]]]:
    """Return for each pair of positions the cost of the rest, and the first step to take."""
    # Beside a gap, a changed line is more likely than one that is gone while the gap has grown.
    change = _ALONE if any(want.gap for want in wants) else _ALONE + 1
    below = [((len(units) - column) * _ALONE, Step.EXTRA) for column in range(len(units) + 1)]
    table = [below]
    for want in reversed(wants):
        end = (below[-1][0], Step.GAP) if want.gap else (below[-1][0] + _ALONE, Step.MISSING)
        row = [end] * (len(units) + 1)
        for column in range(len(units) - 1, -1, -1):
            row[column] = _best(want, units[column], matches, row, below, column, change)
        table.append(row)
        below = row
    table.reverse()
    return table


def _best(  # noqa: PLR0917 - the innermost step, positional for speed
    want: Wanted,
    unit: Unit,
    matches: Matcher,
    row: list[tuple[int, Step]],
    below: list[tuple[int, Step]],
    column: int,
    change: int,
) -> tuple[int, Step]:
    if want.gap:
        closed, longer = below[column][0], row[column + 1][0]
        return (closed, Step.GAP) if closed <= longer else (longer, Step.COVERED)
    if matches(want, unit):
        best = (below[column + 1][0], Step.SAME)
    else:
        best = (below[column + 1][0] + change, Step.CHANGED)
    if below[column][0] + _ALONE < best[0]:
        best = (below[column][0] + _ALONE, Step.MISSING)
    if row[column + 1][0] + _ALONE < best[0]:
        best = (row[column + 1][0] + _ALONE, Step.EXTRA)
    return best
