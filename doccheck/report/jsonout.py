"""The machine-readable output. Others build on it: keys are added, never changed or dropped."""

from __future__ import annotations

import json
from typing import Any

from msgspec import to_builtins

from doccheck import __version__
from doccheck.model.finding import Finding, Fix, Skipped
from doccheck.model.report import ReferenceRow, Report, Suppressed
from doccheck.model.since import Since
from doccheck.report.options import RenderOptions
from doccheck.report.running import run_object

SCHEMA_VERSION = 1

Json = dict[str, Any]


def render(report: Report, _options: RenderOptions) -> str:
    """Return the report as one JSON object; everything beyond ASCII is escaped."""
    return json.dumps(document(report), indent=2) + "\n"


def document(report: Report) -> Json:
    """Return the object that `render` writes."""
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "doccheck", "version": __version__},
        "summary": to_builtins(report.summary),
        "findings": [finding_object(finding) for finding in report.findings],
        "skipped": [_skip(skip) for skip in report.skipped],
        "not_read": [_skip(skip) for skip in report.not_read],
        "left_out": [to_builtins(one) for one in report.left_out],
        "suppressed": [_suppressed(one) for one in report.suppressed],
        "fixed": [finding_object(finding) for finding in report.fixed],
        "configurations": [to_builtins(row) for row in report.configs],
        "programs": [to_builtins(program) for program in report.programs],
        "since": _since(report.since),
        "stale_baseline": report.stale_baseline,
        "disagreements": report.disagreements,
        "notes": list(report.notes),
        "seconds": report.seconds,
        **({"run": run_object(report.run)} if report.run else {}),
    }


def references_document(report: Report) -> Json:
    """Return the object for `doccheck references`: every reference with its verdict."""
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "doccheck", "version": __version__},
        "summary": to_builtins(report.summary),
        "references": [reference_object(row) for row in report.references],
    }


def finding_object(finding: Finding) -> Json:
    """Return one finding as the contract has it."""
    where = finding.range
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity.value,
        "message": finding.message,
        "file": finding.file,
        "line": where.line,
        "column": where.column,
        "end_line": where.end_line,
        "end_column": where.end_column,
        "program": finding.program,
        "command": " ".join(finding.command),
        "source": finding.source,
        "suggestion": finding.suggestion,
        "help": finding.help,
        "detail": finding.detail,
        "fixes": [_fix(fix) for fix in finding.fixes],
    }


def reference_object(row: ReferenceRow) -> Json:
    """Return one reference."""
    return {
        "file": row.file,
        "line": row.line,
        "column": row.column,
        "program": row.program,
        "argv": list(row.argv),
        "source": row.source,
        "usage": row.usage,
        "verdict": row.verdict.value,
        "means": row.means.value,
        "command": " ".join(row.command),
        "rules": list(row.codes),
        "detail": row.detail,
    }


def _fix(fix: Fix) -> Json:
    return {
        "title": fix.title,
        "applicability": fix.applicability.value,
        "edits": [
            {"start": edit.span.start, "end": edit.span.end, "content": edit.content}
            for edit in fix.edits
        ],
    }


def _skip(skip: Skipped) -> Json:
    return {
        "file": skip.file,
        "line": skip.line,
        "reason": skip.reason.value,
        "detail": skip.detail,
        "source": skip.source,
        "program": skip.program,
    }


def _since(since: Since | None) -> Json | None:
    if since is None:
        return None
    return {
        "new": [finding_object(finding) for finding in since.new],
        "remaining": [finding_object(finding) for finding in since.remaining],
        "fixed": [to_builtins(gone) for gone in since.fixed],
    }


def _suppressed(one: Suppressed) -> Json:
    return {"kind": one.kind, "reason": one.reason, "finding": finding_object(one.finding)}
