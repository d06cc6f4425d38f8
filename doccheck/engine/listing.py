"""The reference list: one line a command reference, so that `wc -l` counts."""

from __future__ import annotations

import json

from doccheck.model.display import printable
from doccheck.model.report import ReferenceRow, Report, Verdict
from doccheck.report.jsonout import references_document


def references_text(report: Report) -> str:
    """Return `file:line: verdict: command` for every reference."""
    return "".join(f"{_line(row)}\n" for row in report.references)


def references_json(report: Report) -> str:
    """Return every reference as JSON: file, line, program, argv, verdict."""
    return json.dumps(references_document(report), indent=2, ensure_ascii=False)


def _line(row: ReferenceRow) -> str:
    said = row.verdict.value
    if row.codes:
        said += f" {','.join(row.codes)}"
    elif row.verdict is Verdict.SKIPPED and row.detail:
        said += f" ({row.detail})"
    command = " ".join(row.source.replace("\\\n", " ").split())
    return printable(f"{row.file}:{row.line}: {said}: {command}")
