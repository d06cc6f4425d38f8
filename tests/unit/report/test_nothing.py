"""What is said where nothing was checked, or nothing executed."""

from __future__ import annotations

from msgspec.structs import replace

from doccheck.model.executed import RunInfo, RunSums
from doccheck.model.execution import Isolation
from doccheck.model.report import Report
from doccheck.report.formats import render
from doccheck.report.nothing import nothing_checked, silence


def ran(report: Report, **sums: int) -> Report:
    isolation = Isolation("bwrap", {})
    info = RunInfo("marked", isolation, False, RunSums(**sums), (), "", 0.1)  # noqa: FBT003 - not unsafe
    return replace(report, run=info)


def test_what_was_executed_is_not_denied(empty: Report, skipped_only: Report) -> None:
    for report in (empty, skipped_only):
        assert nothing_checked(report).endswith(": nothing was checked.")
        assert nothing_checked(ran(report)).endswith(": nothing was checked.")
        told = nothing_checked(ran(report, executable=1, executed=1))
        assert told.endswith(": only what was executed was checked.")
        assert silence(ran(report, executable=1, executed=1)) == ""


def test_a_quiet_run_without_an_execution_is_not_silent(clean: Report, empty: Report) -> None:
    assert silence(clean) == ""
    assert silence(ran(clean, executable=2)) == "Executed 0 of 2 executable."
    assert silence(ran(clean)) == "0 of 0 executed: nothing on these pages is executable."
    assert silence(ran(clean, executable=2, executed=1)) == ""
    assert silence(ran(empty)) == "No command references found: nothing was checked."


def test_an_interrupted_run_never_reads_as_clean(clean: Report) -> None:
    whole = ran(clean, executable=2, executed=1, passed=1)
    assert whole.run is not None
    cut = replace(whole, run=replace(whole.run, interrupted=True))
    told = "Interrupted: executed 1 of 2 executable (1 passed)."
    for name in ("text", "concise", "markdown", "github"):
        assert told in render(cut, name)
        assert told not in render(whole, name)
    assert "No problems found" not in render(cut, "text")
    assert "No open discrepancies" not in render(cut, "markdown")
    assert silence(cut) == told
