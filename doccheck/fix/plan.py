"""Choose the fixes of one file so that no two touch the same characters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from doccheck.model.finding import Applicability, Edit, Finding, Fix


@dataclass(frozen=True, slots=True)
class Plan:
    """The edits to make, in order, and the findings that they resolve.

    `dropped` are findings whose fix overlaps another: it may be there on the next run.
    """

    edits: tuple[Edit, ...] = ()
    fixed: tuple[Finding, ...] = ()
    dropped: tuple[Finding, ...] = ()


def plan(findings: Iterable[Finding], *, unsafe: bool = False) -> Plan:
    """Return the plan for findings of one file: safe fixes before unsafe ones, then by place."""
    wanted = [(fix, one) for one in findings if (fix := choose(one, unsafe=unsafe))]
    wanted.sort(key=lambda pair: (pair[0].applicability is Applicability.UNSAFE, _first(pair[0])))
    edits: set[Edit] = set()
    fixed: list[Finding] = []
    dropped: list[Finding] = []
    for fix, finding in wanted:
        if _fits(fix, edits):
            edits.update(fix.edits)
            fixed.append(finding)
        else:
            dropped.append(finding)
    ordered = tuple(sorted(edits, key=lambda edit: edit.span))
    return Plan(ordered, tuple(fixed), tuple(dropped))


def choose(finding: Finding, *, unsafe: bool) -> Fix | None:
    """Return the fix to use: the first safe one, else the first one if unsafe ones may be used."""
    for fix in finding.fixes:
        if fix.applicability is Applicability.SAFE:
            return fix
    return finding.fixes[0] if unsafe and finding.fixes else None


def _first(fix: Fix) -> int:
    return min((edit.span.start for edit in fix.edits), default=0)


def _fits(fix: Fix, edits: set[Edit]) -> bool:
    """Tell whether the fix does exactly what others do, or touches nothing that they touch."""
    among = any(_meet(one, other) for one, other in combinations(fix.edits, 2))
    return (
        bool(fix.edits)
        and not among
        and all(edit == other or not _meet(edit, other) for edit in fix.edits for other in edits)
    )


def _meet(one: Edit, other: Edit) -> bool:
    """Tell whether two edits share a character, or insert at the same place."""
    if one.span.start == other.span.start:
        return True
    return one.span.start < other.span.end and other.span.start < one.span.end
