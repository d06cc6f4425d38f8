"""A report with one of everything, the document hostile to every format."""

from __future__ import annotations

import pytest

from doccheck.model.finding import (
    Applicability,
    Edit,
    Finding,
    Fix,
    Related,
    Severity,
    Skipped,
)
from doccheck.model.report import (
    LeftOut,
    Means,
    ProgramInfo,
    ReferenceRow,
    Report,
    Suppressed,
    Verdict,
    build,
)
from doccheck.model.resolution import SkipReason
from doccheck.model.source import Range, Span

HOSTILE = "\x1b[31m\x9b2J\x07\u202e|`<b>&]]>\"'%,::error::\x00\r\n# x ]("


def make_finding(**changes: object) -> Finding:
    values: dict[str, object] = {
        "code": "DC101",
        "name": "unknown-command",
        "severity": Severity.ERROR,
        "message": "`shop orders` has no command `lst`",
        "file": "docs/a.md",
        "span": Span(17, 20),
        "range": Range(4, 13, 4, 16),
        "excerpt": ("shop orders lst",),
        "help": "did you mean `list`?",
        "program": "shop",
        "command": ("shop", "orders"),
        "source": "shop orders lst",
        "suggestion": "list",
        "fixes": (Fix("Replace `lst`", Applicability.SAFE, (Edit(Span(17, 20), "list"),)),),
    }
    return Finding(**(values | changes))  # type: ignore[arg-type]  # by name, of any type


def make_row(source: str, line: int, verdict: Verdict = Verdict.ACCEPTED) -> ReferenceRow:
    words = tuple(source.split())
    return ReferenceRow(
        "docs/a.md", line, words[0], words[1:], source, verdict, words[:2], (), Means.PARSER
    )


@pytest.fixture
def finding() -> Finding:
    return make_finding()


@pytest.fixture
def report(finding: Finding) -> Report:
    hostile = make_finding(
        file=f"docs/{HOSTILE}.md",
        message=f"`shop` has no command `{HOSTILE}`",
        help=f"did you mean `{HOSTILE}`?",
        source=f"shop {HOSTILE}",
        excerpt=(f"shop {HOSTILE[:20]}",),
        suggestion=HOSTILE,
        range=Range(1, 6, 1, 10),
        severity=Severity.WARNING,
        related=(Related(HOSTILE, Span(0, 1), Range(1, 1, 1, 2)),),
        fixes=(Fix(HOSTILE, Applicability.UNSAFE, (Edit(Span(1, 2), HOSTILE),)),),
    )
    skips = [
        Skipped("docs/a.md", 9, SkipReason.CUSTOM_PARSER, "get_command", "shop x", "shop"),
        Skipped("docs/a.md", 8, SkipReason.CUSTOM_PARSER, HOSTILE, HOSTILE, "shop"),
        Skipped("docs/b.rst", 1, SkipReason.FILE_NOT_READ, ".rst is not read"),
    ]
    return build(
        files=3,
        references=[
            make_row("shop orders lst", 4, Verdict.REFUSED),
            make_row("shop orders list", 6),
            make_row("shop orders drop", 7, Verdict.REFUSED),
            make_row("shop x", 9, Verdict.SKIPPED),
        ],
        findings=[hostile, finding, make_finding(severity=Severity.INFO, code="DC112", fixes=())],
        skipped=skips,
        programs=[ProgramInfo("shop", "manifest", "1.2", "shop:cli", "click 8", 3)],
        left_out=[LeftOut("exclude", 2)],
        suppressed=[
            Suppressed(make_finding(code="DC102"), "inline", HOSTILE),
            Suppressed(make_finding(code="DC103"), "baseline"),
        ],
        fixed=[make_finding(range=Range(2, 1, 2, 3), span=Span(5, 6))],
        stale_baseline=1,
        disagreements=2,
        notes=["a note"],
        seconds=0.5,
    )


@pytest.fixture
def empty() -> Report:
    return build(files=2)


@pytest.fixture
def skipped_only() -> Report:
    skip = Skipped("a.md", 1, SkipReason.PROGRAM_UNLOADABLE, "", "shop x", "shop")
    return build(files=1, skipped=[skip], references=[make_row("shop x", 1, Verdict.SKIPPED)])


@pytest.fixture
def clean() -> Report:
    return build(files=1, references=[make_row("shop orders list", 6)])
