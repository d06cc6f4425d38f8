"""The entries that frame a session: its beginning, its end, and a clock that was set."""

from __future__ import annotations

from collections.abc import Sequence

from rustybt_ops.feeds.live import LiveFeed
from rustybt_ops.journal.events import Kind, Reason, stamp
from rustybt_ops.journal.writer import Journal
from rustybt_ops.paper.folder import Folder
from rustybt_ops.paper.schedule import Schedule


class Chronicle:
    """Writes them, each in one transaction with what it tells of.

    Args:
        folder: Where the session is kept.
        journal: Its journal.
        schedule: When it is to end.
    """

    def __init__(self, folder: Folder, journal: Journal, schedule: Schedule) -> None:
        self._folder = folder
        self._journal = journal
        self._schedule = schedule

    def begin(self, kind: Kind, feed: LiveFeed, calendar: str, symbols: Sequence[str]) -> None:
        """The session starts, or a process resumes it.

        Raises:
            ServiceError: The disk refuses.
        """
        plan = self._schedule.plan
        fields: dict[str, object] = {
            "planned_end": stamp(self._schedule.planned_end / 1000),
            "heartbeat_seconds": plan.heartbeat,
            "feed_seconds": feed.cadence,
            "calendar": calendar,
            "clock": "virtual" if plan.virtual else "real",
            "strategy": plan.strategy,
            "broker": plan.broker,
            "source": plan.source,
            "symbols": symbols,
            "simulated": feed.endpoint.note if feed.endpoint.simulated else None,
        }
        with self._journal.transaction() as entries:
            self._folder.state.set_fact("plan", plan.encode())
            entries.append(self._journal.made(kind, fields))

    def jumped(self, seconds: float) -> None:
        """The wall clock was set: the planned end moves along.

        Raises:
            ServiceError: The disk refuses.
        """
        with self._journal.transaction(durable=False) as entries:
            moved = self._schedule.move(seconds)
            fields: dict[str, object] = {"seconds": seconds, "planned_end": stamp(moved / 1000)}
            entries.append(self._journal.made(Kind.CLOCK_JUMP, fields))

    def end(self, reason: Reason) -> float:
        """The process ends in good order; `shutdown` is its last entry, and this is its time.

        Raises:
            ServiceError: The disk refuses.
        """
        with self._journal.transaction() as entries:
            if reason is Reason.COMPLETED:
                self._folder.finish(reason)
            last = self._journal.made(Kind.SHUTDOWN, {"reason": str(reason)})
            entries.append(last)
        self._journal.catch_up()
        return round(last.time, 3)
