"""What the build says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from doccheck.api import Finding, Report, Severity
from doccheck.model.executed import ExecutionRow, Outcome
from doccheck.model.run_record import Standing, Validity
from mkdocs_plugins.doccheck.book import Book
from mkdocs_plugins.doccheck.executions import Executions


def finding_line(finding: Finding) -> str:
    """Return a finding as one line, its place first, as editors and terminals link it."""
    at = f"{finding.file}:{finding.range.line}:{finding.range.column}"
    hint = f" ({finding.help})" if finding.help else ""
    return f"{at}: {finding.code} {finding.name}: {finding.message}{hint}"


def summary_line(report: Report, book: Book) -> str:
    """Return how much was checked, and what was not."""
    sums = report.summary
    parts = [f"{sums.checked} of {sums.references} command references checked"]
    reasons = Counter(one.reason for one in report.skipped).most_common()
    why = ", ".join(f"{reason}: {count}" for reason, count in reasons)
    parts.append(f"{sums.skipped} skipped ({why})" if why else f"{sums.skipped} skipped")
    if sums.suppressed or sums.baselined:
        parts.append(f"{sums.suppressed + sums.baselined} findings known or suppressed")
    if book.not_read:
        parts.append(f"{book.not_read} pages of a kind that is not read")
    return ", ".join(parts)


def nothing_line(report: Report) -> str:
    """Return what is said where no reference was checked: that is no success."""
    programs = " or ".join(f"`{one.name}`" for one in report.programs)
    if report.summary.references:
        return "every command reference was skipped: nothing was checked"
    return f"no page names a command of {programs or 'a program'}: nothing was checked"


def counted(count: int, noun: str) -> str:
    """Return a count with its noun."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def failure_line(block: Standing, row: ExecutionRow, *, shown: bool) -> str:
    """Return what is said of a block that failed when it was executed.

    `shown` tells whether the reader sees it as it was executed.
    """
    said = f"{row.file}:{block.line}: {row.outcome.value} on {row.when}: {row.reason}"
    if shown:
        return said
    return (
        f"{said} (as the file has it: snippets or plugins make something else of this block, so"
        " that it cannot be executed; remove its `run` directive)"
    )


def outdated_lines(executions: Executions, record: str) -> Iterator[str]:
    """Yield what is said of results that do not speak of the pages as they are."""
    again = f"run `doccheck run --record {record}` again"
    unknown = len(executions.outdated(Validity.UNKNOWN))
    if unknown:
        yield (
            f"{record}: an older release wrote it, which does not tell whether"
            f" {counted(unknown, 'block')} changed since: not shown as executed; {again}"
        )
    for row in executions.outdated(Validity.CHANGED):
        if row.outcome is not Outcome.PASSED:
            yield (
                f"{row.file}: the block that failed at line {row.line} on {row.when} changed since"
                f" it was recorded, or is gone; {again}"
            )


def changed_line(executions: Executions) -> str:
    """Return how many blocks passed, but not as they stand; empty where there are none."""
    rows = executions.outdated(Validity.CHANGED)
    passed = sum(row.outcome is Outcome.PASSED for row in rows)
    if not passed:
        return ""
    return f"{counted(passed, 'block')} changed since the run was recorded: not shown as executed"


def absent_line(folder: Path) -> str:
    """Return what is said of a folder of results that is not there."""
    return f"`report: {folder.name}`: there is no folder {folder}; make it, or mend the option"


def verdict_line(report: Report, fail_on: str, failed: int = 0) -> str:
    """Return why the build fails, empty where it does not."""
    if fail_on == "never":
        return ""
    threshold = Severity(fail_on).rank
    count = sum(finding.severity.rank >= threshold for finding in report.findings)
    said = [f"{counted(count, 'finding')} in the documentation"] if count else []
    if failed:
        said.append(f"{counted(failed, 'block')} failed when executed")
    return f"{' and '.join(said)} (listed above)" if said else ""
