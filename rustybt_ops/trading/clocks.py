"""What time it is for the engine: the machine's, or that of the bars."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol


class Clock(Protocol):
    """A source of time, in milliseconds since 1970, UTC.

    Attributes:
        virtual: Whether its time has nothing to do with the machine's.
    """

    virtual: bool

    def now(self) -> int:
        """The time."""

    def wait_until(self, moment: int) -> None:
        """Return when the moment has come; at once if it has passed."""


class VirtualClock:
    """Time that passes only when someone waits for it."""

    virtual = True

    def __init__(self, start: int = 0) -> None:
        self._now = start

    def now(self) -> int:
        """The time."""
        return self._now

    def wait_until(self, moment: int) -> None:
        """Move on to the moment; time never goes back."""
        if moment > self._now:  # noqa: PLR1730 - `max` takes longer than all the rest
            self._now = moment


class RealClock:
    """The machine's time.

    Args:
        sleep: Waits for a number of seconds.
    """

    virtual = False
    _LONGEST = 1.0  # seconds: a step of the wall clock is noticed this soon

    def __init__(self, sleep: Callable[[float], object] = time.sleep) -> None:
        self._sleep = sleep

    def now(self) -> int:
        """The time."""
        return time.time_ns() // 1_000_000

    def wait_until(self, moment: int) -> None:
        """Sleep until the moment, in short spans."""
        while (left := (moment - self.now()) / 1000) > 0:
            self._sleep(min(left, self._LONGEST))
