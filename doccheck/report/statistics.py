"""Counts by rule, the most frequent first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from doccheck.model.finding import Applicability, Finding
from doccheck.model.report import Report


def statistics(report: Report) -> Iterator[str]:
    """Yield one line a rule: count, code, name, and how many have a safe fix."""
    counts = Counter((finding.code, finding.name) for finding in report.findings)
    safe = Counter(finding.code for finding in report.findings if fixable(finding))
    width = len(str(max(counts.values(), default=0)))
    for (code, name), count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        note = f" ({safe[code]} fixable with --fix)" if safe[code] else ""
        yield f"{count:>{width}}  {code}  {name}{note}"
    if counts:
        yield ""


def fixable(finding: Finding) -> bool:
    """Tell whether a finding has a safe fix."""
    return any(fix.applicability is Applicability.SAFE for fix in finding.fixes)
