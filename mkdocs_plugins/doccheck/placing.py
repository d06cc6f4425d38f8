"""Which block of a file a recorded result belongs to, and whether a page shows it unaltered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from doccheck.model.executed import ExecutionRow
from doccheck.model.run_record import Standing


def bare(lines: Iterable[str]) -> list[str]:
    """Return the lines without the space around them, the empty ones left out."""
    return [stripped for line in lines if (stripped := line.strip())]


def place(
    rows: Iterable[ExecutionRow], blocks: Iterable[Standing]
) -> list[tuple[Standing, ExecutionRow]]:
    """Return the results of one file, each with its block.

    Of equal blocks, the first result belongs to the first.
    """
    left: dict[str, list[Standing]] = {}
    for block in blocks:
        left.setdefault(block.digest, []).append(block)
    ordered = sorted(rows, key=lambda one: (one.line, one.end_line))
    return [(left[row.digest].pop(0), row) for row in ordered if left.get(row.digest)]


def shows(there: Sequence[str], ran: Sequence[str]) -> bool:
    """Tell whether the lines on a page are those that were executed, without any other.

    Markup that a page has around them, the fences and quote marks, does not count.
    """
    return _code(there) == _code(ran)


def stands(text: str, lines: Iterable[str]) -> bool:
    """Tell whether an example stands on a page with these lines, without a gap."""
    wanted, there = _code(bare(text.split("\n"))), _code(bare(lines))
    return any(wanted == there[at : at + len(wanted)] for at in range(len(there) - len(wanted) + 1))


def _code(lines: Iterable[str]) -> list[str]:
    """Return the lines without quote marks before them, fences left out."""
    found = (line.lstrip("> ") for line in lines)
    return [line for line in found if line and not line.startswith(("```", "~~~"))]
