from __future__ import annotations

import pytest

from doccheck.model.resolution import Resolved
from tests.unit.resolve.shop import judge, problem, problems, shown


def test_an_accepted_line_names_the_command_that_runs() -> None:
    assert judge("shop -v orders list --color red") == Resolved(("shop", "orders", "list"))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("shop order list", [("unknown-command", "order")]),
        ("shop orders lst", [("unknown-command", "lst")]),
        ("shop orders list --colour red", [("unknown-option", "--colour")]),
        ("shop orders list --colour=red", [("unknown-option", "--colour")]),
        ("shop orders list -abx", [("unknown-option", "x")]),
        ("shop orders list -x", [("unknown-option", "-x")]),
        ("shop orders list --color rde", [("invalid-choice", "rde")]),
        ("shop orders list --color=rde", [("invalid-choice", "rde")]),
        ("shop orders list --limit ten", [("invalid-value", "ten")]),
        ("shop orders list -l101", [("invalid-value", "101")]),
        ("shop orders list -al0", [("invalid-value", "0")]),
        ("shop orders list --all=yes", [("option-arity", "--all")]),
        ("shop orders list --limit", [("option-arity", "--limit")]),
        ("shop orders list --between 1", [("option-arity", "--between")]),
        ("shop orders list -al", [("option-arity", "l")]),
        ("shop orders list 7", [("unexpected-argument", "7")]),
        ("shop orders show x", [("invalid-value", "x")]),
        ("shop orders show", [("missing-argument", "show")]),
        ("shop export a", [("missing-option", "export")]),
        ("shop export -t a", [("missing-argument", "export")]),
        ("shop -v", [("missing-argument", "shop")]),
        ("shop orders list --verbose", [("misplaced-option", "--verbose")]),
        ("shop --color red orders list", [("misplaced-option", "--color")]),
    ],
)
def test_a_problem_stands_at_the_word_at_fault(line: str, expected: list[tuple[str, str]]) -> None:
    assert problems(line) == expected


@pytest.mark.parametrize(
    "line",
    [
        "shop orders list --limit=5 -a --between 1 2",
        "shop orders list -abl5",
        "shop orders list --color red --color blue",
        "shop orders list --limit zero --limit 5",
        "shop export --to a b",
        "shop pack a -- -b --c",
        "shop --help nosuch",
        "shop orders list --help --limit ten",
        "shop export --help",
        "shop orders",
        "shop",
    ],
)
def test_what_click_accepts_is_accepted(line: str) -> None:
    assert problems(line) == []


def test_two_dashes_end_the_options() -> None:
    assert problems("shop export -- -b -t a") == [
        ("missing-option", "export"),
        ("unexpected-argument", "-t"),
    ]


def test_help_does_not_excuse_what_the_parser_refuses() -> None:
    assert problems("shop orders list --help --nosuch") == [("unknown-option", "--nosuch")]


def test_an_eager_value_is_checked_in_the_order_of_the_words() -> None:
    assert problems("shop orders list --color rde --limit ten") == [
        ("invalid-choice", "rde"),
        ("invalid-value", "ten"),
    ]


def test_independent_problems_are_all_reported() -> None:
    assert problems("shop orders list --colour red --limit ten --nosuch") == [
        ("unknown-option", "--colour"),
        ("unknown-option", "--nosuch"),
        ("invalid-value", "ten"),
    ]
    assert problems("shop --nosuch orders list --color rde") == [
        ("unknown-option", "--nosuch"),
        ("invalid-choice", "rde"),
    ]


def test_what_an_unknown_option_may_take_is_not_held_against_the_line() -> None:
    assert problems("shop export --target a b --to c") == [("unknown-option", "--target")]
    assert problems("shop --nosuch a list") == [("unknown-option", "--nosuch")]


def test_the_path_is_that_of_the_command_which_refuses() -> None:
    assert problem("shop orders list --nosuch").command == ("shop", "orders", "list")
    assert problem("shop --nosuch orders").command == ("shop",)


def test_the_nearest_names_come_first() -> None:
    assert problem("shop orders lst").closest == ("list",)
    assert problem("shop orders list --colour red").closest == ("--color",)
    assert problem("shop orders list --start_ x").closest[0] == "--start"
    assert problem("shop orders list --color rde").closest == ("red",)
    assert problem("shop orders list -brief").closest == ("--brief",)


def test_hidden_names_are_not_suggested() -> None:
    assert problem("shop retiredd").closest == ()
    assert problem("shop orders list --secre").closest == ()


def test_a_long_option_with_one_dash_is_refused_as_a_whole() -> None:
    line = "shop orders list -color red"
    found = problem(line)
    assert (found.subject, shown(line, found), found.closest) == ("-color", "-color", ("--color",))


def test_details_say_what_is_expected() -> None:
    assert problem("shop orders list --color x").detail == "Choose from: red, green, blue"
    expected = "Expected an integer in the range 1<=x<=100"
    assert problem("shop orders list --limit 0").detail == expected
    assert problem("shop orders list --limit 0").parameter == "--limit"
    assert problem("shop orders show x").parameter == "ORDER"
    assert problem("shop orders show 1 2").detail == "It takes at most 1 argument"
    assert problem("shop orders list --between 1").detail == "Usage: --between BETWEEN BETWEEN"
    assert problem("shop -v").detail == "Commands: export, orders, pack, tidy"


def test_a_misplaced_option_is_sent_to_its_command() -> None:
    found = problem("shop orders list --region eu")
    assert found.detail == "It belongs to `shop orders`: write it before `list`"
    found = problem("shop --color red orders list")
    assert found.detail == "It belongs to `shop orders list`: write it after `list`"


def test_an_option_of_a_command_that_is_not_on_the_line_is_unknown() -> None:
    assert problems("shop pack --color red") == [("unknown-option", "--color")]
