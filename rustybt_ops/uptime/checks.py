"""What is judged about a session."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rustybt_ops.errors import FailureKind
from rustybt_ops.results.checks import failed, passed, warned
from rustybt_ops.results.model import Check, Status
from rustybt_ops.uptime.incident import Incident, Severity, written
from rustybt_ops.uptime.reader import Reading
from rustybt_ops.uptime.summary import DAY, Summary
from rustybt_ops.words import counted


def checks(summary: Summary, reading: Reading) -> Iterator[Check]:
    """All checks of a session; of one that still runs, nothing but a failure is final."""
    for check in _checks(summary, reading):
        if summary.interim and check.status is Status.WARN:
            yield replace(check, status=Status.IN_PROGRESS)
        else:
            yield check


def _checks(summary: Summary, reading: Reading) -> Iterator[Check]:
    yield heartbeats(summary)
    if summary.measured:
        yield uptime(summary)
        yield incidents(summary)
        yield errors(summary)
        yield clock(summary)
        if summary.session.market.guessed:
            yield _guessed(summary)
        if summary.session.feed_unknown:
            yield _feed_unknown()
    yield entries(summary, reading)


def heartbeats(summary: Summary) -> Check:
    """Whether there is anything to measure by."""
    session = summary.session
    if summary.measured:
        return passed(
            "heartbeats", counted(session.beats, "heartbeat"), value=session.beats, threshold=1
        )
    return failed(
        "heartbeats",
        FailureKind.BAD_DATA,
        f"no heartbeat between {' and '.join(map(written, summary.bounds))}: "
        "nothing proves that the session was alive",
        advice=f"The log goes from {written(session.first_time)} to "
        f"{written(session.last_time)}: choose the dates by that, or find the missing log files.",
        value=0,
        threshold=1,
    )


def uptime(summary: Summary) -> Check:
    """Whether the target is met; of a session that still runs, whether it is met so far."""
    value = summary.service_uptime
    if value is None:
        return warned("uptime", "the market was closed during the whole period")
    shown = f"{_percent(value)}% against a target of {summary.target:g}%"
    lost = f"{duration(summary.service_downtime)} lost, {duration(summary.allowed)} allowed"
    day, days = summary.days
    if summary.lost:
        early = f"; day {day} of {days}, and out of reach already" if summary.interim else ""
        return failed(
            "uptime",
            FailureKind.SERVICE_DOWN,
            f"{shown}: {lost}{early}",
            advice="Remove the causes of the incidents below; --tickets writes one ticket each.",
            value=round(value, 6),
            unit="percent",
            threshold=summary.target,
        )
    status = Status.IN_PROGRESS if summary.interim else Status.PASS
    if summary.session.feed_unknown:  # half of what the service is could not be judged
        status = Status.WARN
    interim = f"; interim, day {day} of {days}" if summary.interim else ""
    if not summary.met:
        interim += ": under the target so far, still within reach"
    return Check(
        "uptime",
        status,
        f"{shown}: {lost}{interim}",
        value=round(value, 6),
        unit="percent",
        threshold=summary.target,
    )


def incidents(summary: Summary) -> Check:
    """The outages."""
    ledger = summary.session.ledger
    if not ledger.count:
        return passed("incidents", "no downtime", value=0)
    rows = [line(each, summary.allowed) for each in ledger.incidents]
    grave = sum(each.severity(summary.allowed) is Severity.CRITICAL for each in ledger.incidents)
    detail = f"{counted(ledger.count, 'downtime incident')}, {grave} critical"
    return warned("incidents", detail, items=rows, value=ledger.count)


def line(incident: Incident, allowed: float) -> str:
    """An incident in one line."""
    whole, counts = duration(incident.seconds), duration(incident.counted)
    part = "" if counts == whole else f", {counts} counted"
    end = "the end of the period" if incident.ongoing else written(incident.end)
    return (
        f"{written(incident.start)} to {end}: {whole}{part}, "
        f"{incident.trouble}, {incident.severity(allowed)}: {incident.cause}"
    )


def errors(summary: Summary) -> Check:
    """The errors by category."""
    found = summary.session.tally.errors
    count = sum(found.values())
    if not count:
        return passed("errors", "no error", value=0)
    days = summary.total / DAY
    rows = (f"{name}: {number}, {number / days:.3g} a day" for name, number in found.most_common())
    return warned("errors", counted(count, "error"), items=rows, value=count)


def clock(summary: Summary) -> Check:
    """Whether the wall clock went steadily."""
    found = summary.session.clock
    if not found.count:
        return passed("clock", "the clock went steadily", value=0)
    rows = (f"{written(each.at)}: {each.seconds:+g} s" for each in found.jumps)
    detail = f"{counted(found.count, 'jump')} of the clock, left out of all durations"
    return warned("clock", detail, items=rows, value=found.count)


def entries(summary: Summary, reading: Reading) -> Check:
    """Whether the log is whole."""
    session = summary.session
    begins = session.whole or session.first_seq == 1
    found = [
        (session.missing, "missing by their sequence numbers"),
        (reading.torn, "torn"),
        (reading.foreign, "of another program or format"),
    ]
    faults = [f"{counted(number, 'line')} {what}" for number, what in found if number]
    faults += reading.damaged
    if not begins:
        faults.append(f"the log begins with entry {session.first_seq}: older files are missing")
    detail = counted(reading.lines, "line")
    if session.duplicates:
        detail += f", {session.duplicates} of them written twice and counted once"
    if faults:
        return warned("log", f"{detail}; not whole", items=faults, value=reading.lines)
    return passed("log", f"{detail}, whole", value=reading.lines)


def _feed_unknown() -> Check:
    return warned(
        "feed",
        "the log does not tell how often market data were due, as its beginning is missing: their "
        "age was not judged",
        advice="Give the older log files as well, or the limit with --max-feed-age.",
    )


def _guessed(summary: Summary) -> Check:
    name = summary.session.market.name
    what = f"the calendar {name} is not at hand" if name else "the log names no calendar"
    return warned(
        "market-hours",
        f"{what}: a silence counts as market time unless it is short and by night",
        advice="Install 'rustybt-ops[calendars]' or give the calendar with --calendar.",
    )


def duration(seconds: float) -> str:
    """Seconds as a reader takes them in: 1 d 2 h 3 min 4 s."""
    whole = round(seconds)
    if whole == 0 or seconds < 10:  # noqa: PLR2004 - short times are told exactly
        return f"{seconds:.3g} s"
    parts = []
    for size, unit in ((86_400, "d"), (3600, "h"), (60, "min"), (1, "s")):
        number, whole = divmod(whole, size)
        if number:
            parts.append(f"{number} {unit}")
    return " ".join(parts)


def _percent(value: float) -> str:
    """Cut, not rounded: 99.8999 is not 99.9."""
    return f"{int(value * 10_000) / 10_000:.4f}"
