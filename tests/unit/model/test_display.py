"""Text from a document, shown on one line."""

from __future__ import annotations

import pytest

from doccheck.model.display import headline, printable


@pytest.mark.parametrize(
    ("script", "shown"),
    [
        ("shop order", "`shop order`"),
        ("  shop   order\n", "`shop order`"),
        ("shop order \\\n  --color red \\\r\n  lamp", "`shop order --color red lamp`"),
        ("set -e\n\nshop order\nshop fail\n", "`set -e` and 2 more lines"),
        ("\n$ shop order\nordered: red\n", "`$ shop order` and 1 more line"),
        ("a" * 50, f"`{'a' * 39}…`"),
        ("a" * 50 + "\nb", f"`{'a' * 39}…` and 1 more line"),
        ("", "``"),
        ("\n \n", "``"),
    ],
)
def test_the_first_line_of_a_script_and_how_many_more(script: str, shown: str) -> None:
    assert headline(script, 40, quote="`") == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("order\u200b", "order\\u200b"),
        ("\ufefforder", "\\ufefforder"),
        ("or\xadder", "or\\xadder"),
        ("a\u2060b", "a\\u2060b"),
        ("größe \u4e2d \U0001f468\u200d\U0001f4bb", "größe \u4e2d \U0001f468\u200d\U0001f4bb"),
        ("\x1b[31mred", "\\x1b[31mred"),
    ],
)
def test_nothing_invisible_is_left(text: str, shown: str) -> None:
    assert printable(text) == shown
