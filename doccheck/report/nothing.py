"""What is said where nothing was checked: that must never read as clean."""

from __future__ import annotations

from doccheck.model.report import Report


def nothing_checked(report: Report) -> str:
    """Return why no command reference was checked, empty where one was."""
    if report.summary.checked:
        return ""
    if report.unloaded:
        return "No program could be loaded: nothing was checked."
    if not report.summary.references:
        return "No command references found: nothing was checked."
    return "Every command reference was skipped: nothing was checked."


def silence(report: Report) -> str:
    """Return what a report without a summary must say all the same: it would read as clean."""
    return "" if report.findings or report.run else nothing_checked(report)
