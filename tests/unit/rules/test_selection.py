from __future__ import annotations

import pytest

from doccheck.model.finding import Severity
from doccheck.rules.registry import metas
from doccheck.rules.selection import Policy, UnknownRuleError, codes, find

ALL = frozenset(meta.code for meta in metas())


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        ("DC102", {"DC102"}),
        ("dc102", {"DC102"}),
        ("unknown-option", {"DC102"}),
        ("DC2", {"DC201", "DC202", "DC203"}),
        ("DC20", {"DC201", "DC202", "DC203"}),
        ("DC", ALL),
        ("ALL", ALL),
    ],
)
def test_rules_are_named_by_code_name_and_prefix(selector: str, expected: set[str]) -> None:
    assert codes(selector) == expected


@pytest.mark.parametrize(
    ("selector", "nearest"),
    [
        ("unknown-optoin", "unknown-option"),
        ("Unknown_Command", "unknown-command"),
        ("DC1O2", "DC102"),
        ("E501", None),
        ("", None),
    ],
)
def test_an_unknown_rule_names_the_nearest(selector: str, nearest: str | None) -> None:
    with pytest.raises(UnknownRuleError) as caught:
        codes(selector)
    assert caught.value.nearest == nearest
    assert selector in str(caught.value)


@pytest.mark.parametrize(
    ("select", "ignore", "expected"),
    [
        (("DC",), ("DC1",), {code for code in ALL if not code.startswith("DC1")}),
        (("DC102",), ("DC1",), {"DC102"}),
        (("DC1",), ("unknown-option",), codes("DC1") - {"DC102", "DC112"}),
        (("DC102",), ("unknown-option",), set()),
        (("DC112",), (), {"DC112"}),
        ((), (), set()),
    ],
)
def test_the_more_exact_selector_wins(
    select: tuple[str, ...], ignore: tuple[str, ...], expected: set[str]
) -> None:
    assert Policy.of(select, ignore).selected == expected


def test_severities_are_given_by_name_or_code() -> None:
    policy = Policy.of(severity={"unknown-option": "info", "DC2": "error"})
    assert policy.severities == {
        "DC102": Severity.INFO,
        "DC201": Severity.ERROR,
        "DC202": Severity.ERROR,
        "DC203": Severity.ERROR,
    }


def test_a_file_can_drop_rules() -> None:
    policy = Policy.of().without(["DC9", "unknown-option"])
    assert policy.selected == ALL - codes("DC9") - {"DC102", "DC112"}


def test_find_returns_one_rule() -> None:
    assert find("DC101").name == "unknown-command"
    with pytest.raises(UnknownRuleError):
        find("DC1")
