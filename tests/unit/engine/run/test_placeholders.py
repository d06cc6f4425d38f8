"""Words that a reader is to fill in."""

from __future__ import annotations

import pytest

from doccheck.engine.run.placeholders import Filler, left_open
from doccheck.model.block import BlockKind, CodeBlock, Dialect
from doccheck.model.source import MappedText, Span
from doccheck.shell import Programs, read_page


def opened(script: str, *known: str) -> str | None:
    block = CodeBlock(
        BlockKind.FENCE, Dialect.SHELL, MappedText.verbatim(script, 0), Span(0, len(script))
    )
    calls = read_page([block], Programs({("shop",): "shop"})).invocations
    return left_open(script, calls, known)


@pytest.mark.parametrize(
    ("script", "first"),
    [
        ("shop order lamp", None),
        ("shop order FILE", "FILE"),
        ("shop order --key=YOUR_KEY", "--key=YOUR_KEY"),
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


def test_words_are_filled_in_whole() -> None:
    filler = Filler.of({"<NAME>": "lamp", "FILE": "orders.csv", "$REGION": "eu", "${ZONE}": "1"})
    assert filler.fill("shop <NAME> FILE MYFILE FILES") == "shop lamp orders.csv MYFILE FILES"
    assert filler.variables == {"REGION": "eu", "ZONE": "1"}
    assert Filler.of({"<X>": r"\1"}).fill("<X>") == r"\1"
