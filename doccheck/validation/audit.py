"""The documentation as a fresh check sees it, joined with what was recorded before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from doccheck.model.executed import ExecutionRow, Outcome, RunSkip
from doccheck.model.finding import Finding, Severity
from doccheck.model.report import Report, Verdict
from doccheck.model.run_record import RunRecord, Validity, read_run_record, validity
from doccheck.validation.document import Result, Results

CHECK, RUN = "doccheck check", "doccheck run"
WORDS = {Severity.ERROR: "critical", Severity.WARNING: "warning", Severity.INFO: "minor"}
"""The words of a validation report for our severities."""
CRITICAL = WORDS[Severity.ERROR]
_WHY = {Validity.CHANGED: RunSkip.CHANGED, Validity.UNKNOWN: RunSkip.UNTOLD}
_OF_EXECUTED: Mapping[str, Callable[[ExecutionRow], bool]] = {
    "executed": lambda row: row.executed,
    "passed": lambda row: row.outcome is Outcome.PASSED,
}
"""The sums that shrink by what does not hold any more."""
_SEVERITIES = {severity.value: word for severity, word in WORDS.items()}


class Required(Struct, frozen=True):
    """A command that the settings expect (`fault` says why its program cannot be asked)."""

    program: str
    command: str
    present: bool
    fault: str = ""


class Audit(Struct, frozen=True):
    """What a fresh check of the documentation tells.

    `references` is the reference list (one line each), `inventory` the commands and options of
    the programs as Markdown below second-level headings, `commands` every visible command's path,
    the program's name first.
    """

    report: Report
    references: str = ""
    inventory: str = ""
    required: tuple[Required, ...] = ()
    commands: tuple[tuple[str, ...], ...] = ()
    standing: Mapping[str, Collection[str]] | None = None
    """The digests of what stands in each file that the recorded run names; None: not looked."""

    @property
    def missing(self) -> tuple[Required, ...]:
        """The required commands that are not there."""
        return tuple(one for one in self.required if not one.present)


class Discrepancy(Struct, frozen=True):
    """One thing that the documentation said wrongly; `state` is fixed or open."""

    file: str
    line: int
    code: str
    message: str
    fix: str
    severity: str
    state: str


class Counts(Struct, frozen=True):
    """How many files were read and command references found, checked and skipped."""

    files: int
    references: int
    checked: int
    skipped: int


class Examples(Struct, frozen=True):
    """How many configuration examples there are, how many are valid, how many were skipped."""

    found: int
    valid: int
    skipped: int


class Documentation(Struct, frozen=True):
    """Everything known of the documentation, from a fresh check and from records."""

    discrepancies: tuple[Discrepancy, ...]
    counts: Counts | None
    """What was checked; None was not run."""
    examples: Examples | None
    """The configuration examples; None was not run."""
    record: Result | None
    run: RunRecord | None
    """The recorded run; what changed since counts as skipped in it."""
    run_result: Result | None
    outdated: tuple[ExecutionRow, ...] = ()
    """What was executed, but not as it stands now, or not for certain."""

    def ran(self, metric: str) -> float | None:
        """Return a sum of the recorded run of examples that still holds; None without one."""
        found = None if self.run_result is None else self.run_result.number(metric)
        if found is None or metric not in _OF_EXECUTED:
            return found
        return max(found - sum(map(_OF_EXECUTED[metric], self.outdated)), 0)

    @property
    def open(self) -> tuple[Discrepancy, ...]:
        """What is still wrong."""
        return tuple(one for one in self.discrepancies if one.state == "open")

    @property
    def fixed(self) -> tuple[Discrepancy, ...]:
        """What was found and mended."""
        return tuple(one for one in self.discrepancies if one.state == "fixed")


def documentation(results: Results, audit: Audit | None) -> Documentation:
    """Join the fresh check (it decides what is open and what still holds) with the records."""
    record, run_result = results.latest(CHECK), results.latest(RUN)
    report = audit.report if audit else None
    run = None if run_result is None else read_run_record(run_result.raw)
    standing = audit.standing if audit else None
    outdated = () if run is None or standing is None else _outdated(run, standing)
    recorded = [] if record is None else [_from_row(row) for row in record.discrepancies]
    rows = recorded if report is None else _joined(recorded, report)
    return Documentation(
        discrepancies=tuple(
            sorted(rows, key=lambda one: (one.state != "open", one.file, one.line, one.code))
        ),
        counts=_recorded_counts(record) if report is None else _counts(report),
        examples=_recorded_examples(record) if report is None else _examples(report),
        record=record,
        run=None if run is None else _without(run, outdated),
        run_result=run_result,
        outdated=tuple(row for row, _ in outdated),
    )


def _outdated(
    run: RunRecord, standing: Mapping[str, Collection[str]]
) -> tuple[tuple[ExecutionRow, Validity], ...]:
    pairs = ((row, validity(row, standing.get(row.file, ()))) for row in run.executions)
    return tuple((row, why) for row, why in pairs if row.executed and why is not Validity.HOLDS)


def _without(run: RunRecord, outdated: Iterable[tuple[ExecutionRow, Validity]]) -> RunRecord:
    """Return the record with what does not hold as skipped."""
    lost = {id(row): _WHY[why] for row, why in outdated}
    rows = (
        replace(row, outcome=Outcome.SKIPPED, skip=lost[id(row)], reason="")
        if id(row) in lost
        else row
        for row in run.executions
    )
    return replace(run, executions=tuple(rows))


def _joined(recorded: Iterable[Discrepancy], report: Report) -> list[Discrepancy]:
    """Return what is open now, and what was fixed now or before and is not open again."""
    fresh = {_identity(one): one for one in map(_open, report.findings)}
    fixed = [one for one in recorded if one.state == "fixed"]
    fixed += [replace(_open(one), state="fixed") for one in report.fixed]
    kept = {_identity(one): one for one in fixed if _identity(one) not in fresh}
    return [*map(_open, report.findings), *kept.values()]


def _counts(report: Report) -> Counts:
    sums = report.summary
    return Counts(sums.files, sums.references, sums.checked, sums.skipped)


def _recorded_counts(record: Result | None) -> Counts | None:
    names = ("files", "references", "checked", "skipped")
    found = [_count(record, name) for name in names]
    whole = [one for one in found if one is not None]
    return Counts(*whole) if len(whole) == len(names) else None


def coverage(report: Report) -> Mapping[tuple[str, ...], Counter[Verdict]]:
    """Return how often each command path is documented, by verdict."""
    found: dict[tuple[str, ...], Counter[Verdict]] = {}
    for row in report.references:
        path = row.command or (row.program,)
        found.setdefault(path, Counter())[row.verdict] += 1
    return found


def _examples(report: Report) -> Examples:
    found, checked = report.summary.configurations, report.summary.configurations_checked
    valid = sum(row.verdict is Verdict.ACCEPTED for row in report.configs)
    return Examples(found, valid, found - checked)


def _recorded_examples(record: Result | None) -> Examples | None:
    found, valid = (_count(record, f"configuration_{name}") for name in ("examples", "valid"))
    if found is None or valid is None:
        return None
    return Examples(found, valid, _count(record, "configuration_skipped") or 0)


def _count(record: Result | None, name: str) -> int | None:
    found = None if record is None else record.number(name)
    return None if found is None else int(found)


def _from_row(row: Mapping[str, Any]) -> Discrepancy:
    line = row.get("line")
    severity = str(row.get("severity"))
    return Discrepancy(
        str(row.get("file", "")),
        line if isinstance(line, int) else 0,
        str(row.get("code", "")),
        str(row.get("message", "")),
        f"`{row['suggestion']}`" if row.get("suggestion") else "",
        _SEVERITIES.get(severity, severity),
        "fixed" if row.get("state") == "fixed" else "open",
    )


def _open(finding: Finding) -> Discrepancy:
    return Discrepancy(
        finding.file,
        finding.range.line,
        finding.code,
        finding.message,
        f"`{finding.suggestion}`" if finding.suggestion else finding.help,
        WORDS[finding.severity],
        "open",
    )


def _identity(one: Discrepancy) -> tuple[str, str, str]:
    return one.file, one.code, one.message
