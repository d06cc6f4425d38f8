"""Writing to a disk that may refuse: it is asked until it takes what it must."""

from __future__ import annotations

from collections.abc import Callable

from rustybt_ops.errors import ServiceError
from rustybt_ops.journal.events import Category
from rustybt_ops.paper.clocks import SessionClock
from rustybt_ops.paper.troubles import Troubles
from rustybt_ops.paper.work import Halt, Work

_PAUSE = 1.0  # seconds between two attempts
_ALERT = 60.0  # seconds between two alerts


class Patience:
    """Calls what writes, again and again if need be: nothing is traded in the meantime.

    Args:
        clock: What time it is.
        work: Knows whether the session is to stop.
        troubles: Told of what the disk refuses, for when it takes entries again.
        alert: Told at once.
    """

    def __init__(
        self, clock: SessionClock, work: Work, troubles: Troubles, alert: Callable[[str], None]
    ) -> None:
        self._clock = clock
        self._work = work
        self._troubles = troubles
        self._alert = alert
        self._alerted = -_ALERT

    def persist(self, work: Callable[[], None]) -> None:
        """Write until the disk takes it.

        Raises:
            Halt: The session is to stop, and the disk refuses still.
        """
        while True:
            try:
                work()
            except ServiceError as error:
                if self._work.stopping:
                    raise Halt from error
                self.refused(error)
                self._clock.wait(_PAUSE)
            else:
                return

    def refused(self, error: ServiceError) -> None:
        """The disk refuses: say so, and leave a note."""
        now = self._clock.steady()
        self._troubles.note(Category.STORAGE, error.message, now)
        if now - self._alerted >= _ALERT:
            self._alerted = now
            self._alert(f"nothing can be recorded, trading pauses: {error.message}")
