"""Where the examples of a record stand on the pages now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from doccheck.model.executed import ExecutionRow

_FENCES = ("```", "~~~")


def bare(lines: Iterable[str]) -> list[str]:
    """Return the lines without the space around them, the empty ones left out."""
    return [stripped for line in lines if (stripped := line.strip())]


def says(line: str, wanted: str) -> bool:
    """Tell whether a line is the wanted one, perhaps behind a prompt."""
    return line == wanted or line.endswith(f" {wanted}")


def within(text: Sequence[str], block: Iterable[str]) -> bool:
    """Tell whether the lines of `text` stand in the block, in their order."""
    lines = iter(block)
    return all(any(says(line, wanted) for line in lines) for wanted in text)


def place(rows: Iterable[ExecutionRow], lines: Sequence[str]) -> list[tuple[int, ExecutionRow]]:
    """Return the rows of one file that still stand in it, each with the line where it begins.

    Equal examples are told apart by their order and by how far what stands before them has moved,
    so every row counts, those that were not executed too.
    """
    stripped = [line.strip() for line in lines]
    placed: list[tuple[int, ExecutionRow]] = []
    after = shift = 0
    for row in sorted(rows, key=lambda one: (one.line, one.end_line)):
        text = bare(row.shown.split("\n"))
        low, high = row.line + shift, row.end_line + shift
        starts = [at for at in range(after + 1, len(stripped) + 1) if _begins(stripped, at, text)]
        if text and starts:
            at = min(starts, key=lambda one: max(low - one, one - high, 0))
            shift += min(at - low, 0) or max(at - high, 0)
            after = at
            placed.append((at, row))
    return placed


def _begins(lines: Sequence[str], at: int, text: Sequence[str]) -> bool:
    """Tell whether a text begins at a line, counted from one, and ends before the next fence."""
    if not text or not says(lines[at - 1], text[0]):
        return False
    end = next((end for end in range(at, len(lines)) if lines[end].startswith(_FENCES)), len(lines))
    return within(text, lines[at - 1 : end])


def stands(text: str, lines: Iterable[str]) -> bool:
    """Tell whether an example stands on a page with these lines, without a gap."""
    wanted, there = bare(text.split("\n")), bare(lines)
    return any(
        all(says(line, one) for line, one in zip(there[at:], wanted, strict=False))
        for at in range(len(there) - len(wanted) + 1)
    )
