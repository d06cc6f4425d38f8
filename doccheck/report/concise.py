"""One line a finding, for grep and editors."""

from __future__ import annotations

from doccheck.model.report import Report
from doccheck.report.nothing import silence
from doccheck.report.options import RenderOptions, Style
from doccheck.report.statistics import statistics
from doccheck.report.summary import summary
from doccheck.report.text import headline


def render(report: Report, options: RenderOptions) -> str:
    """Return the concise output."""
    style = Style(options.color)
    if options.statistics:
        lines = list(statistics(report))
    else:
        lines = [headline(finding, style) for finding in report.findings]
    if not options.quiet:
        lines += summary(report, options)
    elif silence(report):
        lines.append(silence(report))
    return "".join(f"{line}\n" for line in lines)
