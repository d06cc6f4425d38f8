"""The notation of usage lines: `[optional]`, `{one|of}`, `(one|of)`, `a|b`, `more...`."""

from __future__ import annotations

from msgspec import Struct

_CLOSERS = {"[": "]", "{": "}", "(": ")"}
_DEEPEST = 20


class Literal(Struct, frozen=True):
    """A run of plain code."""

    start: int
    end: int


class Bar(Struct, frozen=True):
    """A `|` (or, inside braces, a comma)."""

    start: int
    end: int


class Group(Struct, frozen=True):
    """A bracketed part; `alternatives` are what its bars separate."""

    start: int
    end: int
    bracket: str
    alternatives: tuple[Sequence, ...]


Atom = Literal | Bar | Group
Chunk = tuple[Atom, ...]
"""Atoms with no blank between them."""
Sequence = tuple[Chunk, ...]


def parse(shadow: str, start: int, end: int) -> Sequence:
    """Return the usage line between two offsets as chunks; never fails."""
    return _Parser(shadow, start, end).sequence("", 0)


class _Parser:
    def __init__(self, shadow: str, start: int, end: int) -> None:
        self._shadow = shadow
        self._at = start
        self._end = end

    def sequence(self, closer: str, depth: int) -> Sequence:
        """Read up to `closer`, which is left standing, or to the end."""
        chunks: list[Chunk] = []
        chunk: list[Atom] = []
        while self._at < self._end and self._shadow[self._at] != (closer or None):
            if self._shadow[self._at].isspace() or self._continuation():
                self._at += 1
                chunks, chunk = ([*chunks, tuple(chunk)], []) if chunk else (chunks, chunk)
            else:
                chunk.append(self._atom(closer, depth))
        return (*chunks, tuple(chunk)) if chunk else tuple(chunks)

    def _continuation(self) -> bool:
        return self._shadow.startswith("\\\n", self._at)

    def _atom(self, closer: str, depth: int) -> Atom:
        start = self._at
        char = self._shadow[start]
        if char == "|" or (char == "," and closer == "}"):
            self._at += 1
            return Bar(start, self._at)
        if char in _CLOSERS and depth < _DEEPEST:
            return self._group(char, depth)
        self._at += 1
        stops = "|[{(" + closer + ("," if closer == "}" else "")
        while self._at < self._end and not self._stops(stops):
            self._at += 1
        return Literal(start, self._at)

    def _stops(self, stops: str) -> bool:
        char = self._shadow[self._at]
        return char.isspace() or char in stops or self._continuation()

    def _group(self, bracket: str, depth: int) -> Group:
        start = self._at
        self._at += 1
        inside = self.sequence(_CLOSERS[bracket], depth + 1)
        self._at = min(self._at + 1, self._end)
        return Group(start, self._at, bracket, self._alternatives(inside))

    def _alternatives(self, sequence: Sequence) -> tuple[Sequence, ...]:
        """Split a sequence at its bars.

        In `--format json|yaml` the bar parts two values, not two ways to write the whole.
        """
        found: list[list[Chunk]] = [[]]
        for index, chunk in enumerate(sequence):
            if index and self._values(sequence[index - 1], chunk):
                found[-1].append(chunk)
                continue
            first, *others = _at_bars(chunk)
            found[-1] += [first] if first else []
            found += [[other] if other else [] for other in others]
        return tuple(tuple(each) for each in found if each)

    def _values(self, before: Chunk, chunk: Chunk) -> bool:
        plain = isinstance(chunk[0], Literal) and not self._option(chunk[0])
        return plain and len(before) == 1 and self._option(before[0])

    def _option(self, atom: Atom) -> bool:
        return isinstance(atom, Literal) and self._shadow[atom.start] == "-"


def _at_bars(chunk: Chunk) -> list[Chunk]:
    pieces: list[list[Atom]] = [[]]
    for atom in chunk:
        if isinstance(atom, Bar):
            pieces.append([])
        else:
            pieces[-1].append(atom)
    return [tuple(piece) for piece in pieces]
