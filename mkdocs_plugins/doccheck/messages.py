"""What the build says."""

from __future__ import annotations

from doccheck.api import Finding, Report, Severity
from doccheck.model.executed import ExecutionRow
from mkdocs_plugins.doccheck.book import Book


def finding_line(finding: Finding) -> str:
    """Return a finding as one line, its place first, as editors and terminals link it."""
    at = f"{finding.file}:{finding.range.line}:{finding.range.column}"
    hint = f" ({finding.help})" if finding.help else ""
    return f"{at}: {finding.code} {finding.name}: {finding.message}{hint}"


def summary_line(report: Report, book: Book) -> str:
    """Return how much was checked, and what was not."""
    sums = report.summary
    parts = [f"{sums.checked} of {sums.references} command references checked"]
    parts.append(f"{sums.skipped} skipped")
    if sums.suppressed or sums.baselined:
        parts.append(f"{sums.suppressed + sums.baselined} findings known or suppressed")
    if book.not_read:
        parts.append(f"{book.not_read} pages of a kind that is not read")
    return ", ".join(parts)


def failure_line(file: str, line: int, row: ExecutionRow) -> str:
    """Return what is said of a block that failed when it was executed."""
    return f"{file}:{line}: {row.outcome.value} on {row.when}: {row.reason}"


def verdict_line(report: Report, fail_on: str, failed: int = 0) -> str:
    """Return why the build fails, empty where it does not."""
    if fail_on == "never":
        return ""
    threshold = Severity(fail_on).rank
    count = sum(finding.severity.rank >= threshold for finding in report.findings)
    said = []
    if count:
        said.append(f"{count} finding{'s' if count > 1 else ''} in the documentation")
    if failed:
        said.append(f"{failed} block{'s' if failed > 1 else ''} failed when executed")
    if not said:
        return ""
    how = "; `doccheck check` shows them in full" if count else ""
    return f"{' and '.join(said)} (listed above){how}"
