"""Regular expressions and globs of expected lines, read for the automaton.

Python's syntax, without what needs backtracking or memory: no look-around, no back-references, no
atomic groups, no inline flags.
"""

from __future__ import annotations

import re
import warnings
from functools import lru_cache

from msgspec import Struct

from doccheck.expect.automaton import (
    MAX_STATES,
    Automaton,
    Char,
    Choice,
    Edge,
    Node,
    PatternError,
    Repeat,
    Sequence,
    anything,
)

MAX_LENGTH = 1_000
_MAX_DEPTH = 40
_COUNTS = re.compile(r"\{(\d{1,4})?(,)?(\d{1,4})?\}")
_GROUP = re.compile(r"\?:|\?P<[A-Za-z_]\w*>")
_CLASS = re.compile(r"\[\^?\]?(?:[^\]\\]|\\.)*\]")
_ESCAPE = re.compile(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[^\d])")
_EDGES = {"\\A": "^", "\\Z": "$", "\\b": "b", "\\B": "B"}


@lru_cache(maxsize=256)
def regex(pattern: str) -> Automaton:
    """Compile a regular expression.

    Raises:
        PatternError: It is not valid, uses what is not supported, or is too large.
    """
    _bounded(pattern)
    reader = _Reader(pattern)
    node = reader.choice(0)
    if reader.at < len(pattern):
        raise PatternError(f"`)` at character {reader.at + 1} closes nothing")
    return Automaton.of(node)


@lru_cache(maxsize=256)
def glob(pattern: str) -> Automaton:
    r"""Compile a glob: `*` is any characters, `?` any one, and `\` takes the next literally.

    Raises:
        PatternError: It is too large.
    """
    _bounded(pattern)
    parts: list[Node] = []
    for match in re.finditer(r"\\[*?\\]|.", pattern, re.DOTALL):
        mark = match[0]
        if mark == "*":
            parts.append(Repeat(Char(anything), 0, None))
        else:
            parts.append(Char(anything if mark == "?" else mark[-1].__eq__))
    return Automaton.of(Sequence(tuple(parts)))


def _bounded(pattern: str) -> None:
    if len(pattern) > MAX_LENGTH:
        raise PatternError(f"the pattern is longer than {MAX_LENGTH} characters")


class _Reader(Struct):
    """A recursive descent through one pattern."""

    text: str
    at: int = 0

    def choice(self, depth: int) -> Node:
        if depth > _MAX_DEPTH:
            raise PatternError("groups are nested too deeply")
        parts = [self._sequence(depth)]
        while self.text.startswith("|", self.at):
            self.at += 1
            parts.append(self._sequence(depth))
        return parts[0] if len(parts) == 1 else Choice(tuple(parts))

    def _sequence(self, depth: int) -> Node:
        parts: list[Node] = []
        while self.at < len(self.text) and self.text[self.at] not in "|)":
            parts.append(self._repeated(self._atom(depth)))
        return Sequence(tuple(parts))

    def _repeated(self, node: Node) -> Node:
        counts = self._counts()
        if counts is None:
            return node
        if isinstance(node, Edge):
            raise PatternError("there is nothing to repeat")
        if self.text.startswith("?", self.at):
            self.at += 1  # lazy: the same lines match
        if self.text.startswith(("*", "+"), self.at) or self._counts() is not None:
            raise PatternError("a repetition is repeated")
        return Repeat(node, *counts)

    def _counts(self) -> tuple[int, int | None] | None:
        mark = self.text[self.at : self.at + 1]
        simple = {"*": (0, None), "+": (1, None), "?": (0, 1)}.get(mark)
        if simple:
            self.at += 1
            return simple
        match = _COUNTS.match(self.text, self.at)
        if match is None or not (match[1] or match[3]):
            return None
        self.at = match.end()
        low = int(match[1] or 0)
        high = (int(match[3]) if match[3] else None) if match[2] else low
        if (high is not None and high < low) or max(low, high or 0) > MAX_STATES:
            raise PatternError(f"the counts {match[0]} are not possible")
        return low, high

    def _atom(self, depth: int) -> Node:
        mark = self.text[self.at]
        if mark == "(":
            return self._group(depth)
        if mark == "[":
            return self._single(_CLASS, "`[` is not closed")
        if mark == "\\":
            edge = _EDGES.get(self.text[self.at : self.at + 2])
            if edge:
                self.at += 2
                return Edge(edge)
            return self._single(_ESCAPE, "back-references are not supported")
        if mark in "*+?":
            raise PatternError("there is nothing to repeat")
        self.at += 1
        if mark in "^$":
            return Edge(mark)
        return Char(anything if mark == "." else mark.__eq__)

    def _group(self, depth: int) -> Node:
        self.at += 1
        opening = _GROUP.match(self.text, self.at)
        if opening:
            self.at = opening.end()
        elif self.text.startswith("?", self.at):
            raise PatternError("look-around, flags and special groups are not supported")
        node = self.choice(depth + 1)
        if not self.text.startswith(")", self.at):
            raise PatternError("`(` is not closed")
        self.at += 1
        return node

    def _single(self, pattern: re.Pattern[str], fault: str) -> Node:
        match = pattern.match(self.text, self.at)
        if match is None:
            raise PatternError(fault)
        self.at = match.end()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")  # `[[:alpha:]]` means something else one day
                return Char(re.compile(match[0], re.DOTALL).fullmatch)
        except (re.error, FutureWarning, OverflowError):
            raise PatternError(f"`{match[0]}` is not valid") from None
