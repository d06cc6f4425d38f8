"""Words for numbers of things."""

from __future__ import annotations


def counted(count: int, noun: str, plural: str | None = None) -> str:
    """The number with its noun: 1 row, 2 rows."""
    return f"{count} {noun if count == 1 else plural or noun + 's'}"
