"""What the reader sees beside a block: a caption where it is verified, a box where it is not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape

from doccheck.api import Finding, page_anchor
from doccheck.model.report import ReferenceRow, Verdict
from mkdocs_plugins.doccheck.audit import PageAudit
from mkdocs_plugins.doccheck.blocks import BOX, CAPTION, TOP, marks
from mkdocs_plugins.doccheck.executions import Execution, Executions
from mkdocs_plugins.doccheck.pages import PageText

STYLE = "assets/doccheck/doccheck.css"


@dataclass(frozen=True, slots=True)
class Shown:
    """What is put into the pages: which marks, and what the captions rest on."""

    badges: bool
    boxes: bool
    versions: Mapping[str, str]
    """The version of each audited program, where it is known."""
    executions: Executions
    report: str = ""
    """The address of the report page from this page, empty where there is none."""
    anchors: frozenset[str] = frozenset()
    """The rows of the report page that can be linked to."""


def dress(html: str, page: PageText, found: PageAudit, shown: Shown) -> str:
    """Return the page's HTML with captions and boxes in place of its marks."""
    captions = _captions(page, found, shown) if shown.badges else {}
    boxes = _boxes(page, found) if shown.boxes else {}
    by_kind = {CAPTION: captions, BOX: boxes}
    return marks().sub(lambda match: by_kind[match[1]].get(int(match[2]), ""), html)


def without_marks(html: str) -> str:
    """Return the page's HTML without the room that was left for captions and boxes."""
    return marks().sub("", html)


def _captions(page: PageText, found: PageAudit, shown: Shown) -> dict[int, str]:
    captions = {}
    for start, end in page.blocks.items():
        rows = [row for line, row in found.references if start <= line <= end]
        if _refused(rows) or any(start <= line <= end for line, _ in found.findings):
            continue
        text, ran = _static(rows, shown.versions), _ran(page, start, end, shown.executions)
        if text or ran:
            captions[start] = _caption(text, ran, page_anchor(page.shown), shown)
    return captions


def _refused(rows: Iterable[ReferenceRow]) -> bool:
    return any(row.verdict is Verdict.REFUSED for row in rows)


def _ran(page: PageText, start: int, end: int, executions: Executions) -> Execution | None:
    """Return how the block at these lines of the page fared, in the file it came from."""
    if not executions:
        return None
    first, last = page.traced[start - 1][1], page.traced[end - 1][1]
    ends = last.end_line if last.file == first.file else first.end_line
    place = range(first.line, max(ends, first.end_line) + 1)
    return executions.of_block(first.file, place, page.lines[start - 1 : end])


def _static(rows: Iterable[ReferenceRow], versions: Mapping[str, str]) -> str:
    """Say what the check vouches for; nothing where no command was accepted."""
    rows = tuple(rows)
    accepted = [row for row in rows if row.verdict is Verdict.ACCEPTED]
    if not accepted:
        return ""
    programs = _named(dict.fromkeys(row.program for row in accepted), versions)
    count = f", {len(accepted)} of {len(rows)} commands" if len(accepted) < len(rows) else ""
    return f"Checked against {programs}{count}"


def _named(programs: Iterable[str], versions: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {versions.get(name) or ''}".strip() for name in programs)


def _caption(checked: str, ran: Execution | None, about_page: str, shown: Shown) -> str:
    if ran is None:
        state, icon, text = "static", "✓", checked
    elif ran.passed:
        state, icon = "executed", "▶"
        text = _executed(ran)
    else:
        state, icon, text = "failed", "✗", f"Failed when it was executed on {ran.day}"
    said = escape(text)
    if shown.report:
        anchors = (ran.anchor if ran else "", about_page)
        row = next((f"#{one}" for one in anchors if one in shown.anchors), "")
        said = f'<a href="{escape(shown.report + row)}">{said}</a>'
    return (
        f'<div class="doccheck-caption doccheck-{state}">'
        f'<span aria-hidden="true">{icon}</span> {said}</div>'
    )


def _executed(ran: Execution) -> str:
    """Say what was executed; a block without an audited program names none."""
    if ran.printed_by:
        return f"Output of {ran.printed_by}, executed and compared on {ran.day}"
    programs = _named(ran.programs, ran.versions)
    said = f"Executed with {programs} on {ran.day}" if programs else f"Executed on {ran.day}"
    return f"{said}, by a stand-in command" if ran.replaced else said


def _boxes(page: PageText, found: PageAudit) -> dict[int, str]:
    """Return a box for each block with findings; those outside blocks stand at the top."""
    placed: dict[int, list[Finding]] = {}
    for line, finding in found.findings:
        starts = (start for start, end in page.blocks.items() if start <= line <= end)
        placed.setdefault(next(starts, TOP), []).append(finding)
    return {line: _box(findings) for line, findings in placed.items()}


def _box(findings: Iterable[Finding]) -> str:
    rows = "".join(f"<li>{_said(finding)}</li>" for finding in findings)
    return (
        '<div class="admonition danger doccheck-findings" role="note">'
        f'<p class="admonition-title">doccheck</p><ul>{rows}</ul></div>'
    )


def _said(finding: Finding) -> str:
    note = f" ({escape(finding.help)})" if finding.help else ""
    place = f"{finding.file}:{finding.range.line}"
    return (
        f"<code>{escape(place)}</code> {finding.code} {escape(finding.name)}: "
        f"{escape(finding.message)}{note}"
    )
