from __future__ import annotations

from doccheck.fix.apply import apply
from doccheck.fix.plan import plan
from doccheck.model.finding import Applicability, Edit, Finding, Fix, Severity
from doccheck.model.source import Range, Span


def test_many_fixes_of_one_page_are_planned_in_one_pass() -> None:
    """Twenty thousand fixes would take minutes if each were compared with every other."""
    findings = [_finding(at) for at in range(0, 40_000, 2)]
    found = plan(reversed(findings))
    assert apply("a-" * 20_000, found.edits) == "b-" * 20_000


def _finding(at: int) -> Finding:
    span = Span(at, at + 1)
    fix = Fix("t", Applicability.SAFE, (Edit(span, "b"),))
    where = Range(1, 1, 1, 1)
    return Finding(
        "DC101", "unknown-command", Severity.ERROR, "m", "a.md", span, where, fixes=(fix,)
    )
