"""The signs of life of a session, and what shows at them: a clock that was set."""

from __future__ import annotations

from collections.abc import Callable

from rustybt_ops.errors import ServiceError
from rustybt_ops.feeds.live import LiveFeed
from rustybt_ops.journal.events import Heartbeat
from rustybt_ops.journal.stamps import Stamp
from rustybt_ops.journal.writer import Journal
from rustybt_ops.paper.clocks import SessionClock
from rustybt_ops.paper.hours import Hours
from rustybt_ops.paper.work import Work

_TOLERANCE = 1.0  # seconds by which the clocks may differ from one heartbeat to the next


class Pulse:
    """Writes one heartbeat whenever it is called.

    Args:
        journal: Where it is written.
        clock: What time it is.
        feed: Whose data may be old.
        hours: When the market is open.
        work: What the strategy is doing.
        interval: Seconds to the next heartbeat.
        jumped: Told of a wall clock that was set, by how many seconds.
        refused: Told why a heartbeat has to wait: it is written with the next one that can be.
    """

    def __init__(
        self,
        journal: Journal,
        clock: SessionClock,
        feed: LiveFeed,
        hours: Hours,
        work: Work,
        interval: float,
        *,
        jumped: Callable[[float], None],
        refused: Callable[[ServiceError], None],
    ) -> None:
        self._journal = journal
        self._clock = clock
        self._feed = feed
        self._hours = hours
        self._work = work
        self._interval = interval
        self._jumped = jumped
        self._refused = refused
        self._last: Stamp | None = None
        self.count = 0

    def __call__(self) -> None:
        """Write a heartbeat."""
        stamp = self._clock.read()
        age = self._feed.age
        beat = Heartbeat(
            stamp.wall,
            0,
            self._journal.run_id,
            stamp.boot_id,
            stamp.boot_time,
            self._interval,
            None if age is None else round(age, 3),
            round(self._work.lag(self._clock.steady()), 3),
            self._hours.is_open(int(stamp.wall * 1000)),
            self._work.strategy_time,
        )
        try:
            jump = self._jump(stamp)
            if jump:
                self._jumped(jump)
            self._last = stamp
            self._journal.beat(beat)
        except ServiceError as error:
            self._refused(error)
        self.count += 1

    def _jump(self, stamp: Stamp) -> float:
        last = self._last
        if last is None or last.boot_time is None or stamp.boot_time is None:
            return 0.0
        jump = (stamp.wall - last.wall) - (stamp.boot_time - last.boot_time)
        return round(jump, 3) if abs(jump) > _TOLERANCE else 0.0
