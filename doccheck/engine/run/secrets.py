"""Keeps the values of passed variables out of everything that is reported."""

from __future__ import annotations

import os
from collections.abc import Iterable

from msgspec import Struct

_SHORTEST = 4
"""A shorter value is no secret, and would be found in every other word."""


class Mask(Struct, frozen=True):
    """Replaces values by the names of their variables."""

    values: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, names: Iterable[str]) -> Mask:
        """Return a mask for variables of doccheck's own environment that blocks are given."""
        found = {name: os.environ.get(name, "") for name in names}
        long = [(value, name) for name, value in found.items() if len(value) >= _SHORTEST]
        return cls(tuple(sorted(long, key=lambda pair: -len(pair[0]))))

    def hide(self, text: str) -> str:
        """Return `text` without the values."""
        for value, name in self.values:
            text = text.replace(value, f"[{name}]")
        return text
