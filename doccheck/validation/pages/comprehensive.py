"""`validation-report.md`: everything together, and the conclusion."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from doccheck.validation.document import Result, Results
from doccheck.validation.documented import examples_told
from doccheck.validation.pages import benchmark, brokers, data, documentation, inventory
from doccheck.validation.pages import trading as trading_page
from doccheck.validation.pages.context import Context, facts, page
from doccheck.validation.pages.trading import operation, uptime_told
from doccheck.validation.readiness import Judgement, Outcome, Requirement
from doccheck.validation.risks import Risk
from doccheck.validation.subjects import brokers as all_brokers
from doccheck.validation.subjects import cases, good, trading
from doccheck.validation.subjects import sources as all_sources
from doccheck.validation.text import (
    NOT_RUN,
    bullets,
    counted,
    day,
    minute,
    of_all,
    paragraphs,
    plain,
    said,
    table,
    verdict,
)

NAME = "validation-report.md"
REFERENCES = "command-references.txt"
_LINKS = (inventory.NAME, brokers.NAME, data.NAME, benchmark.NAME, documentation.NAME, REFERENCES)
_SIGNS = {
    Outcome.MET: "✔",
    Outcome.WARNED: "⚠",
    Outcome.IN_PROGRESS: "…",
    Outcome.MISSED: "✘",
}
_ARTEFACTS = 100
_OPERATIONS = ("verify-config", "test-alerts")


def render(context: Context) -> str:
    """Return the page."""
    results = context.results
    return page(
        "Validation report",
        context,
        _summary(context),
        "## Requirements",
        _requirements(context.judgement.requirements),
        "## Broker connections",
        _services(brokers.broker_table, all_brokers(results), brokers.NAME),
        "## Data providers",
        _services(data.source_table, all_sources(results), data.NAME),
        "## Benchmarks",
        _benchmarks(results),
        "## Paper trading",
        trading_page.section(results),
        "## Configuration and alerts",
        *(operation(results, command) for command in _OPERATIONS),
        "## Documentation audit",
        documentation.sums(context.documentation),
        _files(context),
        f"[All discrepancies and executed examples]({documentation.NAME})",
        "## Conclusion",
        _conclusion(context.judgement),
        "## Appendix",
        _appendix(results),
    )


def _summary(context: Context) -> str:
    results, found, judged = context.results, context.documentation, context.judgement
    seen, delivered = all_brokers(results), all_sources(results)
    measured = cases(results)
    worse = sum(one.regressed for one in measured)
    session = trading(results)
    return paragraphs(
        "## Executive summary",
        f"Readiness: **{judged.readiness}**"
        f" ({counted(len(judged.blockers), 'blocker')}, {counted(len(judged.caveats), 'caveat')}).",
        facts(
            (
                ("Validation period", _period(results)),
                ("Brokers", _validated(sum(map(good, seen)), len(seen))),
                ("Data sources", _validated(sum(map(good, delivered)), len(delivered))),
                (
                    "Benchmarks",
                    f"{counted(len(measured), 'case')}, {worse} regressed" if measured else NOT_RUN,
                ),
                ("Uptime", uptime_told(session)),
                ("Documentation", _discrepancies(context)),
                ("Examples executed", _examples(context)),
                ("Configuration examples", examples_told(found.examples)),
            )
        ),
    )


def _requirements(rows: Iterable[Requirement]) -> str:
    cells = [
        (
            plain(one.name),
            one.demand,
            f"{_SIGNS.get(one.outcome, '○')} {one.outcome}"
            + (", risk accepted" if one.risk and one.caveat else ""),
            one.measured,
        )
        for one in rows
    ]
    return table(("Requirement", "Demand", "Outcome", "Measured"), cells)


def _benchmarks(results: Results) -> str:
    measured = cases(results)
    if not measured:
        return f"{NOT_RUN}."
    return paragraphs(
        benchmark.case_table(measured),
        benchmark.against_baseline(measured, "report-baseline"),
        f"[Distribution of the times]({benchmark.NAME})",
    )


def _files(context: Context) -> str:
    fixed = sorted({one.file for one in context.documentation.fixed})
    if not fixed:
        return "Files updated: none recorded."
    return f"Files updated:\n\n{bullets(said(name) for name in fixed[:_ARTEFACTS])}"


def _conclusion(judged: Judgement) -> str:
    steps = [one for one in judged.requirements if one.outcome is not Outcome.MET]
    return paragraphs(
        f"**{judged.readiness.capitalize()}.**",
        "### Blockers",
        bullets(_line(one) for one in judged.blockers) or "None.",
        "### Caveats",
        bullets(_line(one) for one in judged.caveats) or "None.",
        "### Accepted risks",
        _risks((one.risk for one in judged.accepted if one.risk), judged.expired),
        "### Next steps",
        bullets(f"{plain(one.name)}: {one.next_step}" for one in steps) or "None.",
    )


def _risks(accepted: Iterable[Risk], expired: Iterable[Risk]) -> str:
    rows = [(one, "accepted") for one in accepted] + [(one, "**expired**") for one in expired]
    if not rows:
        return "None."
    cells = [
        (plain(one.requirement), plain(one.reason), plain(one.owner), one.expires.isoformat(), how)
        for one, how in rows
    ]
    return table(("Requirement", "Reason", "Owner", "Expires", "State"), cells)


def _line(one: Requirement) -> str:
    return f"**{plain(one.name)}** ({one.outcome}): {one.measured}"


def _appendix(results: Results) -> str:
    links = bullets(f"[{name}]({name})" for name in _LINKS)
    rows = [
        (said(one.file), plain(one.command), verdict(one), minute(one.finished), plain(one.tool))
        for one in reversed(results.documents)
    ][:_ARTEFACTS]
    documents = table(("Result document", "Command", "Verdict", "Finished", "Written by"), rows)
    return paragraphs("### Pages", links, "### Results", documents if rows else f"None: {NOT_RUN}.")


def _period(results: Results) -> str:
    if not results.documents:
        return NOT_RUN
    first = min(one.started for one in results.documents)
    return f"{day(first)} to {day(results.documents[-1].finished)}"


def _validated(count: int, seen: int) -> str:
    return f"{count} validated of {seen} tried" if seen else NOT_RUN


def _discrepancies(context: Context) -> str:
    found = context.documentation
    if found.counts is None:
        return NOT_RUN
    every = len(found.discrepancies)
    return f"{every} found, {len(found.fixed)} fixed, {len(found.open)} open"


def _examples(context: Context) -> str:
    found = context.documentation
    return of_all(found.ran("executed"), found.ran("executable"))


def _services(make: Callable[[tuple[Result, ...]], str], runs: tuple[Result, ...], to: str) -> str:
    if not runs:
        return f"{NOT_RUN}."
    return paragraphs(make(runs), f"[Every check]({to})")
