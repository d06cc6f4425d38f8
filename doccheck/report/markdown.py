"""The discrepancy table, for a job summary or a page of the documentation."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from doccheck.model.display import printable
from doccheck.model.finding import Finding
from doccheck.model.report import Report
from doccheck.report.nothing import is_cut_short, nothing_checked, silence
from doccheck.report.options import RenderOptions
from doccheck.report.running import executed

_MARKS = re.compile(r"([\\*_{}\[\]#|!])")


def render(report: Report, options: RenderOptions) -> str:
    """Return the report as Markdown; nothing from a document can add markup of its own."""
    lines = list(_table(report))
    if not options.quiet:
        lines += _sums(report)
    elif silence(report):
        lines.append(f"**{silence(report)}**")
    return "\n".join(lines).rstrip() + "\n"


def escaped(text: str) -> str:
    """Return text for a table cell: what stands in backticks as code, marks elsewhere escaped."""
    parts = printable(text).split("`")
    if len(parts) % 2 == 0:
        parts[-2:] = ["'".join(parts[-2:])]
    return "".join(_code(part) if at % 2 else _plain(part) for at, part in enumerate(parts))


def _table(report: Report) -> Iterator[str]:
    remaining = set() if report.since is None else {id(one) for one in report.since.remaining}
    state = "open" if report.since is None else "new"
    rows = [(one, "remaining" if id(one) in remaining else state) for one in report.findings]
    rows += [(one, "fixed") for one in report.fixed]
    gone = () if report.since is None else report.since.fixed
    if not (rows or gone):
        return
    yield "| File | Line | Issue | Fix | Severity | Status |"
    yield "| --- | ---: | --- | --- | --- | --- |"
    for finding, status in rows:
        cells = (
            _code(finding.file),
            str(finding.range.line),
            f"{escaped(finding.message)} ({finding.code})",
            _fix(finding),
            finding.severity.value,
            status,
        )
        yield f"| {' | '.join(cells)} |"
    for one in gone:
        yield f"| {_code(one.file)} | | {_code(one.command)} ({one.code}) | - | | fixed |"
    yield ""


def _fix(finding: Finding) -> str:
    if finding.suggestion:
        return _code(finding.suggestion)
    return escaped(finding.help) or "-"


def _sums(report: Report) -> Iterator[str]:
    sums = report.summary
    if report.since is not None:
        since = report.since
        yield (
            f"**{len(since.new)} new, {len(since.fixed)} fixed, {len(since.remaining)} remaining**"
            " against the base."
        )
        yield ""
    nothing = nothing_checked(report)
    if nothing:
        yield f"**{nothing}**"
    elif not sums.findings and not is_cut_short(report):
        yield "No open discrepancies."
    yield ""
    yield (
        f"{sums.checked} of {sums.references} command references checked in {sums.files} files;"
        f" {sums.errors} errors, {sums.warnings} warnings, {sums.infos} infos,"
        f" {sums.fixed} fixed."
    )
    yield ""
    if report.run is not None:
        yield executed(report.run)
        yield ""
    if report.skipped or report.not_read:
        yield "| Not checked because | Count |"
        yield "| --- | ---: |"
        reasons = Counter(skip.reason for skip in (*report.skipped, *report.not_read))
        yield from (f"| {reason} | {count} |" for reason, count in reasons.most_common())


def _plain(text: str) -> str:
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _MARKS.sub(r"\\\1", text)


def _code(text: str) -> str:
    """Return a code span; a backtick would end it, a bar would end the table cell."""
    text = printable(text).replace("`", "'").replace("|", r"\|")
    return f"`{text}`" if text.strip() else text
