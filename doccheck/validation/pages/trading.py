"""The paper-trading section of the validation report."""

from __future__ import annotations

from collections.abc import Iterator

from doccheck.validation.charts.uptime import uptime_strip
from doccheck.validation.document import Results
from doccheck.validation.pages.context import checks_table, facts
from doccheck.validation.requirements import DAYS, UPTIME, percent
from doccheck.validation.subjects import Trading, broker_of, trading
from doccheck.validation.text import (
    NOT_RUN,
    SIMULATED,
    bullets,
    duration,
    minute,
    paragraphs,
    plain,
    said,
    second,
    shown,
    table,
    verdict,
)

_MOST = 100
_TRADE = "paper-trade"


def section(results: Results) -> str:
    """Return what is known of the newest session, and of paper-trade's own run."""
    session = trading(results)
    if session is None:
        return f"No session was measured: {NOT_RUN}."
    return paragraphs(
        _state(session),
        facts(_facts(session)),
        uptime_strip(session, "report-uptime"),
        "### Downtime incidents",
        _incidents(session),
        checks_table(session.run),
        "" if session.run.command == _TRADE else operation(results, _TRADE),
        "### Recommendations",
        bullets(_recommendations(session)),
    )


def _state(session: Trading) -> str:
    if session.interim:
        state = f"In progress: day {session.day} of {session.days}, interim."
    elif not session.met or session.run.number("errors"):
        state = "Complete, with issues."
    else:
        state = "Complete."
    if session.run.simulated:
        state += f" {SIMULATED}: this is no {DAYS}-day validation."
    return f"**{state}**" if not session.run.simulated else state


def _facts(session: Trading) -> Iterator[tuple[str, str]]:
    run = session.run
    strategy = run.parameters.get("strategy")
    yield "Strategy", said(strategy) if isinstance(strategy, str) else "-"
    yield "Broker", plain(broker_of(run))
    yield "Start", minute(session.start)
    yield "End", minute(session.end)
    yield "Runtime", duration(session.seconds)
    yield "Trades", shown(run.metrics.get("trades"))
    yield "Orders", shown(run.metrics.get("orders"))
    errors = ", ".join(f"{plain(name)}: {count}" for name, count in session.errors.items())
    yield "Errors by category", errors or "none"
    yield "Uptime", uptime_told(session)
    yield "Result document", said(run.file)


def _incidents(session: Trading) -> str:
    if not session.incidents:
        return "None."
    rows = [
        (
            str(at),
            second(one.start),
            "ongoing" if one.ongoing else second(one.end),
            duration(one.seconds),
            plain(one.cause),
            plain(one.severity),
        )
        for at, one in enumerate(session.incidents, 1)
    ]
    left = session.run.details.get("incidents_not_listed")
    return paragraphs(
        table(("No.", "Start", "End", "Duration", "Root cause", "Severity"), rows),
        f"{left} more are not listed." if isinstance(left, int) and left > 0 else "",
    )


def _recommendations(session: Trading) -> Iterator[str]:
    if session.run.simulated:
        yield "Run paper-trade on the system clock: a simulated session validates nothing."
    if not session.met:
        yield "Open one remediation ticket for each incident (analyze-uptime --tickets)."
    elif session.interim:
        yield "Go on until the planned end, then analyse the whole period."
    for one in session.incidents[:_MOST]:
        if one.severity == "critical":
            yield f"Remove the cause of the outage of {second(one.start)}: {plain(one.cause)}."
    if session.met and not session.interim and not session.run.simulated:
        yield "None: the target is met."


def operation(results: Results, command: str) -> str:
    """Return the newest run of a command with its checks."""
    run = results.latest(command)
    if run is None:
        return f"**{command}:** {NOT_RUN}."
    return paragraphs(f"**{command}:** {verdict(run)}, {minute(run.finished)}.", checks_table(run))


def uptime_told(session: Trading | None) -> str:
    """Return the uptime against its target, in words."""
    if session is None or session.uptime is None:
        return NOT_RUN
    word = "met" if session.uptime >= UPTIME and session.met else "**missed**"
    told = f"{percent(session.uptime)} against a target of {UPTIME:g}%: {word}"
    if session.interim:
        told += f", day {session.day} of {session.days}, interim"
    return f"{told}, {SIMULATED}" if session.run.simulated else told
