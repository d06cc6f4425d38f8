"""Words that a reader is to fill in."""

from __future__ import annotations

import pytest

from doccheck.engine.run.placeholders import Filler, left_open, way_out
from doccheck.model.block import BlockKind, CodeBlock, Dialect
from doccheck.model.source import MappedText, Span
from doccheck.shell import Programs, read_page


def opened(script: str, *variables: str, words: tuple[str, ...] = ()) -> str | None:
    block = CodeBlock(
        BlockKind.FENCE, Dialect.SHELL, MappedText.verbatim(script, 0), Span(0, len(script))
    )
    calls = read_page([block], Programs({("shop",): "shop"})).invocations
    return left_open(script, calls, variables, words)


@pytest.mark.parametrize(
    ("script", "first"),
    [
        ("shop order lamp", None),
        ("shop order FILE", "FILE"),
        ("shop order --key=YOUR_KEY", "YOUR_KEY"),
        ("ls <folder>", "<folder>"),
        ("ls <your folder>", "<your folder>"),
        ("sort < in.txt > out.txt", None),
        ("cat <<EOF\n<b>\nEOF", "<b>"),
        ("shop order ...", "..."),
        ("echo $REGION", "$REGION"),
        ("REGION=eu; echo $REGION ${REGION}", None),
        ("export REGION=eu && echo $REGION", None),
        ("for one in a b; do echo $one; done", None),
        ("read -r line; echo $line", None),
        ("echo ${REGION:-eu} ${#HOME}", None),
        ("echo $HOME $PWD $1 $? $$ $RANDOM", None),
        ("awk '{ print $NAME }' file", None),
        (r"echo \$REGION", None),
    ],
)
def test_the_first_that_is_open(script: str, first: str | None) -> None:
    assert opened(script) == first


def test_a_known_variable_is_not_open() -> None:
    assert opened("echo $A $B", "A", "B") is None
    assert opened("echo $A $B", "A") == "$B"


@pytest.mark.parametrize(
    ("script", "words", "first"),
    [
        ("shop order SPY", ("SPY",), None),
        ("shop order --item=SPY", ("SPY",), None),
        ("shop order SPY,QQQ", ("SPY", "QQQ"), None),
        ("shop order SPY,QQQ", ("SPY,QQQ",), None),
        ("shop order SPY,QQQ", ("SPY",), "SPY,QQQ"),
        ("shop order SPY FILE", ("SPY",), "FILE"),
        ("shop order $SPY", ("SPY",), "$SPY"),
    ],
)
def test_a_word_that_means_itself(script: str, words: tuple[str, ...], first: str | None) -> None:
    assert opened(script, words=words) == first


def test_a_variable_gives_no_word_a_value() -> None:
    assert opened("shop order ITEM", "ITEM") == "ITEM"


@pytest.mark.parametrize(
    ("open_", "told"),
    [
        ("SPY", 'run.placeholders`, or `SPY = "SPY"` if it means itself'),
        ("<NAME>", "`<NAME>` has no value: give it one in `run.placeholders`"),
        ("SPY,QQQ", '`"SPY,QQQ" = "SPY,QQQ"`'),
        ("$REGION", "or by `env=REGION=...`"),
    ],
)
def test_the_reason_names_the_way_out(open_: str, told: str) -> None:
    assert told in way_out(open_)


def test_words_are_filled_in_whole() -> None:
    filler = Filler.of({"<NAME>": "lamp", "FILE": "orders.csv", "$REGION": "eu", "${ZONE}": "1"})
    assert filler.fill("shop <NAME> FILE MYFILE FILES") == "shop lamp orders.csv MYFILE FILES"
    assert filler.variables == {"REGION": "eu", "ZONE": "1"}
    assert Filler.of({"<X>": r"\1"}).fill("<X>") == r"\1"
