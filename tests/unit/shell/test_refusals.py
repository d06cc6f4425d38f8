"""Sessions that show the program refuse a command."""

from __future__ import annotations

import pytest

from doccheck.extract import ExtractOptions, extract
from doccheck.model.resolution import SkipReason
from doccheck.model.source import Document
from doccheck.shell import PageReading, read_page
from tests.unit.shell.conftest import PROGRAMS, shown


def _read(session: str) -> PageReading:
    document = Document("page.md", f"```console\n{session}\n```\n")
    found = extract(document, ExtractOptions(frozenset({"prog"})))
    return read_page(found.blocks, PROGRAMS)


def _lines(reading: PageReading) -> list[str]:
    return [" ".join(shown(word) for word in call.argv) for call in reading.invocations]


@pytest.mark.parametrize(
    "output",
    [
        "Usage: prog [OPTIONS] COMMAND\nTry 'prog --help' for help.\n\nError: No such command 'b'.",
        "Error: No such option: --b",
        "Error: no such option: --b  Did you mean --c?",
        "Error: Missing argument 'NAME'.",
        "Error: Missing option '--x'.",
        "Error: Invalid value for '--x': 3",
        "Error: Got unexpected extra argument (b)",
        "Error: Option '--b' requires an argument.",
        "\n Usage: prog [OPTIONS]\n\n╭─ Error ─────╮\n│ No such command 'b'. │\n╰─────────╯",
        "usage: prog [-h]\nprog: error: unrecognized arguments: b",
        "Usage: prog [OPTIONS]\n\nError: something of its own",
    ],
)
def test_a_refused_command_is_a_counted_skip(output: str) -> None:
    reading = _read(f"$ prog a\n$ prog b\n{output}\n$ prog c\nfine")
    assert _lines(reading) == ["a", "c"]
    (skip,) = reading.skipped
    assert (skip.source, skip.reason) == ("prog b", SkipReason.AMBIGUOUS_TEXT)


@pytest.mark.parametrize(
    "output",
    [
        "Usage: prog [OPTIONS] COMMAND\n\nOptions:\n  --error TEXT  Missing option handling.",
        "Error: file not found",
        "3 rows, 1 invalid value",
        "",
    ],
)
def test_other_output_refuses_nothing(output: str) -> None:
    reading = _read(f"$ prog a\n$ prog b\n{output}\n$ prog c")
    assert _lines(reading) == ["a", "b", "c"]
    assert reading.skipped == ()


def test_the_refusal_is_of_the_command_just_before() -> None:
    reading = _read("$ prog a\n$ cat log\nError: No such command 'x'.\n$ prog b \\\n    --x")
    assert _lines(reading) == ["a", "b --x"]
    refused = _read("$ prog a\n$ prog b \\\n    --x\nError: No such option: --x")
    assert _lines(refused) == ["a"]
    assert len(refused.skipped) == 1
