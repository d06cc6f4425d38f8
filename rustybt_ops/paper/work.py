"""What the threads of a session know of each other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


class Halt(BaseException):
    """The session is to end now, whatever the strategy or the disk is doing."""


@dataclass(slots=True)
class Work:
    """What the strategy is doing.

    Attributes:
        since: When it began with what is due, on the steady clock; None while it is idle.
        strategy_time: When it last finished, as the journal writes it.
        stopping: A signal has asked for the end.
        turn: How many times it was called.
    """

    since: float | None = None
    strategy_time: str | None = None
    stopping: bool = False
    turn: int = 0

    def begin(self, now: float) -> None:
        """The strategy begins."""
        self.since = now
        self.turn += 1

    def end(self, stamp: str) -> None:
        """The strategy has finished."""
        self.since = None
        self.strategy_time = stamp

    def lag(self, now: float) -> float:
        """Seconds that it has been at work."""
        since = self.since
        return 0.0 if since is None else max(0.0, now - since)


Tell = Callable[[str], None]
