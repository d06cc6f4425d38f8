"""Lines made fit for reading: what cannot be seen is shown where it makes the difference."""

from __future__ import annotations

import re

from doccheck.model.display import printable, shorten

WIDTH = 160
_LEAD = 40
_SIGNS = {" ": "·", "\t": "→", "\r": "␍", "\u00a0": "⍽", "\u200b": "[200b]", "\ufeff": "[feff]"}


def telling(one: str, other: str) -> tuple[str, str]:
    """Return both lines so that the difference is seen.

    Where only what is invisible differs, signs take its place. A long equal beginning is left out.
    """
    if _bare(one) == _bare(other):
        one, other = _signed(one), _signed(other)
    pairs = enumerate(zip(one, other, strict=False))
    equal = next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))
    if max(len(one), len(other)) <= WIDTH or equal <= _LEAD:
        return one, other
    cut = equal - _LEAD // 2
    return f"…{one[cut:]}", f"…{other[cut:]}"


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
