"""Whether what was validated is ready, by explicit rules: no rule is met by what was not run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from doccheck.validation.risks import Risk


class Outcome(StrEnum):
    """What came of a requirement."""

    MET = "met"
    WARNED = "met, with warnings"
    IN_PROGRESS = "in progress"
    SIMULATED = "simulated only"
    NOT_RUN = "not run"
    HELD = "held back"
    MISSED = "not met"


class Weight(StrEnum):
    """What a requirement that is not met means."""

    BLOCKER = "blocker"
    """Nothing is ready without it; a risk that is accepted makes it a caveat."""
    ADVISORY = "advisory"
    """Not run or simulated it is a caveat; not met it blocks."""
    ABSOLUTE = "absolute"
    """It blocks, and nobody can accept that."""


class Readiness(StrEnum):
    """The conclusion."""

    READY = "ready"
    CAVEATS = "ready with caveats"
    NOT_READY = "not ready"


class Requirement(Struct, frozen=True):
    """One demand, what was measured, and what came of it.

    `next_step` says what to do where it is not met.
    """

    name: str
    demand: str
    outcome: Outcome
    measured: str
    next_step: str
    weight: Weight = Weight.BLOCKER
    operational: bool = False
    risk: Risk | None = None

    @property
    def blocks(self) -> bool:
        """Tell whether nothing is ready because of it."""
        if self.outcome in _FINE:
            return False
        if self.weight is Weight.ABSOLUTE:
            return True
        if self.risk is not None:
            return False
        return self.weight is Weight.BLOCKER or self.outcome is Outcome.MISSED

    @property
    def caveat(self) -> bool:
        """Tell whether it is to be said beside `ready`."""
        return self.outcome is not Outcome.MET and not self.blocks


_FINE = frozenset({Outcome.MET, Outcome.WARNED, Outcome.IN_PROGRESS})


class Judgement(Struct, frozen=True):
    """All requirements, and the conclusion. `expired` are risks that are accepted no more."""

    requirements: tuple[Requirement, ...]
    expired: tuple[Risk, ...] = ()

    @property
    def readiness(self) -> Readiness:
        """The conclusion: the worst that any requirement says."""
        if self.blockers:
            return Readiness.NOT_READY
        return Readiness.CAVEATS if self.caveats else Readiness.READY

    @property
    def blockers(self) -> tuple[Requirement, ...]:
        """What stands in the way."""
        return tuple(one for one in self.requirements if one.blocks)

    @property
    def caveats(self) -> tuple[Requirement, ...]:
        """What has to be said beside `ready`."""
        return tuple(one for one in self.requirements if one.caveat)

    @property
    def accepted(self) -> tuple[Requirement, ...]:
        """What is not met, and accepted."""
        return tuple(one for one in self.caveats if one.risk is not None)


def judge(requirements: Iterable[Requirement], risks: Sequence[Risk], today: date) -> Judgement:
    """Apply the risks that are accepted today.

    Where a required command is missing, operational validation does not proceed: what was
    measured of it is held back.
    """
    current = {risk.requirement: risk for risk in risks if risk.accepted(today)}
    rows = tuple(requirements)
    if any(one.weight is Weight.ABSOLUTE and one.blocks for one in rows):
        rows = tuple(map(_held, rows))
    judged = tuple(replace(one, risk=current.get(one.name)) for one in rows)
    return Judgement(judged, tuple(risk for risk in risks if not risk.accepted(today)))


def _held(one: Requirement) -> Requirement:
    if not one.operational or one.outcome is Outcome.MISSED:
        return one
    return replace(one, outcome=Outcome.HELD, next_step="Bring back the missing commands first.")
