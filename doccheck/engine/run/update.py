"""`doccheck run --update`: what was printed is written into the pages that show it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct, field

from doccheck.engine.analyse import AnalyseOptions
from doccheck.engine.mend import Change
from doccheck.engine.run.attempt import Printed
from doccheck.engine.run.execute import Executed
from doccheck.engine.run.perform import Result
from doccheck.engine.run.rewrites import Rewrite, keeping_commands
from doccheck.engine.run.unit import PagePlan
from doccheck.errors import MatchLimitError
from doccheck.expect import Refused, rewrite
from doccheck.extract import ExtractOptions
from doccheck.extract.prompts import strong_prompt
from doccheck.fix.apply import apply
from doccheck.model.finding import Edit, Finding
from doccheck.model.report import Report
from doccheck.model.source import Document
from doccheck.rules.output_differs import META as DIFFERS


class Updates(Struct):
    """The pages with their new text, and for each output that is left as it is, why."""

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
    plan: PagePlan, results: Iterable[Result], executed: Executed, cwd: Path, updates: Updates
) -> None:
    page = plan.document
    wanted: list[Rewrite] = []
    refused: list[tuple[int, str]] = []
    for result in results:
        for printed in result.printed:
            line = page.index.line(printed.step.span.start)
            found = _rewritten(page, result, printed, executed.options)
            if isinstance(found, Refused):
                refused.append((line, found.detail))
            elif found:
                wanted.append(Rewrite(line, found))
    safe = keeping_commands(page, wanted, executed.options)
    left = [one for one in wanted if one not in safe]
    refused += [(one.line, "other commands would be read from the page") for one in left]
    for line, why in sorted(refused):
        updates.refused.append(f"{page.path}:{line}: not updated: {why}")
    if safe:
        edits = [edit for one in safe for edit in one.edits]
        fixed = tuple(_fixed(executed.report, page, edits))
        updates.changes.append(Change(cwd / page.path, page, apply(page.text, edits), fixed))


def _rewritten(
    page: Document, result: Result, printed: Printed, options: AnalyseOptions
) -> tuple[Edit, ...] | Refused:
    wanted = ExtractOptions.of(tuple(options.forms), options.untagged)
    expected, match = printed.step.expected, result.unit.request.match
    if expected is None:
        return ()
    try:
        return rewrite(
            page,
            result.unit.span,
            expected,
            printed.actual,
            match,
            is_prompt=lambda line: strong_prompt(line, wanted) is not None,
            failure=printed.failure,
        )
    except MatchLimitError:
        return ()  # the finding says so


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
