"""Finding what closes an element, in linear time on pages where nothing is ever closed."""

from __future__ import annotations

import re


class Closers:
    """Finds the first closing mark after a place; a mark that is absent is sought only once."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._absent: set[str] = set()

    def find(self, tag: str, start: int) -> tuple[int, int] | None:
        """Return where the mark that closes `tag` (`!--` for a comment) begins and ends."""
        if tag in self._absent:
            return None
        pattern = r"-->" if tag == "!--" else rf"</{re.escape(tag)}\s*>"
        match = re.compile(pattern, re.IGNORECASE).search(self._source, start)
        if match is None:
            self._absent.add(tag)
            return None
        return match.start(), match.end()
