"""What parsing a configuration example gives."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct, field

Path = tuple[str | int, ...]
"""Keys and indices from the root of the data to a value."""


class Parsed(Struct, frozen=True):
    """Valid text. `data` are its documents; `spots` tell where keys and items stand.

    A value that has no counterpart in JSON (a tag of its own) is left out of `data`. `partial`
    says why `data` must not be judged, empty where it may.
    """

    data: tuple[Any, ...] = ()
    spots: Mapping[Path, tuple[int, int]] = field(default_factory=dict)
    partial: str = ""


class Fault(Struct, frozen=True):
    """Text that does not parse: why, and the offsets of the characters at fault."""

    detail: str
    start: int
    end: int


class Doubtful(Struct, frozen=True):
    """Text that does not parse, and may not be meant to: the reason."""

    reason: str


Outcome = Parsed | Fault | Doubtful
