"""The output for people: each finding with its source, then what was checked and what was not."""

from __future__ import annotations

from collections.abc import Iterator

from doccheck.model.display import printable
from doccheck.model.finding import Applicability, Finding, Fix
from doccheck.model.report import Report
from doccheck.report.frame import frame
from doccheck.report.nothing import silence
from doccheck.report.options import RenderOptions, Style
from doccheck.report.statistics import statistics
from doccheck.report.summary import summary


def render(report: Report, options: RenderOptions) -> str:
    """Return the full text output."""
    style = Style(options.color)
    if options.statistics:
        lines = list(statistics(report))
    else:
        lines = [line for one in report.findings for line in _finding(one, style, options.width)]
    if not options.quiet:
        lines += summary(report, options)
    elif silence(report):
        lines.append(silence(report))
    return "".join(f"{line}\n" for line in lines)


def headline(finding: Finding, style: Style) -> str:
    """Return the place, the rule and the message on one line."""
    where = f"{printable(finding.file)}:{finding.range.line}:{finding.range.column}:"
    rule = f"{style.severity(finding.severity)} {finding.code} {finding.name}:"
    return f"{style.bold(where)} {rule} {printable(finding.message)}"


def _finding(finding: Finding, style: Style, width: int) -> Iterator[str]:
    yield headline(finding, style)
    yield from frame(finding, style, width)
    for line in finding.detail.splitlines():
        yield f"    {printable(line)}".rstrip()
    for related in finding.related:
        yield _note("note", f"line {related.range.line}: {related.message}", style)
    if finding.help:
        yield _note("help", finding.help, style)
    for fix in finding.fixes:
        yield _note("fix", _fix(fix), style)
    yield ""


def _note(label: str, text: str, style: Style) -> str:
    return f"  {style.dim('=')} {style.bold(label)}: {printable(text)}"


def _fix(fix: Fix) -> str:
    flags = "--fix" if fix.applicability is Applicability.SAFE else "--fix --unsafe-fixes"
    return f"{fix.title} ({flags})"
