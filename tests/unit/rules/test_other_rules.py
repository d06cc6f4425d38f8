from __future__ import annotations

from doccheck.model.block import Certainty
from doccheck.model.finding import Severity
from doccheck.model.source import Document, Span
from doccheck.rules.context import BlockContext, FileContext, Place, ProgramContext
from doccheck.rules.judge import apply
from doccheck.rules.registry import FILE_RULES, HEADER_RULES, PROGRAM_RULES, SYNTAX_RULES
from doccheck.rules.selection import Policy

PAGE = Document("a.md", '```bash\nshop add "two\n```\n')
SPAN = Span(17, 21)


def test_shell_that_cannot_be_parsed_is_a_warning() -> None:
    context = BlockContext(Place.of(PAGE), SPAN, "a quote is not closed")
    (finding,) = apply(SYNTAX_RULES, context, Policy.of())
    assert (finding.code, finding.severity, finding.range.line) == ("DC201", Severity.WARNING, 2)
    assert finding.excerpt == ('shop add "two',)
    assert finding.help == "a quote is not closed"


def test_a_block_that_may_not_be_shell_is_not_reported() -> None:
    context = BlockContext(Place.of(PAGE), SPAN, "?", Certainty.AMBIGUOUS)
    assert list(apply(SYNTAX_RULES, context, Policy.of())) == []


def test_a_lost_fence_header() -> None:
    context = BlockContext(Place.of(PAGE), Span(0, 7), "linenums needs a value")
    (finding,) = apply(HEADER_RULES, context, Policy.of())
    assert (finding.code, finding.range.line) == ("DC202", 1)


def test_a_file_that_cannot_be_read_is_an_error_at_the_fault() -> None:
    (finding,) = apply(FILE_RULES, FileContext("b.md", "not valid UTF-8", 7), Policy.of())
    assert (finding.code, finding.severity, finding.file) == ("DC903", Severity.ERROR, "b.md")
    assert finding.range.line == 7
    assert finding.message == "this file cannot be read: not valid UTF-8"


def test_a_program_that_cannot_be_loaded_is_an_error_with_the_cause() -> None:
    config = Document("pyproject.toml", '[project.scripts]\nshop = "shop.cli:app"\n')
    span = Span(config.text.index("shop.cli"), config.text.index("shop.cli") + 12)
    context = ProgramContext(
        Place.of(config), span, "shop", "No module named 'shop'", "set `python`"
    )
    (finding,) = apply(PROGRAM_RULES, context, Policy.of())
    assert (finding.code, finding.file) == ("DC114", "pyproject.toml")
    assert (finding.range.line, finding.range.column, finding.range.end_column) == (2, 9, 21)
    assert finding.message == "cannot load the program `shop`: No module named 'shop'"
    assert finding.help == "set `python`"


def test_the_cause_of_an_unloadable_program_does_not_repeat_what_was_said() -> None:
    detail = "shop: cannot load shop.cli:app with python: no such module"
    context = ProgramContext(Place.whole("pyproject.toml"), Span(0, 0), "shop", detail, "")
    (finding,) = apply(PROGRAM_RULES, context, Policy.of())
    assert (
        finding.message
        == "cannot load the program `shop`: shop.cli:app with python: no such module"
    )


def test_settings_change_the_severity_but_a_historical_page_caps_it() -> None:
    policy = Policy.of(severity={"shell-syntax": "error"})
    for historical, expected in ((False, Severity.ERROR), (True, Severity.WARNING)):
        place = Place.of(PAGE, historical=historical, severities=policy.severities)
        (finding,) = apply(SYNTAX_RULES, BlockContext(place, SPAN, ""), policy)
        assert finding.severity is expected


def test_a_huge_excerpt_is_cut() -> None:
    text = "x" * 5000 + "\n" + "y\n" * 50
    (finding,) = apply(
        SYNTAX_RULES,
        BlockContext(Place.of(Document("a.md", text)), Span(0, len(text)), ""),
        Policy.of(),
    )
    assert len(finding.excerpt) < 10
    assert max(map(len, finding.excerpt)) < 5000
