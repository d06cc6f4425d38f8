"""What differs between the releases of click."""

from __future__ import annotations

import re

from msgspec import Struct

_OLD_WORDS = frozenset({"true", "t", "1", "yes", "y", "false", "f", "0", "no", "n"})
_WORDS = _OLD_WORDS | {"on", "off"}
_NEWEST = (8, 99)
_CLICK = re.compile(r"\b(?<![-_])(?:async)?click\D{0,3}(\d+)\.(\d+)")


class Dialect(Struct, frozen=True):
    """The parsing rules that changed over time; the defaults are those of the newest release."""

    boolean_words: frozenset[str] = _WORDS | {""}
    strips: bool = True
    """Blanks around a boolean or a UUID do not count."""
    parses_rest_again: bool = True
    """A word such as `/x` that names no command is parsed once more as options of the group; up
    to click 8.1 that second pass saw no words at all."""

    @classmethod
    def of(cls, framework: str) -> Dialect:
        """Return the rules of a framework such as `click 8.1.7`; Typer follows the newest."""
        found = _CLICK.search(framework.lower())
        version = (int(found[1]), int(found[2])) if found else _NEWEST
        if version >= (8, 3):
            return cls()
        if version >= (8, 0):
            return cls(_WORDS, parses_rest_again=version >= (8, 2))
        return cls(_OLD_WORDS, strips=False, parses_rest_again=False)
