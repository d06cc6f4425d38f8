"""Show text from a document without letting it steer the terminal."""

from __future__ import annotations

import re

# C0 and C1 controls, lone surrogates, line and paragraph separators, bidirectional overrides and
# isolates: each can hide, reorder or recolour what a reader sees. Characters without a width would
# make two different words look alike. U+E000 is our own mark.
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2064\u2066-\u2069"
    "\ufeff\ud800-\udfff]"
)
_CONTINUED = re.compile(r"\\\r?\n")
_DYNAMIC = "\ue000"
_SHORT = {"\t": "\\t", "\n": "\\n", "\r": "\\r"}


def printable(text: str, *, keep: str = "") -> str:
    """Return `text` on one line with every unsafe character written as an escape.

    Characters in `keep` (a tab, a line feed) stay as they are.
    """
    if _DYNAMIC in text:
        text = text.replace(_DYNAMIC, "…")
    if text.isascii() and text.isprintable():
        return text
    return _UNSAFE.sub(lambda match: match[0] if match[0] in keep else _escape(match[0]), text)


def shorten(text: str, limit: int) -> str:
    """Return `text` cut to `limit` characters, the cut marked."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def headline(script: str, limit: int, *, quote: str = "") -> str:
    """Return the first line of a script within `quote`, and how many more it has.

    Continued lines count as one, empty ones not at all; the line is cut to `limit` characters.
    """
    lines = [line for line in _CONTINUED.sub(" ", script).splitlines() if line.strip()]
    first = " ".join(lines[0].split()) if lines else ""
    more = len(lines) - 1
    rest = f" and {more} more line{'s' * (more > 1)}" if more > 0 else ""
    return f"{quote}{shorten(first, limit)}{quote}{rest}"


def _escape(char: str) -> str:
    if char in _SHORT:
        return _SHORT[char]
    code = ord(char)
    return f"\\x{code:02x}" if code <= 0xFF else f"\\u{code:04x}"  # noqa: PLR2004 - one byte
