from __future__ import annotations

from collections.abc import Callable

import pytest

from doccheck.model.block import Certainty
from doccheck.model.command import Usage
from doccheck.model.finding import Applicability, Finding, Severity
from doccheck.model.report import Verdict
from doccheck.model.resolution import (
    NotJudged,
    Problem,
    ProblemKind,
    Resolved,
    SkipReason,
)
from doccheck.rules.context import CommandContext
from doccheck.rules.judge import judge
from doccheck.rules.selection import Policy

Check = Callable[..., tuple[Finding, ...]]
Make = Callable[..., CommandContext]


@pytest.mark.parametrize(
    ("line", "code", "word", "message"),
    [
        ("shop orders lst", "DC101", "lst", "`shop orders` has no command `lst`"),
        ("shop order list", "DC101", "order", "`shop` has no command `order`"),
        (
            "shop orders list --colour red",
            "DC102",
            "--colour",
            "`shop orders list` has no option `--colour`",
        ),
        (
            "shop orders list --colour=red",
            "DC102",
            "--colour",
            "`shop orders list` has no option `--colour`",
        ),
        ("shop orders show 7", "DC103", None, "`shop orders show` requires option `--format`"),
        (
            "shop orders show --format csv",
            "DC104",
            None,
            "`shop orders show` requires argument `NUMBER`",
        ),
        (
            "shop orders list now",
            "DC105",
            "now",
            "`shop orders list` does not take the argument `now`",
        ),
        (
            "shop orders list --color blue",
            "DC106",
            "blue",
            "`--color` of `shop orders list` does not accept `blue`",
        ),
        (
            "shop orders list --limit ten",
            "DC107",
            "ten",
            "`--limit` of `shop orders list` does not accept `ten`",
        ),
        (
            "shop orders list --verbose=yes",
            "DC108",
            "--verbose",
            "option `--verbose` of `shop orders list` takes no value",
        ),
        (
            "shop orders list --limit",
            "DC108",
            "--limit",
            "option `--limit` of `shop orders list` requires a value",
        ),
        (
            "shop --limit 3 orders list",
            "DC109",
            "--limit",
            "`shop` has no option `--limit` at this place",
        ),
        ("shop fetch", "DC110", "fetch", "command `shop fetch` is deprecated"),
        (
            "shop orders list --max 3",
            "DC111",
            "--max",
            "option `--max` of `shop orders list` is deprecated",
        ),
        (
            "shop orders list -start 2026",
            "DC113",
            "-start",
            "`shop orders list` reads `-start` as short options",
        ),
    ],
)
def test_each_rule_names_the_exact_word(
    check: Check, line: str, code: str, word: str | None, message: str
) -> None:
    finding = next(one for one in check(line) if one.code == code)
    assert finding.message == message
    assert finding.file == "docs/page.md"
    assert finding.range.line == 4
    assert finding.source == line
    if word is not None:
        shown = finding.excerpt[0][finding.range.column - 1 : finding.range.end_column - 1]
        assert shown == word


@pytest.mark.parametrize(
    "line",
    [
        "shop orders list",
        "shop secret",
        "shop orders list -l 3 --color green --verbose",
        "shop orders show 7 --format csv",
        "shop --help",
    ],
)
def test_what_the_program_accepts_is_not_reported(check: Check, line: str) -> None:
    assert check(line) == ()


def test_help_asks_and_lists_the_visible_commands(check: Check) -> None:
    (finding,) = check("shop orderz")
    assert finding.help == "did you mean `orders`? Commands of `shop`: fetch, orders"
    assert finding.suggestion == "orders"


def test_help_names_the_place_where_the_command_is(check: Check) -> None:
    (finding,) = check("shop show 7")
    assert finding.help.startswith("did you mean `orders show`?")
    assert finding.suggestion == "orders show"
    assert [fix.applicability for fix in finding.fixes] == [Applicability.UNSAFE]


def test_a_place_on_another_branch_is_named_in_full(check: Check) -> None:
    (finding,) = check("shop orders secret")
    assert finding.suggestion == "shop secret"
    assert finding.fixes == ()


def test_a_mention_may_leave_words_out(check: Check) -> None:
    assert check("shop orders show", usage=Usage.MENTION) == ()
    assert [one.code for one in check("shop orders shwo", usage=Usage.MENTION)] == ["DC101"]


def test_on_a_historical_page_an_error_is_a_warning(check: Check) -> None:
    (finding,) = check("shop orders lst", historical=True)
    assert finding.severity is Severity.WARNING


def test_rules_that_are_not_selected_say_nothing(context: Make) -> None:
    found = judge(context("shop orders lst"), Policy.of(ignore=["unknown-command"]))
    assert found.findings == ()
    assert found.verdict is Verdict.REFUSED


def test_a_refusal_in_doubtful_text_is_a_skip(context: Make) -> None:
    made = context("shop orders lst")
    doubtful = CommandContext(
        made.place, made.invocation, made.resolution, made.tree, Certainty.AMBIGUOUS
    )
    found = judge(doubtful, Policy.of())
    assert found.findings == ()
    assert found.skipped is not None
    assert found.skipped.reason is SkipReason.AMBIGUOUS_TEXT
    assert found.skipped.line == 4
    assert found.verdict is Verdict.SKIPPED


def test_what_is_not_judged_is_skipped_with_its_reason(context: Make) -> None:
    made = context("shop orders lst")
    unknown = NotJudged(("shop",), SkipReason.CUSTOM_PARSER, "get_command")
    found = judge(CommandContext(made.place, made.invocation, unknown, made.tree), Policy.of())
    assert found.findings == ()
    assert found.skipped is not None
    assert (found.skipped.reason, found.skipped.detail) == (
        SkipReason.CUSTOM_PARSER,
        "get_command",
    )


def test_a_missing_file_is_information(context: Make) -> None:
    made = context("shop orders list --start x.csv")
    word = made.invocation.argv[-1]
    remark = Problem(ProblemKind.MISSING_FILE, word.span, "x.csv", ("shop", "orders", "list"))
    resolved = Resolved(("shop", "orders", "list"), (remark,))
    asked = CommandContext(made.place, made.invocation, resolved, made.tree)
    assert judge(asked, Policy.of()).findings == ()
    found = judge(asked, Policy.of(("DC", "missing-file")))
    assert [(one.code, one.severity) for one in found.findings] == [("DC112", Severity.INFO)]
    assert found.verdict is Verdict.ACCEPTED


def test_a_message_stays_on_one_line_whatever_the_page_says(check: Check) -> None:
    (finding,) = check("shop 'a\n\x1b[31mb'")
    assert "\n" not in finding.message + finding.help
    assert "\x1b" not in finding.message + finding.help
