"""The sessions of a page that cannot go on: their rest builds on what did not happen."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from msgspec import Struct, field
from msgspec.structs import replace

from doccheck.engine.run.attempt import Attempt
from doccheck.engine.run.unit import Unit
from doccheck.engine.run.verdict import Trouble
from doccheck.model.executed import Outcome, RunSkip

_HARMLESS = frozenset({RunSkip.ON_REQUEST, RunSkip.STOPPED, RunSkip.NOT_MARKED})
"""What may be left out of a session without harm to the rest of it."""


class Break(Enum):
    """What came of an earlier block, put after its session's name."""

    FAILED = "an earlier block of the session `{}` did not pass"
    ENDED = "an earlier block of the session `{}` ended its shell"
    LEFT_OUT = "an earlier block of the session `{}` was not executed"


class Broken(Struct):
    """The broken sessions by name, with the reason why their rest is not executed."""

    _why: dict[str, tuple[RunSkip, str]] = field(default_factory=dict)

    def note(self, unit: Unit, how: Break, skip: RunSkip = RunSkip.SESSION) -> None:
        """Leave the rest of a unit's session out; the first reason stands."""
        name = unit.request.session
        if name and skip not in _HARMLESS:
            self._why.setdefault(name, (skip, how.value.format(name)))

    def judged(self, unit: Unit) -> Unit:
        """Return the unit, of a broken session with the reason why it is left out."""
        found = self._why.get(unit.request.session)
        return replace(unit, skip=found[0], reason=found[1]) if found else unit


def deserted(attempt: Attempt, units: Iterable[Unit]) -> tuple[Trouble, ...]:
    """Return what is wrong with a block that ended the shell before its session was over.

    `units` are those of its page. Without this, the blocks that were to follow would be lost
    without a finding.
    """
    unit = attempt.unit
    name = unit.request.session
    later = [one for one in units if one.skip is None and one.span.start > unit.span.start]
    count = sum(one.request.session == name for one in later)
    if not count:
        return ()
    rest = "1 block after it was" if count == 1 else f"{count} blocks after it were"
    told = f"the shell of the session `{name}` ended here: {rest} not executed"
    way = "do without the `exit`, or mark the block without the session"
    return (Trouble(Outcome.COMMAND_FAILED, unit.steps[-1].span, told, way),)
