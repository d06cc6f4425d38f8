"""The requirements of a production validation, measured on results and on the documentation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from doccheck.validation.audit import Audit, Documentation
from doccheck.validation.document import Result, Results, Status
from doccheck.validation.documented import documented
from doccheck.validation.readiness import Outcome, Requirement, Weight
from doccheck.validation.subjects import (
    PAPER,
    YFINANCE,
    Case,
    broker_of,
    brokers,
    cases,
    good,
    source_of,
    sources,
    trading,
)
from doccheck.validation.text import counted, plain, said

DAYS = 30
"""Length of a full validation of trading, in days."""
UPTIME = 99.9
"""Least uptime in percent: 43 minutes of downtime in 30 days."""
_LIMITS = (
    ("backtest", "backtest-limit", "the time of each backtest is within its absolute limit"),
    ("data", "data-limit", "the time of loading data is within its absolute limit"),
    ("memory", "memory-limit", "peak memory is within its absolute limit"),
)
COMMANDS = "required-commands"


def requirements(
    results: Results, found: Documentation, audit: Audit | None
) -> Iterator[Requirement]:
    """Yield all requirements with what was measured, the required commands first."""
    yield _commands(audit)
    yield from _services(results)
    yield from _trading(results)
    measured = cases(results)
    yield _regression(measured)
    for suite, name, demand in _LIMITS:
        yield _limit(name, demand, suite, [case for case in measured if case.suite == suite])
    yield from documented(found)
    yield _advisory(results, "verify-config", "configuration", "the configuration is valid")
    yield _advisory(results, "test-alerts", "alerts", "alerts reach their targets")
    yield _readable(results)


def _commands(audit: Audit | None) -> Requirement:
    rows = () if audit is None else audit.required
    missing = [one for one in rows if not one.present]
    names = ", ".join(said(f"{one.program} {one.command}") for one in missing)
    if not rows:
        outcome, measured = Outcome.NOT_RUN, "no command is named as required"
    elif missing:
        outcome, measured = Outcome.MISSED, f"missing: {names}"
    else:
        outcome, measured = Outcome.MET, f"all {len(rows)} are there"
    return Requirement(
        COMMANDS,
        "every required command exists",
        outcome,
        measured,
        "Bring the missing commands back, or correct `expect` in the settings; operational"
        " validation does not proceed before that.",
        Weight.BLOCKER if outcome is Outcome.NOT_RUN else Weight.ABSOLUTE,
    )


def _services(results: Results) -> Iterator[Requirement]:
    seen = brokers(results)
    yield _service(
        "paper-broker", "the paper broker works", broker_of,
        [one for one in seen if broker_of(one) == PAPER],
        "Run test-broker --broker paper.",
    )  # fmt: skip
    yield _service(
        "ccxt-broker", "at least one ccxt broker works, on its testnet or live", broker_of,
        [one for one in seen if "ccxt" in one.versions],
        "Run test-broker with a key of an exchange's testnet.",
    )  # fmt: skip
    found = sources(results)
    yield _service(
        "yfinance-data", "yfinance delivers sound data", source_of,
        [one for one in found if source_of(one) == YFINANCE],
        "Run test-data --source yfinance.",
    )  # fmt: skip
    yield _service(
        "second-data-source", "at least one more data source delivers sound data", source_of,
        [one for one in found if source_of(one) != YFINANCE],
        "Run test-data with another source: ccxt, csv or a bundle.",
    )  # fmt: skip


def _service(
    name: str, demand: str, subject: Callable[[Result], str], runs: list[Result], step: str
) -> Requirement:
    best = [one for one in runs if good(one)]
    names = ", ".join(sorted({plain(subject(one)) for one in best or runs}))
    if any(one.status is Status.PASS for one in best):
        outcome, measured = Outcome.MET, names
    elif best:
        outcome, measured = Outcome.WARNED, names
    elif not runs:
        outcome, measured = Outcome.NOT_RUN, "no result"
    elif all(one.simulated for one in runs):
        outcome, measured = Outcome.SIMULATED, f"{names}: a simulated run validates nothing"
    elif any(one.status is Status.FAIL for one in runs):
        outcome, measured = Outcome.MISSED, f"{names}: failed"
    else:
        outcome, measured = Outcome.NOT_RUN, f"{names}: every check was skipped"
    return Requirement(name, demand, outcome, measured, step, operational=True)


def _trading(results: Results) -> Iterator[Requirement]:
    session = trading(results)
    step = "Run paper-trade, then analyze-uptime over its log."
    if session is None or session.uptime is None:
        outcome, length = Outcome.NOT_RUN, Outcome.NOT_RUN
        uptime = days = "no session was measured"
    else:
        uptime = f"{percent(session.uptime)} over {session.full_days:.3g} days"
        days = f"{session.full_days:.3g} days"
        if session.interim:
            days = f"day {session.day} of {session.days}, interim"
        full = session.full_days >= DAYS
        outcome = Outcome.MET if session.met and session.uptime >= UPTIME else Outcome.MISSED
        length = Outcome.MET if full else Outcome.MISSED
        if session.interim and outcome is Outcome.MET:
            outcome = Outcome.IN_PROGRESS
        if session.interim and not full:
            length = Outcome.IN_PROGRESS
        if session.run.simulated:
            outcome = length = Outcome.SIMULATED
            days += ", on a virtual clock" if session.run.raw.get("clock") else ", simulated"
            step = "Run paper-trade on the system clock."
    yield Requirement(
        "uptime", "uptime of paper trading is at least 99.9%", outcome, uptime, step,
        operational=True,
    )  # fmt: skip
    yield Requirement(
        "thirty-days", f"paper trading ran for {DAYS} days", length, days,
        step, operational=True,
    )  # fmt: skip


def _regression(measured: Iterable[Case]) -> Requirement:
    rows = list(measured)
    compared = [one for one in rows if one.ratio is not None]
    worse = [one for one in compared if one.regressed]
    if worse:
        outcome = Outcome.MISSED
        told = "slower: " + ", ".join(f"{plain(one.name)} {one.ratio:.2f} times" for one in worse)
    elif not compared:
        outcome, told = Outcome.NOT_RUN, "no comparison with a baseline of the same machine"
    elif len(compared) < len(rows):
        outcome = Outcome.WARNED
        told = f"{len(compared)} of {counted(len(rows), 'case')} compared, none slower"
    else:
        outcome, told = Outcome.MET, f"none of {counted(len(rows), 'case')} is slower"
    return Requirement(
        "regression", "no benchmark case is more than 20% slower than the baseline", outcome, told,
        "Run benchmark --rounds 10 --baseline FILE with a baseline of this machine.",
        operational=True,
    )  # fmt: skip


def _limit(name: str, demand: str, suite: str, rows: list[Case]) -> Requirement:
    judged = [one for one in rows if one.check is not None and one.check.threshold is not None]
    over = [one for one in judged if one.check is not None and one.check.status is Status.FAIL]
    if over:
        outcome = Outcome.MISSED
        told = "over the limit: " + ", ".join(plain(one.name) for one in over)
    elif not judged:
        outcome, told = Outcome.NOT_RUN, "no result"
    else:
        outcome, told = Outcome.MET, counted(len(judged), "case")
    return Requirement(
        name, demand, outcome, told, f"Run benchmark --suite {suite}.", operational=True
    )


def _advisory(results: Results, command: str, name: str, demand: str) -> Requirement:
    runs = results.history(command)
    run = next((one for one in runs if not one.simulated), None) or next(iter(runs), None)
    if run is None:
        outcome, told = Outcome.NOT_RUN, "no result"
    elif run.status is Status.FAIL:
        failed = [one.name for one in run.checks if one.status is Status.FAIL]
        outcome, told = Outcome.MISSED, "failed: " + ", ".join(map(plain, failed))
    elif run.simulated:
        outcome, told = Outcome.SIMULATED, "a simulated run validates nothing"
    elif run.status is Status.PASS:
        outcome, told = Outcome.MET, counted(len(run.checks), "check")
    else:
        warned = [one.detail for one in run.checks if one.status is Status.WARN]
        outcome, told = Outcome.WARNED, "; ".join(map(plain, warned)) or plain(run.status.value)
    return Requirement(name, demand, outcome, told, f"Run {command}.", Weight.ADVISORY)


def _readable(results: Results) -> Requirement:
    bad = results.unreadable
    told = (
        ", ".join(plain(one.file) for one in bad)
        if bad
        else counted(len(results.documents), "document")
    )
    return Requirement(
        "readable-results", "every result document can be read",
        Outcome.MISSED if bad else Outcome.MET, told,
        "Repair or remove the files named above.",
    )  # fmt: skip


def percent(value: float) -> str:
    """Return a percentage cut, not rounded: 99.8999 is not 99.9."""
    return f"{int(value * 10_000) / 10_000:.4f}%"
