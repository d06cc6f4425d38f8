"""What a page says of shell variables: constants that can be put in their place."""

from __future__ import annotations

import re
from collections.abc import Iterable

from doccheck.model.command import DYNAMIC, Assignment, Unknown, Word
from doccheck.model.source import MappedText, Span

_ASSIGNMENT = re.compile(
    r"(?:^|[\s;&|(])([A-Za-z_]\w*)\+?=((?:[^\s;&|'\"]|'[^'\n]*'|\"[^\"\n]*\")*)"
)
_UNKNOWN = Word(MappedText.replaced(DYNAMIC, Span(0, 0)), Span(0, 0), Unknown.VARIABLE)
_USE = re.compile(r"\$\{?([A-Za-z_]\w*)")


def used_names(text: str) -> set[str]:
    """Return the variables that `text` uses."""
    return set(_USE.findall(text)) if "$" in text else set()


def assigned_names(text: str) -> set[str]:
    """Return the variables that `text` seems to assign."""
    return set(_last_values(text))


def holders(text: str, needles: re.Pattern[str]) -> set[str]:
    """Return the variables to which `text` assigns the name of a program, among other words."""
    return {name for name, value in _ASSIGNMENT.findall(text) if needles.search(value)}


def contested_names(blocks: Iterable[str]) -> frozenset[str]:
    """Return the names to which different blocks give different values.

    Such blocks are alternatives (one for each platform, broker or shell): no value holds for the
    rest of the page. The texts are compared as written, so that too many names are returned
    rather than too few.
    """
    seen: dict[str, str] = {}
    contested: set[str] = set()
    for text in blocks:
        if "=" in text:
            for name, value in _last_values(text).items():
                if seen.setdefault(name, value) != value:
                    contested.add(name)
    return frozenset(contested)


def _last_values(text: str) -> dict[str, str]:
    return {name: value.strip("'\"") for name, value in _ASSIGNMENT.findall(text)}


class Scope:
    """The constants known at one point of a page.

    A constant holds from its assignment to the end of its block and, unless it is contested, to
    the end of the page. A value that depends on what happens at run time takes the name out.
    """

    def __init__(self, contested: frozenset[str] = frozenset()) -> None:
        self._contested = contested
        self._page: dict[str, str | None] = {}
        self._block: dict[str, str | None] = {}
        self._exported: dict[str, Assignment] = {}
        self._exported_in_block: dict[str, Assignment] = {}

    def get(self, name: str) -> str | None:
        """Return the value of `name`, or None where it is not known."""
        return self._block[name] if name in self._block else self._page.get(name)

    def assign(self, name: str, value: str | None) -> None:
        """Set `name`; None says that the value is not known."""
        self._block[name] = value

    def export(self, name: str, value: Word | None) -> None:
        """Note that commands from here on find `name` in their environment."""
        self._exported_in_block[name] = Assignment(name, value or _UNKNOWN)

    @property
    def exported(self) -> tuple[Assignment, ...]:
        """The variables in the environment; an unknown value is a dynamic word."""
        if not self._exported_in_block:
            return tuple(self._exported.values())
        return tuple((self._exported | self._exported_in_block).values())

    def end_block(self, *, shared: bool) -> None:
        """Leave a block; `shared` where the rest of the page sees its assignments."""
        if shared:
            for name, value in self._block.items():
                self._page[name] = None if name in self._contested else value
            for name, found in self._exported_in_block.items():
                known = name not in self._contested
                # Nobody leaves shell completion switched on.
                if not name.endswith("_COMPLETE"):
                    self._exported[name] = found if known else Assignment(name, _UNKNOWN)
        self._block, self._exported_in_block = {}, {}
