"""Rows that can be read, in order, one for each session, and enough of them."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from itertools import islice, pairwise

from rustybt_ops.errors import FailureKind
from rustybt_ops.feeds.bars import Interval
from rustybt_ops.quality.subject import DAILY_SHARE, ITEMS, Subject
from rustybt_ops.results.checks import failed, passed, skipped, warned
from rustybt_ops.results.model import Check
from rustybt_ops.words import counted

_PLACES = 10  # rows of one time that are named
_INTRADAY_GAPS = 0.05  # share of bars that may lack trades
_FEW = 20  # records, a month of sessions: fewer prove nothing by themselves
_STALE_WARN = 3  # sessions at the end that may be late in coming


def schema(subject: Subject) -> Check:
    """Every row has a time and five numbers."""
    bars = subject.raw
    if bars.fault_count:
        advice = "Correct the rows, or leave them out."
        rows = counted(bars.fault_count + len(bars), "row")
        message = "; ".join([f"{bars.fault_count} of {rows} cannot be read", *bars.disagreements])
        return failed(
            "schema", FailureKind.BAD_DATA, message, items=bars.faults[:ITEMS], advice=advice
        )
    if bars.disagreements:
        advice = "Write all rows in the same way."
        return failed("schema", FailureKind.BAD_DATA, "; ".join(bars.disagreements), advice=advice)
    if not len(bars):
        ranged = subject.query.start is not None or subject.query.end is not None
        message = "there are no bars in this range" if ranged else "there are no bars at all"
        return failed("schema", FailureKind.BAD_DATA, message)
    notes = f" ({'; '.join(bars.notes)})" if bars.notes else ""
    return passed("schema", f"{counted(len(bars), 'row')}, each a time and five numbers{notes}")


def timestamps(subject: Subject) -> Check:
    """Each time stands once, and later than the one before."""
    if subject.raw.in_order():
        return passed("timestamps", "each later than the one before")
    times = subject.raw.times
    items = [
        f"{subject.label(later)} stands after {subject.label(earlier)} ({subject.raw.place(index)})"
        for index, (earlier, later) in enumerate(pairwise(times), 1)
        if later < earlier
    ]
    doubles = _doubles(subject)
    told, advice = [], []
    if items:
        told.append(f"{counted(len(items), 'row')} out of order")
        advice.append("Sort the rows by time.")
    if doubles:
        told.append(f"{counted(len(doubles), 'time')} more than once")
        advice.append(
            "Keep one row of each time: where their values differ, find out which is right. "
            "Sessions, tail, outliers, splits and records are judged by the first."
        )
    return failed(
        "timestamps",
        FailureKind.BAD_DATA,
        ", ".join(told),
        items=[*items[:ITEMS], *doubles[:ITEMS]],
        advice=" ".join(advice),
    )


def _doubles(subject: Subject) -> list[str]:
    """Each time that stands more than once: where, and whether its rows agree."""
    bars = subject.raw
    counts = Counter(bars.times)
    indices: dict[int, list[int]] = {}
    for index, moment in enumerate(bars.times):
        if counts[moment] > 1:
            indices.setdefault(moment, []).append(index)
    return [
        f"{subject.label(moment)} stands {len(found)} times, {_agreement(subject, found)}: "
        + ", ".join(bars.place(each) for each in found[:_PLACES])
        + (" and so on" if len(found) > _PLACES else "")
        for moment, found in indices.items()
    ]


def _agreement(subject: Subject, indices: Sequence[int]) -> str:
    columns = subject.raw.columns()
    rows = {tuple(column[index] for column in columns) for index in indices}
    return "with the same values" if len(rows) == 1 else "with different values"


def sessions(subject: Subject) -> Check:
    """No session is missing, and none is there that the exchange did not hold."""
    missing, extra = subject.missing, subject.extra
    name = subject.calendar.name
    if not subject.expected:
        return skipped("sessions", f"{name} has no complete session in this range")
    items = [*_listed(subject, "missing", missing), *_listed(subject, "not in the calendar", extra)]
    total = len(subject.expected)
    detail = (
        f"{total} in {name} from {subject.label(subject.first)} (included) to "
        f"{subject.label(subject.last)} (not included): {len(missing)} missing, {len(extra)} extra"
    )
    if not items:
        return passed("sessions", detail, value=0, unit="missing", threshold=0)
    tolerated = subject.query.interval is not Interval.DAY and (
        len(missing) <= _INTRADAY_GAPS * total and not extra
    )
    if tolerated:
        advice = "Bars without trades are left out by many sources; see whether these are such."
        return warned(
            "sessions", detail, items=items, advice=advice, value=len(missing), unit="missing"
        )
    advice = "Fetch the missing sessions again."
    if len(missing) == total:
        advice = "No bar stands where one should: see whether --interval and --calendar are right."
    elif len(extra) > len(missing):
        advice = "See whether --calendar is the right one for this symbol."
    return failed(
        "sessions",
        FailureKind.BAD_DATA,
        detail,
        items=items,
        advice=advice,
        value=len(missing),
        unit="missing",
        threshold=0,
    )


def _listed(subject: Subject, what: str, times: Sequence[int]) -> list[str]:
    """The first of these times, and how many more there are."""
    items = [f"{what}: {subject.label(each)}" for each in islice(times, ITEMS)]
    if len(times) > ITEMS:
        items.append(f"{what}: {len(times) - ITEMS} more")
    return items


def tail(subject: Subject) -> Check:
    """The data reach to the end of the range, and do not repeat one bar there."""
    bars = subject.bars
    if not len(bars):
        return skipped("tail", "there are no bars")
    impossible = _impossible(subject)
    if impossible:
        return impossible
    end = f"the data end with {subject.label(bars.times[-1])}"
    late = _late(subject.expected, bars.times[-1])
    if subject.query.last is None:
        return passed("tail", f"{end}; no end was asked for")
    if not late:
        return passed("tail", f"{end}, the last session of the range", value=0, unit="sessions")
    detail = f"{end}, {counted(late, 'session')} before the end of the range"
    if late <= _STALE_WARN:
        advice = "Some sources are a day late: try again tomorrow."
        return warned("tail", detail, advice=advice, value=late, unit="sessions")
    return failed(
        "tail",
        FailureKind.BAD_DATA,
        detail,
        advice="The source is out of date.",
        value=late,
        unit="sessions",
        threshold=_STALE_WARN,
    )


def _impossible(subject: Subject) -> Check | None:
    """The data end with what cannot be true."""
    end = subject.label(subject.bars.times[-1])
    frozen = _frozen(subject)
    if frozen > 1:
        message = f"the last {frozen} bars are the same: {end}"
        return failed("tail", FailureKind.BAD_DATA, message, advice="The source stands still.")
    early = _future(subject)
    if not early:
        return None
    message = f"the data end with {end}: {counted(len(early), 'bar')} of a time that has not come"
    items = [subject.label(each) for each in early[:ITEMS]]
    advice = "See whether the years and the time zone of the rows are right."
    return failed("tail", FailureKind.BAD_DATA, message, items=items, advice=advice)


def _future(subject: Subject) -> Sequence[int]:
    """The times that have not come yet; anywhere on Earth the date is at most a day ahead."""
    times = subject.bars.times
    return times[bisect_right(times, subject.now + subject.query.interval.step) :]


def _late(expected: Sequence[int], last: int) -> int:
    return sum(1 for each in expected if each > last)


def _frozen(subject: Subject) -> int:
    """How many bars at the end are equal in price and volume, if at least five."""
    bars = subject.bars
    columns = bars.columns()
    count = 1
    while count < len(bars) and all(column[-1 - count] == column[-1] for column in columns):
        count += 1
    return count if count >= 5 else 1  # noqa: PLR2004 - a handful


def records(subject: Subject) -> Check:
    """There are enough bars to work with."""
    found = len(subject.bars)
    least = subject.min_records
    source = "--min-records"
    if least is None:
        expected, name = len(subject.expected), subject.calendar.name
        least = max(1, int(DAILY_SHARE * expected))
        source = (
            f"{DAILY_SHARE:.0%} of the {expected} that {name} has"
            if expected
            else f"{name} has no complete session in this range"
        )
    detail = f"{counted(found, 'record')}, at least {least} needed ({source})"
    if found < least:
        advice = "Ask for a longer range, or choose another source."
        return failed(
            "records",
            FailureKind.BAD_DATA,
            detail,
            advice=advice,
            value=found,
            unit="records",
            threshold=least,
        )
    ranged = subject.query.first is not None or subject.query.last is not None
    if found < _FEW and subject.min_records is None and not ranged:
        # the need was worked out from the data themselves
        advice = "Say what is needed with --start and --end, or with --min-records."
        detail = f"{counted(found, 'record')}, and nothing tells how many there should be"
        return warned("records", detail, advice=advice, value=found, unit="records")
    return passed("records", detail, value=found, unit="records", threshold=least)
