"""One session, followed from entry to entry in constant memory.

A heartbeat vouches for the time up to the next one that is due. When more than `GRACE` intervals
pass without one, the session was out from the moment the next was due until a sign of life came.
While heartbeats come and the market is open, the session is of use only if market data arrive
and the strategy keeps up.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from math import inf
from typing import Any

from rustybt_ops.journal.events import VIRTUAL_BOOT, Entry, Heartbeat, Kind, Reason
from rustybt_ops.uptime.causes import Silence, Surroundings
from rustybt_ops.uptime.clock import TOLERANCE, SteadyClock
from rustybt_ops.uptime.incident import Incident, Trouble
from rustybt_ops.uptime.ledger import Ledger
from rustybt_ops.uptime.market import MarketHours
from rustybt_ops.uptime.period import Period
from rustybt_ops.uptime.service import fresh, judge
from rustybt_ops.uptime.tally import Tally
from rustybt_ops.uptime.terms import Limits, Terms

GRACE = 2.5
_read_moment = datetime.fromisoformat


class Session:
    """What the log tells of one session.

    Args:
        first: Its first entry.
        period: The time that is looked at.
        limits: Limits that replace the session's own.
        calendar: The calendar that replaces the session's own.
    """

    def __init__(
        self, first: Entry | Heartbeat, period: Period, limits: Limits, calendar: str | None
    ) -> None:
        self.run_id = first.run_id
        self.terms = Terms(calendar=calendar, virtual=first.boot_id.startswith(VIRTUAL_BOOT))
        self.first_time = self.last_time = first.time
        self.first_seq = first.seq
        self.whole = isinstance(first, Entry) and first.event == Kind.START
        self.beats = self.missing = self.duplicates = 0
        self.tally = Tally()
        self.shutdown: Entry | None = None
        self.clock = SteadyClock(first.time, first.boot_time, first.boot_id)
        asked = first.time if period.start is None else period.start
        self.ledger = Ledger(max(asked, first.time) if self.whole else asked, inf)
        self.market = MarketHours(calendar)
        self.market_open = False
        self._calendar = calendar
        self._period, self._limits = period, limits
        self._around = Surroundings()
        self._seq = first.seq - 1
        self._hole = 0
        self._last: float | None = None  # the latest sign of life, in steady time
        self._settled = first.time  # up to here market time has been added up
        self._since = first.time  # the process is alive and the market open since then
        self._clear = first.time  # nothing before this moment can be blamed again
        self._trouble: tuple[Trouble, float, float] | None = None
        self._calm = self._over = False
        self._interval = self._allowed = self._age_limit = self._lag_limit = 0.0
        self._bound()

    def add(self, entry: Entry | Heartbeat) -> None:
        """Take in an entry; one that was seen before changes nothing."""
        if entry.seq <= self._seq:
            self.duplicates += 1
            return
        self._hole += entry.seq - self._seq - 1
        self.missing += entry.seq - self._seq - 1
        self._seq = entry.seq
        if self._over:
            return
        self.last_time = max(self.last_time, entry.time)
        self._beat(entry) if isinstance(entry, Heartbeat) else self._event(entry)

    def finish(self) -> None:
        """Account for the time after the last sign of life."""
        self._settle()
        self.last_time = max(self.last_time, self.clock.wall)
        if self.shutdown is not None and self.shutdown.fields.get("reason") != Reason.FAILURE:
            self.ledger.high = min(self.ledger.high, self.shutdown.time)
        if self.ledger.high == inf:
            self.ledger.high = self.clock.wall
        end = self.ledger.high + self.clock.correction
        last = self._last
        if last is None or end <= last:
            self._close(end if last is None else last, ongoing=last is not None)
        elif end - last > self._allowed:
            self._silence(last, end, None)
        else:
            self._live(last, end)
            self._close(end, ongoing=True)

    @property
    def feed_unknown(self) -> bool:
        """Whether nothing tells how old market data may be."""
        return self.terms.feed_limit(self._limits) == inf

    @property
    def total(self) -> float:
        """Seconds of the period, without what a jump of the clock made up."""
        return max(0.0, self.ledger.high + self.clock.correction - self.ledger.low)

    def quick(self, made: Mapping[str, Any]) -> bool:
        """Take in a heartbeat that brings no news, or market data.

        Returns:
            False for all else, and then nothing has changed: `add` is to take it.
        """
        clock = self.clock
        try:
            if not self._calm or made["seq"] != self._seq + 1:
                return False
            if made["event"] != "heartbeat":
                return self._bar(made)
            wall = _read_moment(made["timestamp"]).timestamp()
            boot_time = made["boot_time"]
            passed = boot_time - clock.boot_time
            if not (
                0 < passed <= self._allowed
                and -TOLERANCE < wall - clock.wall - passed < TOLERANCE
                and self.ledger.low <= wall < self.ledger.high
                and made["feed_age"] <= self._age_limit
                and 0 <= made["loop_lag"] <= self._lag_limit
                and made["interval"] == self._interval
                and made["market_open"] is self.market_open
                and made["boot_id"] == clock.boot_id
                and wall >= clock.wall
            ):
                return False
        except (KeyError, TypeError, ValueError):
            return False
        clock.wall, clock.boot_time = wall, boot_time
        self._last = wall + clock.correction
        self._seq += 1
        self.beats += 1
        return True

    def _bar(self, made: Mapping[str, Any]) -> bool:
        if made["event"] != "bar":
            return False
        self._seq += 1
        self.tally.events["bar"] += 1
        return True

    def _beat(self, beat: Heartbeat) -> None:
        self._settle()
        if self.ledger.low <= beat.time < self.ledger.high:
            self.beats += 1
        if self.shutdown is not None and beat.time - self.shutdown.time > beat.interval:
            self.shutdown = None
        now = self._alive(beat.time, beat.boot_time, beat.boot_id, beat.market_open)
        if beat.market_open and not self.market_open:
            self._since = now
        self.market_open = beat.market_open
        self._interval = beat.interval or self.terms.interval
        self._allowed = GRACE * self._interval
        self._judge(now, beat)
        self._age_limit = self.terms.feed_limit(self._limits) if beat.market_open else inf
        self._lag_limit = self.terms.loop_limit(self._limits) if beat.market_open else inf
        self._calm = self._trouble is None and self.shutdown is None
        self._over = beat.time >= self.ledger.high

    def _event(self, entry: Entry) -> None:
        self._settle()
        self._around.note(entry)
        if self.ledger.low <= entry.time < self.ledger.high:
            self.tally.add(entry)
        if entry.event in (Kind.START, Kind.RESTART):
            self.terms.read(entry.fields)
            self.terms.known = True
            self._bound()
            self._alive(entry.time, entry.boot_time, entry.boot_id, None)
            self._since = self.clock.now
            self.shutdown = None
        elif entry.event == Kind.CLOCK_JUMP:
            self.terms.read(entry.fields)  # the planned end moves along with the clock
            self._bound()
        elif entry.event == Kind.SHUTDOWN:
            self.shutdown, self._calm = entry, False

    def _bound(self) -> None:
        """Set what follows from the session's account of itself."""
        last = self._period.last(self.terms.planned_end, virtual=self.terms.virtual)
        self.ledger.high = inf if last is None else last
        self.market.name = self._calendar or self.terms.calendar
        self._interval = self.terms.interval
        self._allowed = GRACE * self._interval
        self._calm = False

    def _alive(
        self,
        wall: float,
        boot_time: float | None,
        boot_id: str,
        market_open: bool | None,  # noqa: FBT001 - a state
    ) -> float:
        """A sign of life: what lies between the one before and this one is settled."""
        rebooted = boot_id != self.clock.boot_id
        before = self.clock.correction
        now = self.clock.read(wall, boot_time, boot_id)
        last = self._last
        if last is None and not self.whole and now > self.ledger.low:
            self._silence(self.ledger.low, now, market_open, before=before, known=False)
        elif last is not None and now - last > self._allowed:
            self._silence(last, now, market_open, before=before, rebooted=rebooted)
        elif last is not None:
            self._live(last, now)
        self._last = self._settled = now
        self._hole = 0
        return now

    def _silence(
        self,
        last: float,
        now: float,
        after: bool | None,  # noqa: FBT001 - a state
        *,
        before: float | None = None,
        rebooted: bool = False,
        known: bool = True,
    ) -> None:
        """The process gave no sign of life from `last` to `now`."""
        due = min(now, last + self._interval) if known else last
        self._live(last, due)
        self._close(due)
        first, end = self.ledger.clip(due, now, self.clock)
        self._since = self._clear = now
        if end <= first:
            return
        correction = self.clock.correction if before is None else before
        start, stop = first - correction, end - self.clock.correction
        ended = self._last is None or now < self.ledger.high + self.clock.correction
        silence = Silence(Trouble.PROCESS, start, rebooted, self._hole, ended, known)
        counted = self.market.open_seconds(
            start, start + end - first, before=self.market_open or not known, after=after
        )
        self._record(silence, stop, end - first, counted)

    def _record(self, silence: Silence, stop: float, seconds: float, counted: float) -> None:
        cause, evidence = self._around.explain(silence)
        start, ongoing = silence.start, not silence.ended
        self.ledger.record(
            Incident(silence.trouble, start, stop, seconds, counted, cause, ongoing, evidence)
        )

    def _judge(self, now: float, beat: Heartbeat) -> None:
        """Open or close a trouble of the service."""
        found = judge(beat, now - self._since, self.terms, self._limits)
        if found is None:
            returned = self._trouble is not None and self._trouble[0] is Trouble.FEED
            self._close(now - (fresh(beat) if returned else 0.0))
        elif self._trouble is None:
            trouble, ago = found
            self._trouble = (trouble, max(now - ago, self._clear), self.clock.correction)

    def _close(self, end: float, *, ongoing: bool = False) -> None:
        """End the trouble of the service, if there is one."""
        if self._trouble is None:
            return
        trouble, begin, correction = self._trouble
        self._trouble = None
        first, last = self.ledger.clip(begin, max(begin, end), self.clock)
        self._clear = last
        if last <= first:
            return
        silence = Silence(trouble, first - correction, ended=not ongoing)
        self._record(silence, last - self.clock.correction, last - first, last - first)

    def _settle(self) -> None:
        """Add up the market time of the heartbeats that brought no news."""
        if self._last is not None:
            self._live(self._settled, self._last)
            self._settled = self._last

    def _live(self, start: float, end: float) -> None:
        if self.market_open:
            self.ledger.live(start, end, self.clock)
