"""What time it is at a service: this machine's clock may be wrong, or be set while we watch."""

from __future__ import annotations

import time
from collections.abc import Callable


def steady() -> float:
    """Seconds on a clock that nobody sets; where the system offers it, sleep counts as well."""
    kind = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    return time.clock_gettime(kind)


class ServiceClock:
    """A service's time, carried on from what it last said.

    What it said was true when it answered, so this clock is a little slow: a bar that has ended
    by it has ended.

    Args:
        steady: Seconds on a clock that nobody sets.
    """

    def __init__(self, steady: Callable[[], float] = steady) -> None:
        self._steady = steady
        self._told: tuple[int, float] | None = None

    def set(self, moment: int) -> None:
        """Note what the service has just said, in milliseconds since 1970."""
        self._told = moment, self._steady()

    @property
    def since_told(self) -> float | None:
        """Seconds since the service said what time it is; None if it never did."""
        return None if self._told is None else self._steady() - self._told[1]

    def now(self) -> int:
        """Milliseconds since 1970; this machine's own time where the service never said any."""
        if self._told is None:
            return time.time_ns() // 1_000_000
        moment, noted = self._told
        return moment + int((self._steady() - noted) * 1000)
