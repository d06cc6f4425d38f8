"""Pages with the expected result before each block, executed under both backends."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from doccheck.model.executed import ExecutionRow, Source

if TYPE_CHECKING:
    from tests.functional.run.conftest import Execute

PAGES = Path(__file__).with_name("pages")
EXPECTED = re.compile(r"<!-- expect: ([\w -]+?) -->")


def expected(page: str) -> list[tuple[int, str]]:
    lines = (PAGES / page).read_text().splitlines()
    found = ((number, EXPECTED.match(line)) for number, line in enumerate(lines, 1))
    return [(number, match[1]) for number, match in found if match]


def said(row: ExecutionRow) -> str:
    return f"{row.outcome} {row.skip}" if row.skip else row.outcome.value


def granted(end: str, backend: str) -> str:
    """Return the result to expect: only bubblewrap can keep a loopback network inside."""
    if not end.endswith(" loopback"):
        return end
    return end.removesuffix(" loopback") if backend == "bwrap" else "skipped not-granted"


@pytest.mark.parametrize("page", sorted(path.name for path in PAGES.glob("*.md")))
def test_each_block_ends_as_its_page_says(page: str, backend: str, execute: Execute) -> None:
    rows = [row for row in execute(page).report.run.rows if row.source is not Source.HELP]  # type: ignore[union-attr]  # a run has one
    wanted = [(number, granted(end, backend)) for number, end in expected(page)]
    ends = [number for number, _ in wanted[1:]] + [10**6]
    got = [
        (number, *(said(row) for row in rows if number < row.line < end))
        for (number, _), end in zip(wanted, ends, strict=True)
    ]
    assert got == wanted
    assert len(rows) == len(wanted)
    assert {row.backend for row in rows if row.executed} <= {backend}
