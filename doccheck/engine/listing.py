"""The reference list: one line a command reference, so that `wc -l` counts."""

from __future__ import annotations

import json

from doccheck.model.display import printable
from doccheck.model.report import ReferenceRow, Report, Verdict


def references_text(report: Report) -> str:
    """Return `file:line: verdict: command` for every reference."""
    return "".join(f"{_line(row)}\n" for row in report.references)


def references_json(report: Report) -> str:
    """Return every reference as JSON: file, line, program, argv, verdict."""
    rows = [
        {
            "file": row.file,
            "line": row.line,
            "column": row.column,
            "program": row.program,
            "argv": list(row.argv),
            "source": row.source,
            "usage": row.usage,
            "verdict": row.verdict.value,
            "judged_by": row.means.value,
            "command": list(row.command),
            "codes": list(row.codes),
            "detail": row.detail,
        }
        for row in report.references
    ]
    return json.dumps({"schema_version": 1, "references": rows}, indent=2, ensure_ascii=False)


def _line(row: ReferenceRow) -> str:
    said = row.verdict.value
    if row.codes:
        said += f" {','.join(row.codes)}"
    elif row.verdict is Verdict.SKIPPED and row.detail:
        said += f" ({row.detail})"
    command = " ".join(row.source.replace("\\\n", " ").split())
    return printable(f"{row.file}:{row.line}: {said}: {command}")
