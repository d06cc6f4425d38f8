from __future__ import annotations

from collections.abc import Callable

import pytest

from doccheck.model.block import Directive
from doccheck.model.finding import Finding, Skipped
from doccheck.model.resolution import SkipReason
from doccheck.model.source import Document
from doccheck.rules.context import Place
from doccheck.rules.selection import Policy
from doccheck.suppress.inline import Outcome, apply_directives

Read = Callable[[Document], tuple[Directive, ...]]
Make = Callable[..., Finding]


@pytest.fixture
def outcome(finding: Make, directives: Read) -> Callable[..., Outcome]:
    def run(
        text: str,
        words: tuple[str, ...],
        *,
        policy: Policy | None = None,
        skipped: tuple[Skipped, ...] = (),
    ) -> Outcome:
        document = Document("a.md", text)
        return apply_directives(
            [finding(document, word) for word in words],
            directives(document),
            Place.of(document),
            policy or Policy.of(),
            skipped,
        )

    return run


Run = Callable[..., Outcome]


def _told(outcome: Outcome) -> list[tuple[str, int]]:
    return [(one.code, one.range.line) for one in outcome.findings]


@pytest.mark.parametrize("name", ["unknown-option", "DC102", "dc102", "DC10", "DC1", "DC"])
def test_ignore_hides_the_next_block_and_nothing_else(outcome: Run, name: str) -> None:
    found = outcome(
        f"<!-- doccheck: ignore[{name}] shown as wrong -->\n"
        "shop --one\nshop --two\n\nshop --three\n",
        ("--one", "--two", "--three"),
    )
    assert _told(found) == [("DC102", 5)]
    assert [one.reason for one in found.suppressed] == ["shown as wrong"] * 2
    assert {one.kind for one in found.suppressed} == {"inline"}


def test_ignore_at_the_end_of_a_line_hides_that_line(outcome: Run) -> None:
    found = outcome(
        "Use --one. <!-- doccheck: ignore[unknown-option] -->\nUse --two.\n", ("--one", "--two")
    )
    assert _told(found) == [("DC102", 2)]


def test_another_rule_is_not_hidden(outcome: Run) -> None:
    found = outcome("<!-- doccheck: ignore[unknown-command] -->\nshop --one\n", ("--one",))
    assert _told(found) == [("DC102", 2), ("DC901", 1)]


def test_ignore_file_hides_the_whole_page(outcome: Run) -> None:
    found = outcome(
        "shop --one\n\n<!-- doccheck: ignore-file[unknown-option] -->\n\nshop --two\n",
        ("--one", "--two"),
    )
    assert _told(found) == []


REGION = """\
shop --before

<!-- doccheck: disable[unknown-option] -->
shop --inside

<!-- doccheck: enable[unknown-option] -->
shop --after
"""


def test_a_region_hides_what_lies_in_it(outcome: Run) -> None:
    found = outcome(REGION, ("--before", "--inside", "--after"))
    assert _told(found) == [("DC102", 1), ("DC102", 7)]


def test_a_region_without_end_reaches_the_end(outcome: Run) -> None:
    text = REGION.replace("<!-- doccheck: enable[unknown-option] -->", "")
    assert _told(outcome(text, ("--before", "--inside", "--after"))) == [("DC102", 1)]


def test_enable_of_a_family_ends_a_rule_of_it(outcome: Run) -> None:
    text = REGION.replace("enable[unknown-option]", "enable[DC1]")
    assert ("DC102", 7) in _told(outcome(text, ("--before", "--inside", "--after")))


def test_enable_of_another_rule_ends_nothing_and_is_reported(outcome: Run) -> None:
    text = REGION.replace("enable[unknown-option]", "enable[unknown-command]")
    found = outcome(text, ("--before", "--inside", "--after"))
    assert _told(found) == [("DC102", 1), ("DC902", 6)]
    assert "nothing is disabled here" in found.findings[1].message


def test_an_unknown_rule_is_a_malformed_directive_with_the_nearest_name(outcome: Run) -> None:
    found = outcome(
        "<!-- doccheck: ignore[unknown-optoin, unknown-option] -->\nshop --one\n", ("--one",)
    )
    (finding,) = found.findings
    assert finding.code == "DC902"
    assert finding.suggestion == "unknown-option"
    assert finding.help == "did you mean `unknown-option`?"
    assert len(found.suppressed) == 1


def test_a_faulty_comment_is_reported_and_hides_nothing(outcome: Run) -> None:
    found = outcome("<!-- doccheck: ignroe[unknown-option] -->\nshop --one\n", ("--one",))
    assert sorted(_told(found)) == [("DC102", 2), ("DC902", 1)]


def test_an_unused_suppression_is_reported_with_a_fix(outcome: Run) -> None:
    text = "Text.\n\n<!-- doccheck: ignore[unknown-option] -->\nshop --one\n"
    (finding,) = outcome(text, ()).findings
    assert (finding.code, finding.range.line) == ("DC901", 3)
    (fix,) = finding.fixes
    (edit,) = fix.edits
    assert text[: edit.span.start] + text[edit.span.end :] == "Text.\n\nshop --one\n"


def test_the_fix_of_a_comment_within_a_line_leaves_the_line(outcome: Run) -> None:
    text = "Use `x`. <!-- doccheck: ignore[unknown-option] -->\n"
    (finding,) = outcome(text, ()).findings
    (edit,) = finding.fixes[0].edits
    assert text[: edit.span.start] + text[edit.span.end :] == "Use `x`.\n"


def test_only_the_rules_that_hide_nothing_are_named(outcome: Run) -> None:
    found = outcome(
        "<!-- doccheck: ignore[unknown-option, unknown-command] -->\nshop --one\n", ("--one",)
    )
    (finding,) = found.findings
    assert finding.message == "nothing here to suppress for `unknown-command`"
    assert finding.fixes == ()


def test_a_rule_that_is_not_selected_is_not_unused(outcome: Run) -> None:
    found = outcome(
        "<!-- doccheck: ignore[unknown-option] -->\nshop --one\n",
        (),
        policy=Policy.of(ignore=["unknown-option"]),
    )
    assert found.findings == ()


def test_a_suppression_of_a_skipped_reference_is_not_unused(outcome: Run) -> None:
    skip = Skipped("a.md", 2, SkipReason.PROGRAM_UNLOADABLE)
    text = "<!-- doccheck: ignore[unknown-option] -->\nshop --one\n"
    assert outcome(text, (), skipped=(skip,)).findings == ()


def test_unused_suppressions_can_be_suppressed_by_name(outcome: Run) -> None:
    text = (
        "<!-- doccheck: ignore-file[unused-suppression] kept for other versions -->\n\n"
        "<!-- doccheck: ignore[unknown-option] -->\nshop --one\n"
    )
    found = outcome(text, ())
    assert found.findings == ()
    assert [one.finding.code for one in found.suppressed] == ["DC901"]


def test_run_directives_hide_nothing(outcome: Run) -> None:
    assert _told(outcome("<!-- doccheck: run -->\nshop --one\n", ("--one",))) == [("DC102", 2)]
