"""What is said where nothing was checked: that must never read as clean."""

from __future__ import annotations

from doccheck.model.report import Report
from doccheck.report.running import executed


def nothing_checked(report: Report) -> str:
    """Return why no command reference was checked, empty where one was.

    What was executed all the same is not denied.
    """
    if report.summary.checked:
        return ""
    if report.unloaded:
        return "No program could be loaded: nothing was checked."
    ran = report.run is not None and report.run.sums.executed
    left = "only what was executed was checked" if ran else "nothing was checked"
    if not report.summary.references:
        return f"No command references found: {left}."
    return f"Every command reference was skipped: {left}."


def silence(report: Report) -> str:
    """Return what a report without a summary must say all the same: it would read as clean."""
    if report.findings:
        return ""
    if report.run is None:
        return nothing_checked(report)
    if report.run.interrupted:
        return executed(report.run)
    return "" if report.run.sums.executed else nothing_checked(report) or executed(report.run)


def is_cut_short(report: Report) -> bool:
    """Tell whether a run executed nothing, or was interrupted: it says nothing of the rest."""
    return report.run is not None and (report.run.interrupted or not report.run.sums.executed)
