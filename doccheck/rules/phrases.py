"""The words that messages share: one line each, safe to show."""

from __future__ import annotations

from collections.abc import Iterable

from doccheck.model.display import printable, shorten

_WORD = 60
_LISTED = 12


def tick(text: str) -> str:
    """Return `text` in backticks, on one line and not too long."""
    return f"`{shorten(printable(text), _WORD)}`"


def path(command: tuple[str, ...]) -> str:
    """Return a command path in backticks."""
    return tick(" ".join(command))


def listing(names: Iterable[str]) -> str:
    """Return the names in a row; a long row is cut and says by how much."""
    rows = [printable(name) for name in names]
    shown = ", ".join(rows[:_LISTED])
    left = len(rows) - _LISTED
    return f"{shown} and {left} more" if left > 0 else shown


def did_you_mean(names: tuple[str, ...]) -> str:
    """Return the question after the nearest names, empty without any."""
    if not names:
        return ""
    return f"did you mean {' or '.join(tick(name) for name in names[:3])}?"


def sentences(*parts: str) -> str:
    """Join the parts that are not empty into one line."""
    kept = [printable(part.strip()) for part in parts if part.strip()]
    return " ".join([*map(_ended, kept[:-1]), *kept[-1:]])


def _ended(part: str) -> str:
    return part if part.endswith((".", "?", "!", ":")) else part + "."
