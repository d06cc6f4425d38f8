"""What parsing a configuration example gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Path = tuple[str | int, ...]
"""Keys and indices from the root of the data to a value."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """Valid text. `data` are its documents; `spots` tell where keys and items stand.

    A value that has no counterpart in JSON (a tag of its own) is left out of `data`. `partial`
    says why `data` must not be judged, empty where it may.
    """

    data: tuple[Any, ...] = ()
    spots: Mapping[Path, tuple[int, int]] = field(default_factory=dict)
    partial: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """Text that does not parse: why, and the offsets of the characters at fault."""

    detail: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Doubtful:
    """Text that does not parse, and may not be meant to: the reason."""

    reason: str


Outcome = Parsed | Fault | Doubtful
