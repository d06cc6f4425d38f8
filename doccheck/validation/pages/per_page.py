"""The table of pages: how many commands each holds, how many were checked and executed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TypeVar

from doccheck.model.executed import ExecutionRow, Outcome, Source
from doccheck.model.report import ReferenceRow, Verdict
from doccheck.validation.anchors import marked, page_anchor
from doccheck.validation.pages.context import Context
from doccheck.validation.text import NOT_RUN, of_all, paragraphs, said, table

_Row = TypeVar("_Row", ReferenceRow, ExecutionRow)
_ROWS = 1000
_HEAD = ("Page", "Commands", "Checked", "Stale", "Blocks executed", "Help screens executed")


def pages_table(context: Context) -> str:
    """Return the pages that hold commands, with their counts; empty without a fresh check."""
    if context.audit is None:
        return ""
    references = _by_file(context.audit.report.references)
    run = context.documentation.run
    executions = None if run is None else _by_file(run.executions)
    cells = [
        (f"{marked(page_anchor(file))}{said(file)}", *_counts(rows), *_ran(file, executions))
        for file, rows in sorted(references.items())[:_ROWS]
    ]
    left = len(references) - _ROWS
    shown = table(_HEAD, cells, range(1, len(_HEAD))) if cells else "No page holds a command."
    return paragraphs("## Pages", shown, f"{left} more are not shown." if left > 0 else "")


def _by_file(rows: Iterable[_Row]) -> dict[str, list[_Row]]:
    found: dict[str, list[_Row]] = {}
    for row in rows:
        found.setdefault(row.file, []).append(row)
    return found


def _counts(rows: Iterable[ReferenceRow]) -> tuple[str, str, str]:
    tally = Counter(row.verdict for row in rows)
    checked = tally[Verdict.ACCEPTED] + tally[Verdict.REFUSED]
    return str(tally.total()), str(checked), str(tally[Verdict.REFUSED])


def _ran(file: str, executions: dict[str, list[ExecutionRow]] | None) -> tuple[str, str]:
    if executions is None or file not in executions:
        return NOT_RUN, NOT_RUN
    rows = [row for row in executions[file] if row.executable]
    helps = [row for row in rows if row.source is Source.HELP]
    blocks = [row for row in rows if row.source is not Source.HELP]
    return _passed(blocks), _passed(helps)


def _passed(rows: list[ExecutionRow]) -> str:
    if not rows:
        return "-"
    failed = sum(row.executed and row.outcome is not Outcome.PASSED for row in rows)
    told = of_all(sum(row.executed for row in rows), len(rows))
    return f"{told}, {failed} failed" if failed else told
