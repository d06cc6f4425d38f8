"""What `--last-failed` leaves out."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from doccheck.engine.run.keys import name_of
from doccheck.engine.run.memory import Memory
from doccheck.engine.run.unit import PagePlan, Unit

_ALL = "Nothing here is known to have failed last time: --last-failed left nothing out."


class Choice(Struct, frozen=True):
    """The units that a run leaves out by their names, and what the report should say of it."""

    left_out: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()

    def holds(self, unit: Unit) -> bool:
        """Tell whether a unit is to be executed."""
        return not self.left_out or name_of(unit) not in self.left_out


def choose(plans: Iterable[PagePlan], memory: Memory, *, last_failed: bool) -> Choice:
    """Return what is executed: with `last_failed`, all that is not known to have passed.

    A block that failed and was edited since is a new one, which nobody has seen pass. Where no
    failure is known, or nothing would be left, all is executed.
    """
    if not last_failed:
        return Choice()
    names = (name_of(unit) for plan in plans for unit in plan.units if unit.skip is None)
    if not memory.failed or all(name in memory.passed for name in names):
        return Choice(notes=(_ALL,))
    return Choice(memory.passed)
