"""The reference page: every example on it is true, and nothing is missing from it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from doccheck.expect import NORMALISERS, OPTION_KEYS, MatchOptions, compare, parse_options
from doccheck.expect.refusal import MAX_LINES

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "expected-output.md"
TEXT = PAGE.read_text(encoding="utf-8")


def _rows(heading: str) -> list[list[str]]:
    section = TEXT.split(f"## {heading}\n")[1].split("\n## ")[0]
    rows = [line for line in section.split("\n") if line.startswith("| ")]
    return [[cell.strip() for cell in row.strip("| ").split(" | ")] for row in rows[1:]]


def _code(cell: str) -> str:
    return cell.strip("`").replace(" ⏎ ", "\n")


@pytest.mark.parametrize("row", _rows("Marks"), ids=lambda row: row[0])
def test_marks(row: list[str]) -> None:
    shown, printed = map(_code, row[2:])
    assert compare(shown, printed) is None
    assert shown != printed


@pytest.mark.parametrize("row", _rows("Normalisers"), ids=lambda row: row[0])
def test_normalisers(row: list[str]) -> None:
    name, doc, shown, printed = _code(row[0]), row[1], *map(_code, row[2:])
    known = NORMALISERS[name]
    assert (doc, shown, printed) == (known.doc, known.shown, known.printed)


def test_every_normaliser_and_option_is_there() -> None:
    assert [_code(row[0]) for row in _rows("Normalisers")] == list(NORMALISERS)
    words = [_code(row[0]).partition("=")[::2] for row in _rows("Options")]
    assert {key for key, _ in words} == OPTION_KEYS
    assert parse_options(words) != MatchOptions()
    assert str(MAX_LINES) in TEXT


def test_the_difference() -> None:
    shown, told = re.findall(r"```text\n(start.*?|line.*?)```", TEXT, re.DOTALL)
    found = compare(shown, "start\nreading\nlamp   35\ntook 2 seconds\n")
    assert found is not None
    assert f"{found.summary}\n{found.diff}\n" == told
