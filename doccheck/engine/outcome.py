"""A report seen against what was known or mended."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from msgspec.structs import replace

from doccheck.atomic import replace_file
from doccheck.errors import InputError
from doccheck.model.finding import Finding
from doccheck.model.report import Report, Suppressed, build
from doccheck.rules.unloadable_program import META as UNLOADABLE
from doccheck.suppress.baseline import Baseline
from doccheck.suppress.baseline import load as load_baseline

__all__ = [
    "load_baseline",
    "unloadable",
    "with_baseline",
    "with_fixed",
    "with_since",
    "write_baseline",
]


def with_baseline(report: Report, baseline: Baseline) -> Report:
    """Return the report without the findings that the baseline knows."""
    files = {row.file for row in report.references} | {one.file for one in report.findings}
    new, known, stale = baseline.apply(report.findings, files)
    return _rebuilt(report, new, (*report.suppressed, *known), report.fixed, stale)


def with_since(report: Report, earlier: Baseline) -> Report:
    """Return the report with its findings seen against an earlier state."""
    return replace(report, since=earlier.compare(report.findings))


def with_fixed(report: Report, fixed: Iterable[Finding]) -> Report:
    """Return the report with the findings that were mended before it."""
    return _rebuilt(report, report.findings, report.suppressed, tuple(fixed), report.stale_baseline)


def write_baseline(report: Report, path: Path) -> int:
    """Write the findings of a report to a baseline; return how many it knows.

    Raises:
        InputError: the file exists and is no baseline, or cannot be written.
    """
    files = {row.file for row in report.references} | {one.file for one in report.findings}
    old = load_baseline(path) if path.exists() else Baseline()
    new = old.update(report.findings, files)
    try:
        replace_file(path, new.dumps().encode("utf-8"))
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {error.strerror}") from error
    return sum(new.counts.values())


def unloadable(report: Report) -> bool:
    """Tell whether a program could not be loaded, so that its references were not checked.

    Whoever suppresses the finding about one program goes without it; where no program could be
    loaded nothing was checked, whatever is suppressed.
    """
    reported = any(finding.code == UNLOADABLE.code for finding in report.findings)
    return reported or report.unloaded


def _rebuilt(
    report: Report,
    findings: Iterable[Finding],
    suppressed: Iterable[Suppressed],
    fixed: Iterable[Finding],
    stale: int,
) -> Report:
    return build(
        files=report.summary.files,
        references=report.references,
        findings=findings,
        skipped=(*report.skipped, *report.not_read),
        programs=report.programs,
        left_out=report.left_out,
        suppressed=suppressed,
        fixed=fixed,
        stale_baseline=stale,
        disagreements=report.disagreements,
        notes=report.notes,
        run=report.run,
        configs=report.configs,
    )
