"""Choose the fixes of one file so that no two touch the same characters."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable
from itertools import combinations

from msgspec import Struct

from doccheck.model.finding import Applicability, Edit, Finding, Fix
from doccheck.model.source import Document, Span


class Plan(Struct, frozen=True):
    """The edits to make, in order, and the findings that they resolve.

    `dropped` are findings whose fix overlaps another: it may be there on the next run.
    """

    edits: tuple[Edit, ...] = ()
    fixed: tuple[Finding, ...] = ()
    dropped: tuple[Finding, ...] = ()


def plan(
    findings: Iterable[Finding], *, unsafe: bool = False, document: Document | None = None
) -> Plan:
    """Return the plan for findings of one file: safe fixes before unsafe ones, then by place.

    With the `document` that is to be changed, findings that do not speak of its present text are
    left out: it may have changed since it was checked.
    """
    current = [one for one in findings if document is None or speaks_of(one, document)]
    wanted = [(fix, one) for one in current if (fix := choose(one, unsafe=unsafe))]
    wanted.sort(key=lambda pair: (pair[0].applicability is Applicability.UNSAFE, _first(pair[0])))
    edits: list[Edit] = []
    fixed: list[Finding] = []
    dropped: list[Finding] = []
    for fix, finding in wanted:
        if _fits(fix, edits):
            for edit in fix.edits:
                _add(edit, edits)
            fixed.append(finding)
        else:
            dropped.append(finding)
    return Plan(tuple(edits), tuple(fixed), tuple(dropped))


def choose(finding: Finding, *, unsafe: bool) -> Fix | None:
    """Return the fix to use: the first safe one, else the first one if unsafe ones may be used."""
    for fix in finding.fixes:
        if fix.applicability is Applicability.SAFE:
            return fix
    return finding.fixes[0] if unsafe and finding.fixes else None


def speaks_of(finding: Finding, document: Document) -> bool:
    """Tell whether the lines that a finding was made from stand at its place in `document`."""
    if finding.span.end > len(document.text) or document.range(finding.span) != finding.range:
        return False
    first = document.index.line_span(finding.range.line)
    return bool(finding.excerpt) and document.slice(first).startswith(finding.excerpt[0])


def _first(fix: Fix) -> int:
    return min((edit.span.start for edit in fix.edits), default=0)


def _fits(fix: Fix, edits: list[Edit]) -> bool:
    """Tell whether the fix does exactly what others do, or touches nothing that they touch."""
    among = any(_meet(one, other) for one, other in combinations(fix.edits, 2))
    return (
        bool(fix.edits)
        and not among
        and all(
            edit == other or not _meet(edit, other)
            for edit in fix.edits
            for other in _beside(edit, edits)
        )
    )


def _beside(edit: Edit, edits: list[Edit]) -> list[Edit]:
    """Return the edits next to `edit`; of edits in order that never meet, only these can."""
    at = bisect_left(edits, edit.span, key=_span)
    return edits[max(0, at - 1) : at + 2]


def _add(edit: Edit, edits: list[Edit]) -> None:
    if edit not in _beside(edit, edits):
        insort(edits, edit, key=_span)


def _span(edit: Edit) -> Span:
    return edit.span


def _meet(one: Edit, other: Edit) -> bool:
    """Tell whether two edits share a character, or insert at the same place."""
    if one.span.start == other.span.start:
        return True
    return one.span.start < other.span.end and other.span.start < one.span.end
