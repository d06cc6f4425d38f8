"""The units of pages, divided among sandboxes."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

from msgspec import Struct

from doccheck.config import Settings
from doccheck.engine.run.keys import keys_of
from doccheck.engine.run.memory import Memory
from doccheck.engine.run.unit import PagePlan, Unit

_LEAST = 32
"""Units for which a portion of their own pays off."""
_EACH = 4
"""Portions for each worker, so that none waits long for another at the end."""


class Page(Struct, frozen=True):
    """A planned page with the key of each unit, and the places of those to be executed."""

    plan: PagePlan
    keys: tuple[str, ...]
    pending: frozenset[int]

    @classmethod
    def of(cls, plan: PagePlan, base: str, settings: Settings, memory: Memory) -> Page:
        """Return the page of a plan; `base` covers what all results depend on."""
        keys = keys_of(plan, base, settings)
        pairs = enumerate(zip(plan.units, keys, strict=True))
        fresh = (at for at, (unit, key) in pairs if unit.skip is None and memory.get(key) is None)
        return cls(plan, tuple(keys), frozenset(fresh))


class Portion(Struct, frozen=True):
    """Units of a page for one sandbox, by their places in its plan, ascending."""

    page: Page
    places: tuple[int, ...]

    @property
    def is_pending(self) -> bool:
        """Tell whether anything is to be executed."""
        return not self.page.pending.isdisjoint(self.places)

    @property
    def units(self) -> tuple[Unit, ...]:
        """The units."""
        return tuple(self.page.plan.units[place] for place in self.places)

    @property
    def keys(self) -> tuple[str, ...]:
        """The key of each unit."""
        return tuple(self.page.keys[place] for place in self.places)


def divide(pages: Sequence[Page], workers: int) -> Iterator[Portion]:
    """Yield portions that keep `workers` busy; the units of a session stay together."""
    total = sum(len(page.pending) for page in pages)
    size = max(_LEAST, -(-total // (workers * _EACH))) if workers > 1 else sys.maxsize
    for page in pages:
        for places in _places(page, size):
            yield Portion(page, places)


def _places(page: Page, size: int) -> Iterator[tuple[int, ...]]:
    """Return the places of units in groups of about `size`, a session in the group it begins."""
    groups: list[list[int]] = [[]]
    homes: dict[str, list[int]] = {}
    room = size
    for place, unit in enumerate(page.plan.units):
        if room <= 0:
            groups.append([])
            room = size
        name = unit.request.session
        (homes.setdefault(name, groups[-1]) if name else groups[-1]).append(place)
        room -= place in page.pending
    return (tuple(group) for group in groups if group)
