from __future__ import annotations

import pytest

from doccheck.model.command import Usage
from tests.unit.resolve.shop import judge, problems, skipped


@pytest.mark.parametrize(
    "line",
    [
        'shop orders list --color "$X"',
        "shop orders list --color=$X",
        "shop orders list --color=dark$X",
        "shop orders list --limit <n>",
        "shop orders list -l$X",
        "shop orders list $X",
        'shop orders list "$X"',
        "shop orders list *",
        "shop orders list --$X",
        "shop orders list -a$X",
        "shop orders show $X",
        "shop orders show <order>",
        "shop orders show $X --json",
        "shop export $X",
        "shop export [OPTIONS] <target>",
        "shop export <target> --to <where> [--token]",
        "shop export <args...>",
        "shop [OPTIONS] orders list",
        "shop --config $X orders list",
        "shop --config $(x) orders list",
        "shop orders list --between $X",
        "shop orders list --between $(x) --all",
    ],
)
def test_unknown_words_are_never_at_fault(line: str) -> None:
    assert problems(line) == []


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("shop orders list $X --nosuch", [("unknown-option", "--nosuch")]),
        ("shop orders list --color $X --nosuch", [("unknown-option", "--nosuch")]),
        ("shop orders list --nosuch=$X", [("unknown-option", "--nosuch")]),
        ("shop orders list --color $X --limit ten", [("invalid-value", "ten")]),
        ("shop orders list <a>", [("unexpected-argument", "<a>")]),
        ("shop orders show <order> <more>", [("unexpected-argument", "<more>")]),
        ("shop orders show --json", [("missing-argument", "show")]),
        ("shop export <target>", [("missing-option", "export")]),
        ("shop --config $(x) orders lst", [("unknown-command", "lst")]),
        ("shop [OPTIONS] orders lst", [("unknown-command", "lst")]),
        ("shop --nosuch $X", [("unknown-option", "--nosuch")]),
        ("shop --nosuch <command>", [("unknown-option", "--nosuch")]),
    ],
)
def test_what_is_certain_is_still_reported(line: str, expected: list[tuple[str, str]]) -> None:
    assert problems(line) == expected


@pytest.mark.parametrize("word", ["<command>", "$X", '"$X"', "$(x)", "or$X", "{orders,pack}"])
def test_an_unknown_command_ends_the_walk(word: str) -> None:
    assert skipped(f"shop -v {word} --nosuch") == "dynamic-command"
    assert judge(f"shop orders {word}").command == ("shop", "orders")


def test_words_behind_an_unknown_one_have_no_certain_place() -> None:
    assert problems("shop orders show $X later") == []
    assert problems("shop orders show $X 1 2") == [("unexpected-argument", "2")]
    # The variable may end in an option that takes the next word.
    assert problems("shop orders list $X 1") == []
    assert problems("shop orders list --color $(x) 1") == []


def test_more_may_follow() -> None:
    for line in ("shop export", "shop", "shop orders show", "shop orders list --limit"):
        assert problems(line, more=True) == []
    assert problems("shop orders list --nosuch", more=True) == [("unknown-option", "--nosuch")]
    assert problems("shop orders list extra", more=True) == [("unexpected-argument", "extra")]


@pytest.mark.parametrize("usage", [Usage.MENTION, Usage.SYNOPSIS])
def test_only_names_count_where_nothing_is_to_be_run(usage: Usage) -> None:
    for line in (
        "shop export",
        "shop -v",
        "shop orders list --limit",
        "shop orders list --limit ten extra",
        "shop orders list --all=yes",
        "shop orders show a b",
    ):
        assert problems(line, usage=usage) == []
    assert problems("shop orders lst", usage=usage) == [("unknown-command", "lst")]
    assert problems("shop orders list --colour", usage=usage) == [("unknown-option", "--colour")]
