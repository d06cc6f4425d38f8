"""The result document of a run: every block with what came of it, for the site to show."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from doccheck import __version__
from doccheck.atomic import replace_file
from doccheck.errors import InputError
from doccheck.model.executed import ExecutionRow, Outcome, RunInfo
from doccheck.model.report import Report
from doccheck.model.run_record import COMMAND, execution_object, isolation_object
from doccheck.report.running import metrics

_VERSION = 1


def write_run_record(report: Report, path: Path) -> None:
    """Write the record of a run to `path`.

    Raises:
        InputError: it cannot be written.
    """
    if report.run is None:
        raise InputError(f"{path}: nothing was run, so that there is nothing to record")
    data = json.dumps(run_record(report, report.run), indent=2, ensure_ascii=False) + "\n"
    try:
        replace_file(path, data.encode("utf-8", "replace"))
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {error.strerror}") from error


def run_record(report: Report, info: RunInfo) -> dict[str, Any]:
    """Return the record of a run as JSON data."""
    versions = {one.name: one.version for one in report.programs if one.version}
    return {
        "schema_version": _VERSION,
        "command": COMMAND,
        "argv": sys.argv[1:],
        "started": info.started,
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        "duration_seconds": info.seconds,
        "versions": {"doccheck": __version__, "python": sys.version.split()[0], **versions},
        "status": _status(report, info),
        "checks": [_check(row) for row in info.rows if row.executed],
        "metrics": metrics(info),
        "samples": [],
        "artifacts": [],
        "details": {
            "policy": info.policy,
            "unsafe": info.unsafe,
            "isolation": isolation_object(info.isolation),
            "executions": [execution_object(row) for row in info.rows],
        },
    }


def _status(report: Report, info: RunInfo) -> str:
    if report.summary.errors or info.sums.failed or info.sums.percent < info.fail_under:
        return "fail"
    if not info.sums.executed:
        return "skipped"
    return "warn" if report.summary.warnings else "pass"


def _check(row: ExecutionRow) -> dict[str, Any]:
    passed = row.outcome is Outcome.PASSED
    how = f"{row.mode}, {row.backend}" + (f", cached from {row.when}" if row.cached else "")
    return {
        "name": f"{row.file}:{row.line}",
        "status": "pass" if passed else "fail",
        "detail": row.reason or how,
        "value": row.seconds,
        "unit": "s",
    }
