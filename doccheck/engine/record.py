"""The result document of a check: discrepancies found, fixed and open."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from doccheck import __version__
from doccheck.atomic import replace_file
from doccheck.errors import InputError
from doccheck.model.finding import Finding
from doccheck.model.report import Report, Verdict

_VERSION = 1
_STATUS = {"error": "fail", "warning": "warn", "info": "pass"}


def write_record(report: Report, path: Path) -> None:
    """Write the outcome of a check to `path`, keeping what earlier runs recorded as fixed.

    Raises:
        InputError: the file holds something else, or cannot be written.
    """
    fixed = _merged(_earlier(path), report)
    try:
        data = json.dumps(_document(report, fixed), indent=2, ensure_ascii=False) + "\n"
        replace_file(path, data.encode("utf-8", "replace"))
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {error.strerror}") from error


def _document(report: Report, fixed: list[dict[str, Any]]) -> dict[str, Any]:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    open_ = [_row(finding, "open") for finding in report.findings]
    summary = report.summary
    return {
        "schema_version": _VERSION,
        "command": "doccheck check",
        "argv": sys.argv[1:],
        "started": now,
        "finished": now,
        "versions": {"doccheck": __version__, "python": sys.version.split()[0]},
        "status": "fail" if summary.errors else "warn" if summary.warnings else "pass",
        "checks": [_check(row) for row in (*fixed, *open_)],
        "metrics": {
            "files": summary.files,
            "references": summary.references,
            "checked": summary.checked,
            "skipped": summary.skipped,
            "configuration_examples": summary.configurations,
            "configuration_valid": sum(row.verdict is Verdict.ACCEPTED for row in report.configs),
            "configuration_skipped": summary.configurations - summary.configurations_checked,
            "found": len(fixed) + len(open_),
            "fixed": len(fixed),
            "open": len(open_),
        },
        "samples": [],
        "artifacts": [],
        "discrepancies": [*fixed, *open_],
    }


def _check(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": f"{row['code']} {row['file']}:{row['line']}",
        "status": "pass" if row["state"] == "fixed" else _STATUS[row["severity"]],
        "detail": row["message"],
    }


def _row(finding: Finding, state: str) -> dict[str, Any]:
    return {
        "file": finding.file,
        "line": finding.range.line,
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity.value,
        "message": finding.message,
        "source": finding.source,
        "suggestion": finding.suggestion,
        "state": state,
    }


def _earlier(path: Path) -> list[dict[str, Any]]:
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))["discrepancies"]
        return [row for row in rows if row["state"] == "fixed"]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, KeyError, TypeError):
        raise InputError(
            f"{path}: this is not a record of doccheck; nothing was written",
            hint="name another file with --record",
        ) from None


def _merged(earlier: Iterable[dict[str, Any]], report: Report) -> list[dict[str, Any]]:
    """Return what is fixed by now: earlier rows, less what is open again, and today's."""
    rows = {_identity(row): row for row in earlier}
    for finding in report.fixed:
        row = _row(finding, "fixed")
        rows[_identity(row)] = row
    for finding in report.findings:
        rows.pop(_identity(_row(finding, "open")), None)
    return list(rows.values())


def _identity(row: dict[str, Any]) -> tuple[str, str, str, str]:
    return row["file"], row["code"], row["source"], row["message"]
