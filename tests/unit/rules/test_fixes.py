from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from doccheck.model.finding import Applicability, Finding
from doccheck.rules.context import CommandContext
from doccheck.rules.judge import judge
from doccheck.rules.selection import Policy

Check = Callable[..., tuple[Finding, ...]]


def _outcome(finding: Finding) -> tuple[str, str] | None:
    if not finding.fixes:
        return None
    (fix,) = finding.fixes
    (edit,) = fix.edits
    line = finding.excerpt[0]
    start = finding.range.column - 1 + edit.span.start - finding.span.start
    end = start + edit.span.end - edit.span.start
    return fix.applicability.value, line[:start] + edit.content + line[end:]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        # one name within a slip or two
        ("shop orders lst", ("safe", "shop orders list")),
        ("shop ordres list -l 3", ("safe", "shop orders list -l 3")),
        ("shop orders list --limti 3", ("safe", "shop orders list --limit 3")),
        ("shop orders list --limti=3", ("safe", "shop orders list --limit=3")),
        ("shop orders list --verbos", ("safe", "shop orders list --verbose")),
        ("shop orders list --color gren", ("safe", "shop orders list --color green")),
        # the rest of the line does not fit the new name
        ("shop orders lst --nothing", ("unsafe", "shop orders list --nothing")),
        ("shop orders list --limti ten", ("unsafe", "shop orders list --limit ten")),
        ("shop orders list --verbos=3", ("unsafe", "shop orders list --verbose=3")),
        ("shop orders list --limti", ("unsafe", "shop orders list --limit")),
        ("shop fetc", ("unsafe", "shop fetch")),  # it would be deprecated
        # near, but not a slip
        ("shop orders listing", ("unsafe", "shop orders list")),
        ("shop orders list -start", ("unsafe", "shop orders list --start")),
        # at the wrong level
        ("shop --limit 3 orders list", ("unsafe", "shop orders list --limit 3")),
        ("shop --limit=3 orders list -s 4", ("unsafe", "shop orders list --limit=3 -s 4")),
        ("shop orders --verbose list", ("unsafe", "shop orders list --verbose")),
        ("shop orders list --config 'a b'", ("unsafe", "shop --config 'a b' orders list")),
        (
            "shop orders list --limit 2 --debug -s 4",
            ("unsafe", "shop --debug orders list --limit 2 -s 4"),
        ),
        ("shop --limit orders list", None),
        # nothing near
        ("shop nothing", None),
    ],
)
def test_fix(check: Check, line: str, expected: tuple[str, str] | None) -> None:
    assert _outcome(check(line)[0]) == expected


def test_two_slips_in_one_line_are_both_safe(check: Check) -> None:
    found = check("shop orders list --limti 3 --verbos")
    assert [_outcome(one) for one in found] == [
        ("safe", "shop orders list --limit 3 --verbos"),
        ("safe", "shop orders list --limti 3 --verbose"),
    ]


def test_a_quoted_word_keeps_its_quotes(check: Check) -> None:
    (finding,) = check("shop orders 'lst'")
    assert _outcome(finding) in {None, ("safe", "shop orders 'list'")}


@pytest.mark.parametrize(
    ("line", "renames", "expected"),
    [
        ("shop purchases list", {"purchases": "orders"}, "shop orders list"),
        ("shop purchases list", {"shop purchases": "shop orders"}, "shop orders list"),
        ("shop orders all", {"orders all": "orders list --verbose"},
         "shop orders list --verbose"),
        ("shop orders all -l 3", {"all": "list"}, "shop orders list -l 3"),
        ("shop orders all", {"orders all": "secret"}, "shop secret"),
        ("shop orders list --count 3", {"--count": "--limit"}, "shop orders list --limit 3"),
        ("shop orders list --count 3", {"orders list --count": "--limit"},
         "shop orders list --limit 3"),
        ("shop orders list --count=3", {"orders list --count": "orders list --limit"},
         "shop orders list --limit=3"),
        ("shop fetch", {"fetch": "orders list"}, "shop orders list"),
        ("shop orders list --max 3", {"--max": "--limit"}, "shop orders list --limit 3"),
    ],
)  # fmt: skip
def test_a_declared_rename_is_safe(
    check: Check, line: str, renames: dict[str, str], expected: str
) -> None:
    found = check(line, renames=renames)
    assert _outcome(found[0]) == ("safe", expected)
    assert found[0].suggestion is not None


def test_a_rename_to_what_is_wrong_too_is_not_safe(check: Check) -> None:
    (finding,) = check("shop purchases", renames={"purchases": "buys"})
    assert _outcome(finding) == ("unsafe", "shop buys")


def test_a_rename_of_another_command_does_not_count(check: Check) -> None:
    (finding,) = check("shop orders all", renames={"items all": "items list"})
    assert finding.suggestion is None


@pytest.mark.parametrize("new", ["or$(x)", "a;b", "a`b", "a|b", "$X"])
def test_a_name_with_a_meaning_for_the_shell_is_not_written(check: Check, new: str) -> None:
    (finding,) = check("shop purchases", renames={"purchases": new})
    assert finding.fixes == ()


def test_without_a_second_opinion_nothing_is_safe(
    context: Callable[..., CommandContext],
) -> None:
    (finding,) = judge(replace(context("shop orders lst"), resolve=None), Policy.of()).findings
    assert finding.fixes[0].applicability is Applicability.UNSAFE
