"""When a session is to end: a moment that stays where it is through restarts."""

from __future__ import annotations

from rustybt_ops.paper.clocks import SessionClock
from rustybt_ops.paper.plan import Plan
from rustybt_ops.paper.state import State

_PLANNED_END = "planned_end"


class Schedule:
    """The planned end.

    Wall time is what is kept; while a process runs, the steady clock says how much is left.

    Args:
        plan: What was asked for.
        state: Remembers where the end has moved to.
        clock: What time it is.
    """

    def __init__(self, plan: Plan, state: State, clock: SessionClock) -> None:
        self._state = state
        self._clock = clock
        self.settle(plan)

    def settle(self, plan: Plan) -> None:
        """Take the start and the end from this plan."""
        self.plan = plan
        self._end = self._clock.steady() + (self.planned_end - self._clock.now()) / 1000

    @property
    def planned_end(self) -> int:
        """When the session is to end: wall time, milliseconds, moved along with a jump of it."""
        moved = self._state.fact(_PLANNED_END)
        return self.plan.planned_end if moved is None else int(moved)

    def left(self) -> float:
        """Seconds until the planned end."""
        return self._end - self._clock.steady()

    def move(self, seconds: float) -> int:
        """Move the planned end along with a wall clock that was set; where it is then."""
        moved = self.planned_end + round(seconds * 1000)
        self._state.set_fact(_PLANNED_END, str(moved))
        return moved
