"""The record of a run is read back as it was written."""

from __future__ import annotations

import json

import pytest

from doccheck.model.executed import ExecutionRow, Outcome, RunSkip, Source, add_up
from doccheck.model.execution import Aspect, Containment, Isolation, Level
from doccheck.model.run_record import (
    COMMAND,
    execution_object,
    isolation_object,
    read_run_record,
)

PASSED = ExecutionRow("a.md", 1, 3, Source.MARKED, "x", Outcome.PASSED, mode="forked", cached=True)
FAILED = ExecutionRow("a.md", 4, 5, Source.ALL, "y", Outcome.TIMED_OUT, ran="z", exit_code=143)
SKIPPED = ExecutionRow(
    "b.md", 1, 1, Source.HELP, "w", Outcome.SKIPPED, skip=RunSkip.REFUSED, reason="no"
)
LEFT = ExecutionRow("b.md", 2, 2, Source.UNMARKED, "v", Outcome.SKIPPED, skip=RunSkip.NOT_MARKED)
ROWS = (PASSED, FAILED, SKIPPED, LEFT)
ISOLATION = Isolation("bwrap", {one: Containment(Level.ENFORCED, "why") for one in Aspect})


def record() -> dict[str, object]:
    return {
        "command": COMMAND,
        "started": "2026-01-01T00:00:00Z",
        "finished": "2026-01-01T00:00:01Z",
        "status": "fail",
        "metrics": {"executed": 2},
        "details": {
            "isolation": isolation_object(ISOLATION),
            "executions": [execution_object(row) for row in ROWS],
        },
    }


def test_there_and_back() -> None:
    read = read_run_record(json.loads(json.dumps(record())))
    assert read.executions == ROWS
    assert read.isolation == ISOLATION


@pytest.mark.parametrize(
    "data", [None, [], {}, {"command": "doccheck check"}, {**record(), "details": {}}]
)
def test_anything_else_is_refused(data: object) -> None:
    with pytest.raises(ValueError, match="record"):
        read_run_record(data)


def test_the_sums() -> None:
    sums = add_up(ROWS, references=5, verified=2, by_help=1)
    assert (sums.executable, sums.executed, sums.passed, sums.failed) == (3, 2, 1, 1)
    assert (sums.skipped, sums.cached, sums.forked, sums.plain) == (2, 1, 1, 0)
    assert round(sums.percent, 1) == 66.7
    assert add_up((), references=0, verified=0, by_help=0).percent == 0
