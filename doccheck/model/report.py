"""What a check hands to its renderers: findings, skips, references and their sums."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from doccheck.model.executed import RunInfo
from doccheck.model.finding import Finding, Severity, Skipped
from doccheck.model.resolution import SkipReason
from doccheck.model.since import Since


class Verdict(StrEnum):
    """What is said of one reference."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    SKIPPED = "skipped"


class Means(StrEnum):
    """How a reference was judged."""

    PARSER = "parser"
    """The program's own parser was asked."""
    TREE = "tree"
    """The command tree alone was compared: a manifest, or the arbiter is off."""
    NONE = "none"
    """It was not judged."""


class ReferenceRow(Struct, frozen=True):
    """One command reference: where it stands, what it says, what was found.

    `argv` are the words after the program, with `…` for what only a run would tell. `command` is
    the path that would run, the program's name first. `codes` are the rules it breaks; `detail`
    says why it was skipped.
    """

    file: str
    line: int
    program: str
    argv: tuple[str, ...]
    source: str
    verdict: Verdict
    command: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    means: Means = Means.NONE
    usage: str = "command"
    column: int = 1
    detail: str = ""


class ConfigRow(Struct, frozen=True):
    """One configuration example: its format, the file it is said to be, what was found.

    `schema` is the file by whose schema it was validated, empty where only its format was.
    `detail` says why it was skipped.
    """

    file: str
    line: int
    format: str
    verdict: Verdict
    name: str = ""
    schema: str = ""
    detail: str = ""


class ProgramInfo(Struct, frozen=True):
    """A program that was audited.

    `origin` is `live`, `cache` or `manifest`, `unloadable` where it could not be loaded.
    """

    name: str
    origin: str
    version: str | None = None
    app: str = ""
    framework: str = ""
    commands: int = 0


UNLOADABLE = "unloadable"
"""The origin of a program that could not be loaded."""


class LeftOut(Struct, frozen=True):
    """Files that a setting left out: the setting as written, and how many."""

    setting: str
    files: int


class Suppressed(Struct, frozen=True):
    """A finding that is not reported: `kind` is `inline` or `baseline`."""

    finding: Finding
    kind: str
    reason: str = ""


class Summary(Struct, frozen=True):
    """The sums. `references` is `checked` plus `skipped`; files not read are counted apart.

    `configurations` are the configuration examples; those that were not skipped are `_checked`.
    """

    files: int = 0
    references: int = 0
    checked: int = 0
    skipped: int = 0
    findings: int = 0
    errors: int = 0
    warnings: int = 0
    infos: int = 0
    suppressed: int = 0
    baselined: int = 0
    fixed: int = 0
    not_read: int = 0
    configurations: int = 0
    configurations_checked: int = 0


class Report(Struct, frozen=True):
    """The outcome of one run, ready to be shown.

    `skipped` are references, `not_read` are files. `stale_baseline` counts the entries of the
    baseline that match nothing any more. `disagreements` counts the references on which the
    program's own parser and our reading of its tree differ.
    """

    findings: tuple[Finding, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    references: tuple[ReferenceRow, ...] = ()
    summary: Summary = Summary()
    programs: tuple[ProgramInfo, ...] = ()
    not_read: tuple[Skipped, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    suppressed: tuple[Suppressed, ...] = ()
    fixed: tuple[Finding, ...] = ()
    stale_baseline: int = 0
    disagreements: int = 0
    notes: tuple[str, ...] = ()
    seconds: float | None = None
    run: RunInfo | None = None
    """What was executed; None where nothing was meant to be."""
    configs: tuple[ConfigRow, ...] = ()
    since: Since | None = None
    """The findings against an earlier state; None where none was named."""
    sought: tuple[str, ...] = ()
    """The files, by absolute path, that a run needs: the report holds if all are still there."""

    @property
    def unloaded(self) -> bool:
        """Tell whether none of the programs could be loaded."""
        origins = {program.origin for program in self.programs}
        return origins == {UNLOADABLE}


def build(  # noqa: PLR0913 - one argument for each part of a report
    *,
    files: int,
    references: Iterable[ReferenceRow] = (),
    findings: Iterable[Finding] = (),
    skipped: Iterable[Skipped] = (),
    programs: Iterable[ProgramInfo] = (),
    left_out: Iterable[LeftOut] = (),
    suppressed: Iterable[Suppressed] = (),
    fixed: Iterable[Finding] = (),
    stale_baseline: int = 0,
    disagreements: int = 0,
    notes: Iterable[str] = (),
    seconds: float | None = None,
    blockers: Iterable[Finding] = (),
    run: RunInfo | None = None,
    configs: Iterable[ConfigRow] = (),
    sought: Iterable[str] = (),
) -> Report:
    """Sort, drop repeats, count, and return the report.

    `skipped` holds references and files alike; the reason tells them apart. `blockers` stand
    before all other findings.
    """
    kept = (*blockers, *_ordered(findings))
    rows = tuple(sorted(references, key=lambda row: (row.file, row.line, row.column)))
    apart = sorted(skipped, key=lambda skip: (skip.file, skip.line))
    not_read = tuple(skip for skip in apart if skip.reason is SkipReason.FILE_NOT_READ)
    skips = tuple(skip for skip in apart if skip.reason is not SkipReason.FILE_NOT_READ)
    report = Report(
        findings=kept,
        skipped=skips,
        references=rows,
        programs=tuple(programs),
        not_read=not_read,
        left_out=tuple(left_out),
        suppressed=tuple(suppressed),
        fixed=_ordered(fixed),
        stale_baseline=stale_baseline,
        disagreements=disagreements,
        notes=tuple(notes),
        seconds=seconds,
        run=run,
        configs=tuple(sorted(configs, key=lambda row: (row.file, row.line))),
        sought=tuple(sought),
    )
    return replace(report, summary=_sums(report, files))


def _sums(report: Report, files: int) -> Summary:
    weights = Counter(finding.severity for finding in report.findings)
    kinds = Counter(one.kind for one in report.suppressed)
    checked = _judged(report.references)
    return Summary(
        files=files,
        references=checked + len(report.skipped),
        checked=checked,
        skipped=len(report.skipped),
        findings=len(report.findings),
        errors=weights[Severity.ERROR],
        warnings=weights[Severity.WARNING],
        infos=weights[Severity.INFO],
        suppressed=kinds["inline"],
        baselined=kinds["baseline"],
        fixed=len(report.fixed),
        not_read=len(report.not_read),
        configurations=len(report.configs),
        configurations_checked=_judged(report.configs),
    )


def _judged(rows: Iterable[ReferenceRow | ConfigRow]) -> int:
    return sum(row.verdict is not Verdict.SKIPPED for row in rows)


def _ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Sort by place; the same thing said twice of the same characters is said once."""
    once = {
        (one.file, one.span.start, one.span.end, one.code, one.message): one for one in findings
    }
    return tuple(once[key] for key in sorted(once))
