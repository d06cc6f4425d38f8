"""`doccheck run --update`: what was printed is written into the pages that show it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from msgspec import Struct, field

from doccheck.engine.mend import Change
from doccheck.engine.run.execute import Executed
from doccheck.engine.run.outputs import outputs_of
from doccheck.engine.run.perform import Result
from doccheck.engine.run.unit import PagePlan
from doccheck.fix.apply import apply
from doccheck.model.finding import Edit, Finding
from doccheck.model.report import Report
from doccheck.model.source import Document
from doccheck.rules.output_differs import META as DIFFERS


class Updates(Struct):
    """The pages with their new text, and for each output that is left as it is, why.

    Lines are those of the pages as they will be.
    """

    changes: list[Change] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def planned_updates(executed: Executed, cwd: Path) -> Updates:
    """Return the changes that make the pages show what the commands printed."""
    by_file: dict[str, list[Result]] = {}
    for result in executed.results:
        by_file.setdefault(result.unit.file, []).append(result)
    updates = Updates()
    for plan in executed.plans:
        _page(plan, by_file.get(plan.document.path, ()), executed, cwd, updates)
    return updates


def _page(
    plan: PagePlan, results: Sequence[Result], executed: Executed, cwd: Path, updates: Updates
) -> None:
    page = plan.document
    outputs = outputs_of(plan, results, executed.options)
    told = sorted((outputs.line(page, held), held.why) for held in outputs.held)
    updates.refused += [f"{page.path}:{line}: not updated: {why}" for line, why in told]
    if outputs.edits:
        fixed = tuple(_fixed(executed.report, page, outputs.edits))
        changed = apply(page.text, outputs.edits)
        updates.changes.append(Change(cwd / page.path, page, changed, fixed))


def _fixed(report: Report, page: Document, edits: Iterable[Edit]) -> Iterable[Finding]:
    lines = {page.index.line(edit.span.start) for edit in edits}
    for finding in report.findings:
        where = finding.range
        if (
            finding.code == DIFFERS.code
            and finding.file == page.path
            and any(where.line <= line <= where.end_line + 1 for line in lines)
        ):
            yield finding
