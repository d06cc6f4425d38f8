"""Annotations for GitHub Actions.

GitHub shows at most ten errors, ten warnings and ten notices of one step. So the weightiest come
first, and a last line tells how many there are in all.
"""

from __future__ import annotations

from doccheck.model.display import printable
from doccheck.model.finding import Finding, Severity
from doccheck.model.report import Report
from doccheck.report.nothing import is_cut_short, nothing_checked
from doccheck.report.options import RenderOptions
from doccheck.report.running import executed

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_SHOWN = 10


def render(report: Report, _options: RenderOptions) -> str:
    """Return one workflow command a finding."""
    ordered = sorted(report.findings, key=lambda finding: -finding.severity.rank)
    lines = [_annotation(finding) for finding in ordered]
    sums = report.summary
    if not sums.checked:
        lines.append(f"::warning title=doccheck::{nothing_checked(report)}")
    if report.run is not None and is_cut_short(report):
        lines.append(f"::warning title=doccheck::{_data(executed(report.run))}")
    if max(sums.errors, sums.warnings, sums.infos) > _SHOWN:
        lines.append(
            f"::notice title=doccheck::{sums.findings} findings in all ({sums.errors} errors,"
            f" {sums.warnings} warnings, {sums.infos} notes); GitHub shows ten of each kind."
        )
    return "".join(f"{line}\n" for line in lines)


def _annotation(finding: Finding) -> str:
    where = finding.range
    fields = {"file": finding.file, "line": str(where.line), "endLine": str(where.end_line)}
    if where.line == where.end_line:
        # GitHub takes columns only for a place on one line, and counts the last one in.
        last = max(where.column, where.end_column - 1)
        fields |= {"col": str(where.column), "endColumn": str(last)}
    fields["title"] = f"{finding.code} {finding.name}"
    shown = ",".join(f"{name}={_property(value)}" for name, value in fields.items())
    parts = (finding.message, finding.help, finding.detail)
    text = "\n".join(printable(part, keep="\n") for part in parts if part)
    return f"::{_COMMANDS[finding.severity]} {shown}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(printable(text)).replace(":", "%3A").replace(",", "%2C")
