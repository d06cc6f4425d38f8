"""`documentation-audit-report.md`: found, fixed, open; what was executed, and how contained."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from doccheck.model.executed import ExecutionRow, Outcome, Source
from doccheck.model.run_record import RunRecord
from doccheck.validation.anchors import example_anchor, marked
from doccheck.validation.audit import Discrepancy, Documentation
from doccheck.validation.charts.coverage import coverage_chart
from doccheck.validation.documented import examples_told
from doccheck.validation.pages.context import Context, page
from doccheck.validation.pages.per_page import pages_table
from doccheck.validation.text import (
    NOT_RUN,
    bullets,
    of_all,
    paragraphs,
    plain,
    quoting,
    said,
    table,
)

NAME = "documentation-audit-report.md"
_ROWS = 500
_OUTCOMES = {
    Outcome.PASSED: "✔ passed",
    Outcome.COMMAND_FAILED: "✘ command failed",
    Outcome.OUTPUT_DIFFERS: "✘ output differs",
    Outcome.TIMED_OUT: "✘ timed out",
    Outcome.SKIPPED: "○ skipped",
}


def render(context: Context) -> str:
    """Return the page."""
    found = context.documentation
    return page(
        "Documentation audit",
        context,
        sums(found),
        "## Discrepancies",
        discrepancy_table(found.discrepancies) if found.counts else f"{NOT_RUN}.",
        pages_table(context),
        _coverage(context),
        "## Executed examples",
        _executions(found),
        "## Configuration examples",
        _configuration(found),
    )


def sums(found: Documentation) -> str:
    """Return the figures of the audit."""
    counts = found.counts
    states = (len(found.discrepancies), len(found.fixed), len(found.open))
    told = [NOT_RUN] * len(states) if counts is None else list(map(str, states))
    rows = [
        (
            "Command references checked",
            of_all(counts.checked, counts.references) if counts else NOT_RUN,
        ),
        ("Skipped, with a reason", str(counts.skipped) if counts else NOT_RUN),
        *zip(("Discrepancies found", "Fixed", "Open"), told, strict=True),
        ("Examples executed", of_all(found.ran("executed"), found.ran("executable"))),
        ("Executed examples that passed", of_all(found.ran("passed"), found.ran("executed"))),
        ("Configuration examples validated", examples_told(found.examples)),
    ]
    return table(("What", "Result"), rows, (1,))


def discrepancy_table(rows: Sequence[Discrepancy]) -> str:
    """Return the discrepancies, the open ones first."""
    if not rows:
        return "None was found."
    cells = [
        (
            said(one.file),
            str(one.line),
            f"{quoting(one.message)} ({plain(one.code)})",
            quoting(one.fix) or "-",
            plain(one.severity),
            "**open**" if one.state == "open" else "fixed",
        )
        for one in rows[:_ROWS]
    ]
    left = len(rows) - _ROWS
    return paragraphs(
        table(("File", "Line", "Issue", "Fix", "Severity", "State"), cells, (1,)),
        f"{left} more are not shown." if left > 0 else "",
    )


def isolation_table(run: RunRecord) -> str:
    """Return how far each aspect of isolation was kept."""
    rows = [
        (plain(aspect.value), plain(kept.level.value), plain(kept.reason))
        for aspect, kept in run.isolation.aspects.items()
    ]
    return table(("Aspect", "Level", "By what, or why not"), rows)


def _coverage(context: Context) -> str:
    audit = context.audit
    if audit is None or not (audit.commands or audit.report.references):
        return ""
    chart = coverage_chart(
        "command-coverage", audit.report, audit.commands, _executed(context.documentation.run)
    )
    return paragraphs("## Coverage by command", chart)


def _executed(run: RunRecord | None) -> dict[str, str]:
    """Return how each command was executed: in a block, or its help screen alone."""
    passed = [row for row in (run.executions if run else ()) if row.outcome is Outcome.PASSED]
    passed.sort(key=lambda row: row.source is not Source.HELP)
    return {
        path: "help screen" if row.source is Source.HELP else "executed"
        for row in passed
        for path in row.commands
    }


def _executions(found: Documentation) -> str:
    run = found.run
    if run is None:
        return f"{NOT_RUN}."
    counts = Counter(row.outcome for row in run.executions)
    sums_ = ", ".join(f"{counts[one]} {words[2:]}" for one, words in _OUTCOMES.items())
    return paragraphs(
        f"{of_all(found.ran('executed'), found.ran('executable'))} executable"
        f" examples were executed: {sums_}. Sandbox: {plain(run.isolation.backend)}.",
        isolation_table(run),
        _execution_table(run.executions),
        _skips(run.executions),
        _outdated(found.outdated),
    )


def _outdated(rows: Sequence[ExecutionRow]) -> str:
    """Name what was executed, but not as it stands on the page now."""
    if not rows:
        return ""
    places = bullets(f"{said(row.file)}, line {row.line}" for row in rows[:_ROWS])
    return paragraphs(
        "Executed, but not known to stand as they were executed (recorded lines). Record them anew"
        " with `doccheck run --record FILE`:",
        places,
    )


def _execution_table(rows: Iterable[ExecutionRow]) -> str:
    ran = [row for row in rows if row.executed]
    if not ran:
        return ""
    cells = [
        (
            f"{marked(example_anchor(row))}{said(row.file)}, line {row.line}",
            said(row.shown) + (f"<br>run as {said(row.ran)}" if row.ran else ""),
            _OUTCOMES[row.outcome] + (f": {plain(row.reason)}" if row.reason else ""),
            plain(row.backend) + (", from the cache" if row.cached else ""),
            f"{row.seconds:.2f} s",
        )
        for row in ran[:_ROWS]
    ]
    left = len(ran) - _ROWS
    return paragraphs(
        table(("Where", "Example", "Outcome", "Isolation", "Time"), cells, (4,)),
        f"{left} more are not shown." if left > 0 else "",
    )


def _skips(rows: Iterable[ExecutionRow]) -> str:
    reasons = Counter(
        row.skip.value if row.skip else row.reason for row in rows if not row.executed
    )
    if not reasons:
        return ""
    lines = bullets(f"{plain(reason)}: {count}" for reason, count in reasons.most_common())
    return f"Not executed:\n\n{lines}"


def _configuration(found: Documentation) -> str:
    return f"{examples_told(found.examples)}."
