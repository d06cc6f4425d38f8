"""Bars of the past under a virtual clock: each comes when it ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from heapq import merge
from itertools import groupby

from rustybt_ops.deadline import Deadline
from rustybt_ops.errors import ConfigurationError
from rustybt_ops.feeds.bars import Interval, Query
from rustybt_ops.feeds.live import LiveBar
from rustybt_ops.feeds.source import Source
from rustybt_ops.paper.clocks import SessionClock

_READING = 120.0  # seconds that one symbol may take to be read


class RecordedFeed:
    """A live feed made of a source of the past.

    Args:
        source: Where the bars are.
        interval: Their length.
        clock: A virtual clock: its steady time counts, which nobody sets.
        start: The first day wanted, included.
        end: The end, not included.
    """

    def __init__(
        self,
        source: Source,
        interval: Interval,
        clock: SessionClock,
        start: date | None = None,
        end: date | None = None,
    ) -> None:
        self.interval = interval
        self.cadence = interval.step / 1000
        self.versions = source.versions
        note = source.endpoint.note or "recorded bars"
        self.endpoint = replace(
            source.endpoint, simulated=True, note=f"{note}, handed out as if they were live"
        )
        self._source = source
        self._clock = clock
        self._range = start, end
        self._steps: list[tuple[int, list[LiveBar]]] = []
        self._next = 0
        self._came: float | None = None

    def calendar(self, symbol: str) -> str:
        """The calendar of the source."""
        return self._source.calendar(symbol)

    def first(self, symbols: Sequence[str]) -> int:
        """The time of the first bar, in milliseconds since 1970, UTC.

        Raises:
            ServiceError: A symbol has no bars.
            ConfigurationError: None of them has any in this range.
        """
        self._read(symbols)
        return self._steps[0][0]

    @property
    def last(self) -> int:
        """When the last bar ends, in milliseconds since 1970, UTC."""
        return self._steps[-1][0] + self.interval.step

    def subscribe(self, symbols: Sequence[str], after: int | None) -> None:
        """Read the bars of the symbols.

        Raises:
            ServiceError: A symbol has no bars.
            ConfigurationError: None of them has any in this range.
        """
        if not self._steps:
            self._read(symbols)
        now = self._clock.steady() * 1000
        self._next = sum(time < now if after is None else time <= after for time, _ in self._steps)

    def _read(self, symbols: Sequence[str]) -> None:
        if not symbols:
            raise ConfigurationError("no symbol is asked for")
        streams = []
        for symbol in symbols:
            query = Query(symbol, *self._range, self.interval)
            bars = self._source.fetch(query, Deadline(_READING)).ordered()
            rows = zip(bars.times, *bars.columns(), strict=True)
            streams.append([LiveBar(symbol, *row) for row in rows])
        every = merge(*streams, key=lambda bar: bar.time)
        self._steps = [(time, list(group)) for time, group in groupby(every, lambda b: b.time)]
        if not self._steps:
            start, end = self._range
            raise ConfigurationError(
                f"there are no bars of {', '.join(symbols)} from {start or 'the beginning'} to "
                f"{end or 'the end'}",
                advice="Choose another --start, or another source.",
            )

    def poll(self, wait: float) -> Sequence[LiveBar]:
        """The bars of the next time once it has come."""
        if self._next >= len(self._steps):
            self._clock.wait(wait)
            return ()
        time, bars = self._steps[self._next]
        left = (time + self.interval.step) / 1000 - self._clock.steady()
        if left > wait:
            self._clock.wait(wait)
            return ()
        self._clock.wait(left)
        self._next += 1
        self._came = self._clock.steady()
        return bars

    @property
    def age(self) -> float | None:
        """Seconds since a bar last came."""
        return None if self._came is None else max(0.0, self._clock.steady() - self._came)

    def close(self) -> None:
        """Nothing is open."""
