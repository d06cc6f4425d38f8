"""Quotes, escapes, expansions: what the program would receive, and where it stands."""

from __future__ import annotations

import pytest

from doccheck.model.command import Unknown
from tests.unit.shell.conftest import MakePage


@pytest.mark.parametrize(
    ("code", "argv"),
    [
        ("prog run x", ["run", "x"]),
        ("prog 'a b' \"c d\" e\\ f", ["a b", "c d", "e f"]),
        ("prog a'b'\"c\"$'d'", ["abcd"]),
        ("prog '' \"\" x", ["", "", "x"]),
        (r"prog $'a\tb\x41\101\u00e9\'\\'", ["a\tbAA\u00e9'\\"]),
        (r"prog $'\cA\e\q\U0001F600'", ["\x01\x1b\\q\U0001f600"]),
        (r'prog "a\"b\$c\`d\\e\f"', ['a"b$c`d\\e\\f']),
        ('prog $"translated"', ["translated"]),
        (r"prog a\$b \"c\" \\", ["a$b", '"c"', "\\"]),
        ("prog --x='{\"a\": [1, 2]}'", ['--x={"a": [1, 2]}']),
        ("prog run \\\n  --flag\\\n=x \\\n  y", ["run", "--flag=x", "y"]),
        ("prog 'two\nlines' \"two\\\nlines\"", ["two\nlines", "twolines"]),
        ("prog run x \\\n", ["run", "x"]),
        ("prog run x \\", ["run", "x"]),
        ("prog run \\\r\n  --flag\r\n", ["run", "--flag"]),
        ("prog ~/x ~bob http://x/y?z=1", ["~/x", "~bob", "http://x/y?z=1"]),
        ("prog a=b c:d @e %f +g ^h", ["a=b", "c:d", "@e", "%f", "+g", "^h"]),
        ("prog run\xa0--flag", ["run", "--flag"]),
        ("prog é ü\u4e2d x", ["é", "ü\u4e2d", "x"]),
        ("prog '$x' \\$y", ["$x", "$y"]),
        ("prog a#b # c", ["a#b"]),
    ],
)
def test_static_words(page: MakePage, code: str, argv: list[str]) -> None:
    call = page(code).only
    assert [word.text for word in call.argv] == argv
    assert all(word.static and not word.many for word in call.argv)


@pytest.mark.parametrize(
    ("code", "argv"),
    [
        ("prog $x ${x} ${x:-1} $1 $?", ["?+"] * 5),
        ('prog "$x" "a${x}b"', ["?", "a?b"]),
        ('prog --out=$DIR/x "--out=$DIR/x"', ["--out=?/x+", "--out=?/x"]),
        ('prog "$@" "${a[@]}" $@ "$*"', ["?+", "?+", "?+", "?"]),
        ('prog $(date) `date` "$(date)" $((1 + 1))', ["?+", "?+", "?", "?"]),
        ("prog <(sort x)", ["?"]),
        ("prog *.csv data/*.csv a?c [0-9]x", ["?.csv+", "data/?.csv+", "a?c+", "?x+"]),
        ("prog 'a*' \"b?\" c\\*", ["a*", "b?", "c*"]),
        ("prog items[0] pkg[extra]=1", ["items?", "pkg?=1"]),
        ("prog {} x{}", ["?", "x?"]),
        ("prog \\`date\\`", ["?date?+"]),
    ],
)
def test_unknown_words(page: MakePage, code: str, argv: list[str]) -> None:
    assert page(code).argv == [argv]


@pytest.mark.parametrize(
    ("code", "unknown"),
    [
        ("prog $x", Unknown.VARIABLE),
        ("prog $(x)", Unknown.SUBSTITUTION),
        ("prog $((1))", Unknown.SUBSTITUTION),
        ("prog *.x", Unknown.GLOB),
        ("prog <x>", Unknown.PLACEHOLDER),
        ("prog {{ x }}", Unknown.TEMPLATE),
        ("prog ${{ x }}", Unknown.TEMPLATE),
        ("prog '$x'", None),
    ],
)
def test_why_a_word_is_unknown(page: MakePage, code: str, unknown: Unknown | None) -> None:
    assert page(code).only.argv[0].unknown is unknown


@pytest.mark.parametrize(
    ("word", "words"),
    [
        ("{a,b}", ["a", "b"]),
        ("x{a,b}y", ["xay", "xby"]),
        ("{a,b}{c,d}", ["ac", "ad", "bc", "bd"]),
        ("{a,{b,c}}", ["a", "b", "c"]),
        ("{1..3}", ["1", "2", "3"]),
        ("{3..1}", ["3", "2", "1"]),
        ("{01..03}", ["01", "02", "03"]),
        ("{a..e..2}", ["a", "c", "e"]),
        ("{a}", ["{a}"]),
        ("{a,b", ["{a,b"]),
        ("a,b}", ["a,b}"]),
        ("{a..3}", ["{a..3}"]),
        ("'{a,b}'", ["{a,b}"]),
        ("{'a b',c}", ["a b", "c"]),
        ("{a,}", ["a", ""]),
    ],
)
def test_brace_expansion(page: MakePage, word: str, words: list[str]) -> None:
    found = [item.text for item in page(f"prog {word} end").only.argv]
    # Without anything to expand, `{a}` is a placeholder.
    expected = ["\ue000"] if word == "{a}" else words
    # An empty alternative makes no word.
    assert found == [*filter(None, expected), "end"]


def test_a_huge_brace_expansion_is_unknown(page: MakePage) -> None:
    assert page("prog {1..99}{1..99} x").argv == [["?+", "x"]]


def test_each_word_knows_its_place(page: MakePage) -> None:
    code = "é $ prog 'a b' x\\ y \"q$z\" --n=1 \\\n  last"
    found = page(code)
    call = page(code.replace("é $ ", "")).only
    assert found.invocations == ()
    shift = code.replace("é $ ", "")
    assert [shift[w.span.start : w.span.end] for w in call.argv] == [
        "'a b'",
        "x\\ y",
        '"q$z"',
        "--n=1",
        "last",
    ]


def test_a_part_of_a_word_knows_its_place(page: MakePage) -> None:
    found = page("prog --path='a b'/c\\ d")
    word = found.only.argv[0]
    assert word.text == "--path=a b/c d"
    assert found.at(word.value.span(7, 10)) == "a b"
    assert found.at(word.value.span(11, 12)) == "c"
    assert found.at(word.value.span(12, 13)) == "\\ "


def test_characters_outside_ascii_do_not_shift_spans(page: MakePage) -> None:
    found = page("echo 'čaj 🍵'; prog 'š' --straße=x")
    assert [found.at(word.span) for word in found.only.argv] == ["'š'", "--straße=x"]
