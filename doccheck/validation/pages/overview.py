"""`index.md`: the way into the validation pages, each with its state."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from doccheck.validation.document import Result, Results
from doccheck.validation.pages import benchmark, brokers, comprehensive, data, inventory
from doccheck.validation.pages import documentation as audit_page
from doccheck.validation.pages.context import Context, page
from doccheck.validation.subjects import brokers as all_brokers
from doccheck.validation.subjects import cases, good
from doccheck.validation.subjects import sources as all_sources
from doccheck.validation.text import NOT_RUN, counted, of_all, paragraphs, table

NAME = "index.md"


def render(context: Context) -> str:
    """Return the page."""
    judged = context.judgement
    rows = (
        ("Validation report", comprehensive.NAME, f"**{judged.readiness}**"),
        ("Command inventory", inventory.NAME, _commands(context)),
        ("Command references", comprehensive.REFERENCES, _references(context)),
        ("Brokers", brokers.NAME, _validated(all_brokers(context.results))),
        ("Data providers", data.NAME, _validated(all_sources(context.results))),
        ("Benchmarks", benchmark.NAME, _benchmarks(context.results)),
        ("Documentation audit", audit_page.NAME, _audited(context)),
    )
    cells = [(f"[{title}]({name})", state) for title, name, state in rows]
    return page(
        "Validation",
        context,
        paragraphs(
            f"Readiness: **{judged.readiness}** ({counted(len(judged.blockers), 'blocker')},"
            f" {counted(len(judged.caveats), 'caveat')}).",
            table(("Page", "State"), cells),
        ),
    )


def _commands(context: Context) -> str:
    audit = context.audit
    if audit is None:
        return NOT_RUN
    there = counted(len(audit.commands), "command")
    if not audit.required:
        return there
    present = len(audit.required) - len(audit.missing)
    return f"{there}; {of_all(present, len(audit.required))} required ones present"


def _references(context: Context) -> str:
    counts = context.documentation.counts
    return NOT_RUN if counts is None else counted(counts.references, "command reference")


def _validated(runs: Sequence[Result]) -> str:
    return f"{of_all(sum(map(good, runs)), len(runs))} validated" if runs else NOT_RUN


def _benchmarks(results: Results) -> str:
    measured = cases(results)
    if not measured:
        return NOT_RUN
    worse = sum(one.regressed for one in measured)
    return f"{counted(len(measured), 'case')}, {worse} regressed"


def _audited(context: Context) -> str:
    found = context.documentation
    if found.counts is None:
        return NOT_RUN
    parts: Iterable[str] = (
        f"{of_all(found.counts.checked, found.counts.references)} references checked",
        f"{len(found.open)} open",
        f"{of_all(found.ran('executed'), found.ran('executable'))} examples executed"
        if found.run
        else f"examples executed: {NOT_RUN}",
    )
    return ", ".join(parts)
