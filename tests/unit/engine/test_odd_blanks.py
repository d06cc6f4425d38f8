"""Blanks that no shell takes for one: told in blocks, where they separate words."""

from __future__ import annotations

import pytest

from doccheck.engine.text import check_text
from doccheck.model.command import ODD_BLANKS
from doccheck.model.finding import Finding, Severity
from doccheck.model.tree import CommandNode, CommandTree, Parameter, ValueType

COLOR = Parameter("color", "option", ValueType("text"), opts=("--color",))
TREE = CommandTree(
    "shop",
    CommandNode("shop", is_group=True, commands={"order": CommandNode("order", params=(COLOR,))}),
)


def odd(page: str) -> list[Finding]:
    report = check_text(page, TREE)
    assert report.summary.checked == report.summary.references > 0
    return [one for one in report.findings if one.code == "DC203"]


@pytest.mark.parametrize("blank", ODD_BLANKS)
def test_each_of_them_is_told_and_can_be_replaced(blank: str) -> None:
    page = f"```bash\nshop{blank}order --color red\n```\n"
    (found,) = odd(page)
    assert (found.severity, found.range.line, found.range.column) == (Severity.WARNING, 2, 5)
    assert f"U+{ord(blank):04X}" in found.message
    (edit,) = found.fixes[0].edits
    assert page[edit.span.start : edit.span.end] == blank
    assert not odd(page.replace(blank, edit.content))


@pytest.mark.parametrize(
    ("code", "columns"),
    [
        ("shop order --color\xa0red", [19]),
        ("shop order\xa0\xa0--color red", [11, 12]),
        ("shop order --color red\xa0", [23]),
        ("\xa0shop order", [1]),
        ("sudo\xa0shop order", [5]),
        ("shop order --color 'a\xa0b'", []),
        ('shop order --color "\xa0"', []),
        ("shop order # a\xa0b", []),
        ("echo a\xa0b && shop order", []),
        ("$\xa0shop order", []),
        ("$ shop\xa0order", [7]),
    ],
)
def test_only_between_words(code: str, columns: list[int]) -> None:
    assert [one.range.column for one in odd(f"```bash\n{code}\n```\n")] == columns


@pytest.mark.parametrize(
    "page",
    [
        "Call `shop\xa0order` now.\n",
        "```powershell\nshop\xa0order\n```\n",
        "`shop\xa0order --color X`\n",
    ],
)
def test_running_text_and_other_shells_are_left_alone(page: str) -> None:
    assert odd(page) == []
