"""`broker-validation-findings.md`: one section a broker."""

from __future__ import annotations

from doccheck.validation.document import Result, Status
from doccheck.validation.pages.context import Context, checks_table, facts, history, page, run_facts
from doccheck.validation.subjects import PAPER, broker_of, brokers
from doccheck.validation.text import (
    NOT_RUN,
    SIMULATED,
    bullets,
    paragraphs,
    plain,
    shown,
    status,
    table,
    verdict,
)

NAME = "broker-validation-findings.md"
_CONNECTION, _ACCOUNT, _TESTNET = "connection", "account", "testnet"


def render(context: Context) -> str:
    """Return the page."""
    runs = brokers(context.results)
    if not runs:
        return page("Broker validation", context, f"No broker was validated: {NOT_RUN}.")
    return page(
        "Broker validation",
        context,
        broker_table(runs),
        *map(_section, runs),
        history("All runs", context.results.history("test-broker")),
    )


def broker_table(runs: tuple[Result, ...]) -> str:
    """Return the brokers at a glance."""
    rows = [
        (
            plain(broker_of(run)),
            verdict(run),
            shown(run.metrics.get("connection_time_ms"), "ms"),
            _of(run, _ACCOUNT),
            _network(run),
            _notes(run),
        )
        for run in runs
    ]
    head = ("Broker", "Status", "Connection time", "Account access", "Testnet", "Notes")
    return table(head, rows, (2,))


def _section(run: Result) -> str:
    suffix = " (simulated)" if run.simulated else ""
    return paragraphs(
        f"## {plain(broker_of(run))}{suffix}",
        facts((*run_facts(run), ("Connection time", _connection(run)))),
        checks_table(run),
        _findings(run),
    )


def _findings(run: Result) -> str:
    wrong = [one for one in run.checks if one.status in (Status.FAIL, Status.WARN)]
    if not wrong:
        return "No finding."
    lines = (f"{plain(one.name)}: {plain(one.detail)} {plain(one.advice)}" for one in wrong)
    return f"Findings:\n\n{bullets(lines)}"


def _connection(run: Result) -> str:
    check = run.check(_CONNECTION)
    return plain(check.detail) if check else NOT_RUN


def _of(run: Result, name: str) -> str:
    check = run.check(name)
    return status(check.status if check else None)


def _network(run: Result) -> str:
    if broker_of(run) == PAPER:
        return "- (paper)"
    check = run.check(_TESTNET)
    return status(check.status) if check else "not used"


def _notes(run: Result) -> str:
    notes = [SIMULATED + ": counts as no broker"] if run.simulated else []
    skipped = [plain(one.name) for one in run.checks if one.status is Status.SKIPPED]
    if skipped:
        notes.append(f"skipped: {', '.join(skipped)}")
    return "; ".join(notes) or "-"
