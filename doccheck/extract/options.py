"""What extraction looks for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Literal

from msgspec import Struct

Untagged = Literal["auto", "always", "never"]

_PYTHON = re.compile(r"(?:python|pypy)[\d.]*w?(?:\.exe)?|py(?:\.exe)?")


def is_python(word: str) -> bool:
    """Tell whether `word` calls a Python interpreter."""
    return _PYTHON.fullmatch(word) is not None


class ExtractOptions(Struct, frozen=True, dict=True):
    """The names to look for, and the policy for code that carries no language.

    `programs` are the first words under which the programs may be called: their names and the
    first words of their aliases. `module_heads` are the modules (`python -m prog`) or scripts that
    `python` runs for them; where it is given, a bare `python` is not looked for. `untagged` tells
    what a fence without a language is: judged by its content (`auto`), shell (`always`), or not
    read (`never`). `variables` are the beginnings of the programs' environment variables
    (`PROG_`), `roots` the folders in the reader's home that are theirs (`~/.prog`).
    """

    programs: frozenset[str]
    module_heads: frozenset[str] = frozenset()
    untagged: Untagged = "auto"
    variables: tuple[str, ...] = ()
    roots: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        forms: Iterable[Sequence[str]],
        untagged: Untagged = "auto",
        variables: tuple[str, ...] = (),
        roots: tuple[str, ...] = (),
    ) -> ExtractOptions:
        """Make options from the forms in which programs are called, each a sequence of words."""
        words = [tuple(form) for form in forms if form]
        return cls(
            frozenset(form[0] for form in words),
            frozenset(form[-1] for form in words if is_python(form[0]) and len(form) > 1),
            untagged,
            variables,
            roots,
        )

    @cached_property
    def sought(self) -> frozenset[str]:
        """The words one of which stands in every text that calls a program."""
        if not self.module_heads:
            return self.programs
        return self.module_heads | {word for word in self.programs if not is_python(word)}

    @cached_property
    def _mention(self) -> tuple[re.Pattern[str], ...]:
        return tuple(_mention(word) for word in sorted(self.sought) if word)

    def mentions(self, text: str) -> bool:
        """Tell whether `text` may call a program: one of the names stands in it as a word."""
        return any(pattern.search(text) for pattern in self._mention)

    def names(self, text: str) -> bool:
        """Tell whether a variable or path of a program's own may stand in `text`."""
        return any(start in text for start in (*self.variables, *self.bare_roots))

    @cached_property
    def bare_roots(self) -> tuple[str, ...]:
        """The roots without the `~/`, which may be written `$HOME/`."""
        return tuple(root.removeprefix("~/") for root in self.roots)


def _mention(word: str) -> re.Pattern[str]:
    # The name comes first, for the fast literal search; what may stand before it is looked at
    # afterwards. After an escape sequence of a string (`"\nprog run"`) the name is a word too.
    name = re.escape(word)
    before = (
        rf"(?:(?<![\w.-]{name})|(?<=\\[abfnrtv]{name})|(?<=\\x[0-9a-fA-F]{{2}}{name})"
        rf"|(?<=\\u[0-9a-fA-F]{{4}}{name}))"
    )
    return re.compile(rf"{name}{before}(?![\w/-]|\.\w)")
