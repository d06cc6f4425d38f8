"""What is written into a page must not be read as other commands."""

from __future__ import annotations

import pytest

from doccheck.engine.analyse import AnalyseOptions
from doccheck.engine.run.rewrites import Rewrite, keeping_commands
from doccheck.model.finding import Edit
from doccheck.model.source import Document, Span

BLOCK = "```console\n$ shop order {}\nOUTPUT\n```\n\n"
OPTIONS = AnalyseOptions({("shop",): "shop"})
HARMFUL = "$ shop fail"


def kept(*outputs: str) -> list[int]:
    """Return the lines of the outputs that can be written, each into a block of its own."""
    page = Document("page.md", "".join(BLOCK.format(number) for number in range(len(outputs))))
    wanted, at = [], 0
    for number, output in enumerate(outputs):
        at = page.text.index("OUTPUT", at + 1)
        wanted.append(Rewrite(2 + 5 * number, (Edit(Span(at, at + 6), output),)))
    return [one.line for one in keeping_commands(page, wanted, OPTIONS)]


@pytest.mark.parametrize("outputs", [(), ("one",), ("one", "two", "three")])
def test_all_that_is_harmless(outputs: tuple[str, ...]) -> None:
    assert kept(*outputs) == [2 + 5 * number for number in range(len(outputs))]


@pytest.mark.parametrize("harmful", [HARMFUL, "```\n\n```console\n$ shop fail"])
@pytest.mark.parametrize("count", [1, 2, 3, 7])
def test_each_block_at_fault_is_left_out_and_no_other(harmful: str, count: int) -> None:
    for at in range(count):
        outputs = ["fine"] * count
        outputs[at] = harmful
        assert kept(*outputs) == [2 + 5 * number for number in range(count) if number != at]


def test_many_at_fault() -> None:
    assert kept(HARMFUL, "fine", HARMFUL, HARMFUL, "fine") == [7, 22]
    assert kept(HARMFUL, HARMFUL) == []
