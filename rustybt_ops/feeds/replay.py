"""Bars of the past handed out as if they came now: a rehearsal of a session, at its true pace."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from rustybt_ops.deadline import Deadline
from rustybt_ops.errors import FailureKind, ServiceError
from rustybt_ops.feeds.bars import Bars, Interval, Query
from rustybt_ops.feeds.live import LiveBar
from rustybt_ops.feeds.service_clock import steady
from rustybt_ops.feeds.source import Source
from rustybt_ops.results.model import Endpoint


class ReplayFeed:
    """One bar after the other from a CSV file, a bundle or any other source.

    The bars keep their times, so that a resumed session goes on where it was; the hours in which
    no market was open are left out. When all are handed out the feed says so once, as a failure,
    and is silent.

    Args:
        source: Where they are.
        interval: The length of a bar.
        start: The first day, included.
        end: The end, not included itself.
        pace: Seconds between two bars; by default a bar's length.
        timeout: The most seconds that reading one symbol may take.
        now: Seconds on the clock that it goes by.
        sleep: Waits by that clock.
    """

    def __init__(
        self,
        source: Source,
        interval: Interval,
        *,
        start: date | None = None,
        end: date | None = None,
        pace: float | None = None,
        timeout: float = 60.0,
        now: Callable[[], float] = steady,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        self.interval = interval
        self.cadence = interval.step / 1000 if pace is None else pace
        self.versions: Mapping[str, str] = source.versions
        self.endpoint: Endpoint = replace(
            source.endpoint, simulated=True, note="bars of the past, handed out as if they came now"
        )
        self._source = source
        self._range = start, end
        self._timeout = timeout
        self._now = now
        self._sleep = sleep
        self._bars: list[LiveBar] = []
        self._next = 0
        self._due = 0.0
        self._last: float | None = None
        self._told = False

    def calendar(self, symbol: str) -> str:
        """The calendar that the symbol follows."""
        return self._source.calendar(symbol)

    def subscribe(self, symbols: Sequence[str], after: int | None) -> None:
        """Read the bars of the symbols; those up to `after` were handed out before.

        Raises:
            ServiceError: They cannot be read, or there are none.
        """
        found: list[LiveBar] = []
        for symbol in symbols:
            query = Query(symbol, *self._range, self.interval)
            bars = self._source.fetch(query, Deadline(self._timeout))
            _require_readable(bars)
            rows = zip(bars.ordered().times, *bars.ordered().columns(), strict=True)
            found += (LiveBar(symbol, *row) for row in rows if after is None or row[0] > after)
        self._bars = sorted(found, key=lambda bar: bar.time)
        self._due = self._now() + self.cadence

    def poll(self, wait: float) -> Sequence[LiveBar]:
        """The bars of one time, once they are due.

        Raises:
            ServiceError: All bars have been handed out; this is said once.
        """
        if self._next >= len(self._bars) and not self._told:
            self._told = True
            raise ServiceError(
                FailureKind.BAD_DATA,
                "all recorded bars have been handed out; no more will come",
                advice="Choose a shorter --duration or a longer recording.",
            )
        left = self._due - self._now()
        if self._next >= len(self._bars) or left > wait:
            self._sleep(max(0.0, wait))
            return []
        if left > 0:
            self._sleep(left)
        moment = self._bars[self._next].time
        taken = []
        while self._next < len(self._bars) and self._bars[self._next].time == moment:
            taken.append(self._bars[self._next])
            self._next += 1
        self._due = max(self._due + self.cadence, self._now())
        self._last = self._now()
        return taken

    @property
    def age(self) -> float | None:
        """Seconds since the last bar; None before the first."""
        return None if self._last is None else self._now() - self._last

    def close(self) -> None:
        """Forget the bars."""
        self._bars = []


def _require_readable(bars: Bars) -> None:
    if bars.fault_count:
        message = f"{bars.fault_count} rows of {bars.symbol} cannot be read: {bars.faults[0]}"
        raise ServiceError(FailureKind.BAD_DATA, message)
    if not len(bars):
        raise ServiceError(FailureKind.BAD_DATA, f"there are no bars of {bars.symbol} to replay")
