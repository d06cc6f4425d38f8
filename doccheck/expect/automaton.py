"""Matching without backtracking: time grows with pattern times text, never faster.

Python's `re` can take exponential time, and patterns come from pages that others write. Here all
ways through a pattern are followed at once (Thompson's construction). `re` only judges single
characters.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct, field

MAX_STATES = 4_000


class PatternError(ValueError):
    """A pattern is not valid, uses what is not supported, or is too large."""


Test = Callable[[str], object]


def anything(_: str) -> bool:
    """Accept every character."""
    return True


class Char(Struct, frozen=True):
    """One character that passes `test`."""

    test: Test


class Edge(Struct, frozen=True):
    r"""A place between characters: `^`, `$`, `b` (word boundary) or `B` (none)."""

    kind: str


class Sequence(Struct, frozen=True):
    """Parts one after the other."""

    parts: tuple[Node, ...]


class Choice(Struct, frozen=True):
    """One of several."""

    parts: tuple[Node, ...]


class Repeat(Struct, frozen=True):
    """`part` from `low` to `high` times; None is any number."""

    part: Node
    low: int
    high: int | None


Node = Char | Edge | Sequence | Choice | Repeat


class Automaton(Struct, eq=False):
    """A compiled pattern."""

    _tests: list[Test | str | None] = field(default_factory=list)
    _next: list[tuple[int, ...]] = field(default_factory=list)
    _start: int = 0

    @classmethod
    def of(cls, node: Node) -> Automaton:
        """Compile a pattern.

        Raises:
            PatternError: It is too large.
        """
        made = cls()
        made._start = made._emit(node, made._add(None))
        return made

    def fullmatch(self, text: str, spend: Callable[[int], None]) -> bool:
        """Tell whether all of `text` matches; `spend` is told of the steps taken."""
        current = self._closure([self._start], text, 0)
        for at, char in enumerate(text):
            spend(len(current))
            after = [self._next[one][0] for one in current if self._takes(one, char)]
            if not after:
                return False
            current = self._closure(after, text, at + 1)
        return 0 in current

    def _takes(self, state: int, char: str) -> bool:
        test = self._tests[state]
        return callable(test) and bool(test(char))

    def _closure(self, states: list[int], text: str, at: int) -> set[int]:
        """Return the states reached from `states` without taking a character."""
        seen = set(states)
        open_states = list(seen)
        while open_states:
            state = open_states.pop()
            test = self._tests[state]
            if callable(test) or (test is not None and not _at_edge(test, text, at)):
                continue
            fresh = [one for one in self._next[state] if one not in seen]
            seen.update(fresh)
            open_states += fresh
        return seen

    def _add(self, test: Test | str | None, *following: int) -> int:
        if len(self._tests) >= MAX_STATES:
            raise PatternError("the pattern is too large")
        self._tests.append(test)
        self._next.append(following)
        return len(self._tests) - 1

    def _emit(self, node: Node, after: int) -> int:
        """Add the states of `node`, which go on to `after`; return the first of them."""
        match node:
            case Char(test):
                return self._add(test, after)
            case Edge(kind):
                return self._add(kind, after)
            case Sequence(()):
                return self._add(None, after)  # counted, so that repeating nothing is bounded too
            case Sequence(parts):
                for part in reversed(parts):
                    after = self._emit(part, after)
                return after
            case Choice(parts):
                return self._add(None, *[self._emit(part, after) for part in parts])
            case Repeat(part, low, high):
                return self._repeat(part, low, high, after)

    def _repeat(self, part: Node, low: int, high: int | None, after: int) -> int:
        entry = after
        if high is None:
            entry = self._add(None)
            self._next[entry] = (self._emit(part, entry), after)
        else:
            for _ in range(high - low):
                entry = self._add(None, self._emit(part, entry), after)
        for _ in range(low):
            entry = self._emit(part, entry)
        return entry


def _at_edge(kind: str, text: str, at: int) -> bool:
    if kind == "^":
        return at == 0
    if kind == "$":
        return at == len(text)
    between = _is_word(text[at - 1 : at]) != _is_word(text[at : at + 1])
    return between if kind == "b" else not between


def _is_word(char: str) -> bool:
    return char.isalnum() or char == "_"
