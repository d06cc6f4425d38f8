"""Words of a directive: separated by blanks, but for those within quotes."""

from __future__ import annotations

import re
from collections.abc import Iterator

# Nothing is escaped within quotes: a value with one kind of them is put into the other.
_QUOTED = r""""[^"]*"|'[^']*'"""
_PART = re.compile(
    rf"""(?P<blank>\s+)|(?P<quoted>{_QUOTED})|(?P<plain>[^\s"']+)|(?P<open>.+)""", re.DOTALL
)
_BEFORE = re.compile(rf"""(?P<words>(?:[^"':]|{_QUOTED}|:(?!\s))*):\s(?P<rest>.*)""", re.DOTALL)
_SHOWN = 30


class OpenQuoteError(ValueError):
    """A quote is not closed; the text tells which."""


def split_words(text: str) -> list[str]:
    """Return the words of `text`, without their quotes.

    Raises:
        OpenQuoteError: A quote is not closed.
    """
    return list(_words(text))


def split_colon(text: str) -> tuple[str, str]:
    """Split at the first colon before a blank that no quotes surround; no colon, nothing behind."""
    found = _BEFORE.match(text)
    if found:
        return found["words"], found["rest"]
    before, _, behind = text.partition(": ")
    return before, behind


def _words(text: str) -> Iterator[str]:
    word: list[str] = []
    for part in _PART.finditer(text):
        if part["open"]:
            start = " ".join("".join((*word, part["open"])).split())
            raise OpenQuoteError(f"a quote is not closed: {start[:_SHOWN]}")
        if not part["blank"]:
            word.append(part[0][1:-1] if part["quoted"] else part[0])
        elif word:
            yield "".join(word)
            word = []
    if word:
        yield "".join(word)
