"""What the threads of a session know of each other."""

from __future__ import annotations

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
        again: How many bars of the past it is to go through again, and how many it has.
        breakable: The session may be broken off at any moment, by `Halt`.
    """

    since: float | None = None
    strategy_time: str | None = None
    stopping: bool = False
    again: tuple[int, int] = (0, 0)
    breakable: bool = False
    _seen: int = 0

    def begin(self, now: float) -> None:
        """The strategy begins."""
        self.since = now

    def end(self, stamp: str) -> None:
        """The strategy has finished."""
        self.since = None
        self.strategy_time = stamp

    def lag(self, now: float) -> float:
        """Seconds that it has been at work."""
        since = self.since
        return 0.0 if since is None else max(0.0, now - since)

    @property
    def caught_up(self) -> bool:
        """Whether the strategy has gone through all bars of the past again."""
        return self.again[0] == self.again[1]

    def gets_on(self) -> bool:
        """Whether it goes through bars of the past, and has got further since the last call."""
        done, whole = self.again
        before, self._seen = self._seen, done
        return not self.stopping and before < done < whole

    def break_off(self) -> None:
        """End the session in the middle of what it does; signal handlers call this.

        Raises:
            Halt: Always while trading; at its beginning and its end a session is not torn.
        """
        if self.breakable:
            raise Halt
