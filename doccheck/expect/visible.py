"""Lines made fit for reading: what cannot be seen is shown where it makes the difference."""

from __future__ import annotations

import re

from doccheck.model.display import printable, shorten

WIDTH = 160
_SIGNS = {" ": "·", "\t": "→", "\r": "␍", "\u00a0": "⍽", "\u200b": "[200b]", "\ufeff": "[feff]"}


def telling(one: str, other: str) -> tuple[str, str]:
    """Return both lines; where only what is invisible differs, with signs in its place."""
    if _bare(one) != _bare(other):
        return one, other
    return _signed(one), _signed(other)


def plain(line: str) -> str:
    """Return a line that is safe to print and not too wide."""
    return shorten(printable(line), WIDTH)


def quote(line: str) -> str:
    """Return a line in backticks, shortened for a message."""
    return f"`{shorten(printable(line), 60)}`"


def _bare(line: str) -> str:
    return re.sub(r"[\s\u200b\ufeff]", "", line)


def _signed(line: str) -> str:
    return "".join(_SIGNS.get(char, char) for char in line)
