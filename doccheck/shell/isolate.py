"""Finds the sound statements around a syntax error.

The grammar recovers from an error by guessing, and may swallow the neighbours. So a script with an
error is read again, statement by statement: each is the shortest run of lines that parses by
itself, and only the lines that belong to none are at fault.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from doccheck.shell.grammar import Tree
from doccheck.shell.prepare import Script

_LONGEST = 60
"""Lines that one statement may take."""
_BUDGET = 3000
"""Parses in all, so that a long block of nonsense costs no more than a moment."""
_CONTINUED = re.compile(r"(?:^|[^\\])(?:\\\\)*\\\n\Z")
_HEREDOC = re.compile(r"(?<!<)<<-?[ \t]*['\"\\]?[A-Za-z_]")


class Stretch(Struct, frozen=True):
    """Lines of a script; `tree` is their syntax, None where they are at fault."""

    start: int
    end: int
    tree: Tree | None


def isolate(script: Script) -> Iterator[Stretch]:
    """Yield the statements of a faulty script, and its faulty lines, in order."""
    yield from _Isolator(script).stretches()


class _Isolator:
    def __init__(self, script: Script) -> None:
        self._code = script.grammar
        self._lines = logical_lines(script.grammar)
        self._budget = _BUDGET

    def stretches(self) -> Iterator[Stretch]:
        at = 0
        while at < len(self._lines):
            start, end = self._lines[at]
            if not self._code[start:end].strip():
                at += 1
                continue
            count, tree = self._shortest(at)
            if tree is None:
                count = self._lost(at)
            yield Stretch(start, self._lines[at + count - 1][1], tree)
            at += count

    def _shortest(self, at: int) -> tuple[int, Tree | None]:
        """Return how many lines the statement takes that begins at line `at`, and its tree."""
        start = self._lines[at][0]
        for count in range(1, min(_LONGEST, len(self._lines) - at) + 1):
            code = self._code[start : self._lines[at + count - 1][1]]
            if self._budget <= 0:
                break
            self._budget -= 1
            tree = Tree(code)
            if not tree.root.has_error:
                return count, tree
        return 1, None

    def _lost(self, at: int) -> int:
        """Return how many lines a faulty one takes with it.

        After a quote or a heredoc without an end nothing is known of what follows: in a shell it
        would be text. A paragraph is where a reader would start afresh.
        """
        start, end = self._lines[at]
        code = self._code[start:end]
        if _HEREDOC.search(code):
            return len(self._lines) - at
        if not open_quote(code):
            return 1
        count = 1
        while at + count < len(self._lines):
            start, end = self._lines[at + count]
            if not self._code[start:end].strip():
                break
            count += 1
        return count


def open_quote(code: str) -> str:
    """Return the quote that `code` opens and does not close, or an empty text."""
    quote = ""
    skip = False
    for index, char in enumerate(code):
        if skip:
            skip = False
        elif char == "\\" and quote != "'":
            skip = True
        elif quote:
            quote = "" if char == quote else quote
        elif char in "'\"`":
            quote = char
        elif char == "#" and (not index or code[index - 1].isspace()):
            return (
                ""
                if "\n" not in code[index:].rstrip("\n")
                else open_quote(code[code.index("\n", index) + 1 :])
            )
    return quote


def logical_lines(code: str) -> list[tuple[int, int]]:
    """Return the lines, joined where a backslash ends them."""
    lines: list[tuple[int, int]] = []
    start = at = 0
    while at < len(code):
        at = code.find("\n", at) + 1 or len(code)
        if not _CONTINUED.search(code, max(start, at - 40), at):
            lines.append((start, at))
            start = at
    if start < at:
        lines.append((start, at))
    return lines
