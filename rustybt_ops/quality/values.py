"""Prices and volumes that can be true."""

from __future__ import annotations

from array import array
from itertools import pairwise
from math import isfinite, log, nan

from rustybt_ops.errors import FailureKind
from rustybt_ops.quality.subject import ITEMS, Subject
from rustybt_ops.results.checks import failed, passed, skipped, warned
from rustybt_ops.results.model import Check
from rustybt_ops.statistics import median
from rustybt_ops.words import counted

_TOLERANCE = 1e-6  # of the price: sources that adjust prices round them
_ZERO_RUN = 3  # bars without volume in a row
_FEWEST = 30  # bars from which on typical moves can be told
_OUTLIER = 12.0  # times the typical move (1.4826 times the median absolute deviation)
_SMALLEST = 0.08  # a smaller move is never an outlier
_MAD_TO_SIGMA = 1.4826
_RATIOS = (2, 3, 4, 5, 6, 7, 8, 10, 15, 20, 25, 30, 50, 100)
_SPLIT_TOLERANCE = 0.04


def prices(subject: Subject) -> Check:
    """All prices are above zero and finite."""
    bars = subject.raw
    items = [
        f"{subject.row_label(index)}: {', '.join(f'{each:g}' for each in row)}"
        for index, row in enumerate(zip(bars.open, bars.high, bars.low, bars.close, strict=True))
        if not all(isfinite(each) and each > 0 for each in row)
    ]
    if items:
        message = f"{counted(len(items), 'bar')} with a price that is not above zero, or no number"
        return failed("prices", FailureKind.BAD_DATA, message, items=items[:ITEMS])
    return passed("prices", "all above zero")


def ohlc(subject: Subject) -> Check:
    """High is the highest and low the lowest of the four prices."""
    bars = subject.raw
    items = []
    rows = enumerate(zip(bars.open, bars.high, bars.low, bars.close, strict=True))
    for index, (opened, high, low, close) in rows:
        room = _TOLERANCE * abs(close)
        if high + room < max(opened, close, low) or low - room > min(opened, close):
            items.append(
                f"{subject.row_label(index)}: open {opened:g}, high {high:g}, low {low:g}, "
                f"close {close:g}"
            )
    if items:
        message = (
            f"{counted(len(items), 'bar')} where high is not the highest or low not the lowest"
        )
        return failed("ohlc", FailureKind.BAD_DATA, message, items=items[:ITEMS])
    return passed("ohlc", "high is the highest and low the lowest in every bar")


def volume(subject: Subject) -> Check:
    """No negative volume, and no run of bars without any."""
    bars = subject.raw
    negative = [
        f"{subject.row_label(index)}: {amount:g}"
        for index, amount in enumerate(bars.volume)
        if not (isfinite(amount) and amount >= 0)
    ]
    if negative:
        message = f"{counted(len(negative), 'bar')} with a volume that is negative or no number"
        return failed("volume", FailureKind.BAD_DATA, message, items=negative[:ITEMS])
    if len(bars) and not any(bars.volume):
        return warned("volume", "the source gives no volume", advice="Do not rely on volume.")
    runs = _zero_runs(subject)
    if runs:
        message = f"{counted(len(runs), 'run')} of {_ZERO_RUN} or more bars without volume"
        advice = "Trading was halted there, or the source has no data."
        return warned("volume", message, items=runs[:ITEMS], advice=advice)
    return passed("volume", "no run of bars without volume")


def _zero_runs(subject: Subject) -> list[str]:
    bars = subject.bars
    runs, start = [], None
    for index, amount in enumerate((*bars.volume, 1.0)):
        if amount == 0:
            start = index if start is None else start
        elif start is not None:
            if index - start >= _ZERO_RUN:
                first, last = bars.times[start], bars.times[index - 1]
                runs.append(
                    f"{subject.label(first)} to {subject.label(last)}: {index - start} bars"
                )
            start = None
    return runs


def outliers(subject: Subject) -> Check:
    """No close that lies far from its neighbours, measured by the symbol's own typical move."""
    bars = subject.bars
    moves = _moves(subject)
    values = array("d", (each for each in moves if isfinite(each)))
    if len(values) < _FEWEST:
        return skipped("outliers", f"fewer than {_FEWEST} bars do not show what is typical")
    middle = median(values)
    typical = _MAD_TO_SIGMA * median(array("d", (abs(each - middle) for each in values)))
    limit = max(_OUTLIER * typical, _SMALLEST)
    items = [
        f"{subject.label(bars.times[index])}: close {bars.close[index - 1]:g} to "
        f"{bars.close[index]:g}"
        for index, move in enumerate(moves, 1)
        if abs(move - middle) > limit and _ratio(bars.close[index - 1], bars.open[index]) is None
    ]
    detail = f"{counted(len(items), 'move')} larger than {limit:.0%} (typical move {typical:.2%})"
    if items:
        advice = "Compare these bars with another source."
        return warned("outliers", detail, items=items[:ITEMS], advice=advice)
    return passed("outliers", detail, value=0, unit="outliers")


def _moves(subject: Subject) -> array[float]:
    """The logarithmic move from each close to the next; NaN where a price makes no sense."""
    return array("d", (_move(*pair) for pair in pairwise(subject.bars.close)))


def _move(earlier: float, later: float) -> float:
    sound = earlier > 0 and later > 0 and isfinite(earlier) and isfinite(later)
    return log(later / earlier) if sound else nan


def splits(subject: Subject) -> Check:
    """No jump overnight that looks like a split which the prices do not take into account."""
    bars = subject.bars
    items = []
    for index in range(1, len(bars)):
        found = _ratio(bars.close[index - 1], bars.open[index])
        if found is None:
            continue
        declared = bars.splits.get(bars.times[index])
        known = f", declared as {declared:g} and not applied" if declared else ""
        items.append(
            f"{subject.label(bars.times[index])}: {bars.close[index - 1]:g} to "
            f"{bars.open[index]:g}, as in a split of {found}{known}"
        )
    declared_count = len(bars.splits)
    if items:
        message = f"{counted(len(items), 'jump')} as in splits that are not applied to the prices"
        advice = "Ask the source for prices that are adjusted for splits."
        return warned("splits", message, items=items[:ITEMS], advice=advice)
    told = f"{declared_count} declared, all applied" if declared_count else "none declared"
    return passed("splits", f"no jump that looks like a split ({told})")


def _ratio(before: float, after: float) -> str | None:
    """The split that two prices look like, as 4:1."""
    if before <= 0 or after <= 0:
        return None
    for ratio in _RATIOS:
        if abs(before / after / ratio - 1) < _SPLIT_TOLERANCE:
            return f"{ratio}:1"
        if abs(after / before / ratio - 1) < _SPLIT_TOLERANCE:
            return f"1:{ratio}"
    return None
