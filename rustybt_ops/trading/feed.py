"""Where the engine gets its bars from, and the order in which they come."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from heapq import merge
from itertools import repeat
from typing import Protocol

from rustybt_ops.deadline import Deadline
from rustybt_ops.errors import FailureKind, ServiceError
from rustybt_ops.feeds.bars import Interval, Query
from rustybt_ops.feeds.source import Source
from rustybt_ops.trading.assets import Asset
from rustybt_ops.trading.series import Series


class Feed(Protocol):
    """Delivers bars, each when it has ended.

    Attributes:
        interval: The length of a bar.
    """

    interval: Interval

    def open(self, asset: Asset) -> Series:
        """The bars of an asset, from now on part of the feed.

        Raises:
            ServiceError: There are none.
        """

    def __iter__(self) -> Iterator[tuple[int, Mapping[str, Series]]]:
        """The time at which bars begin and the series that have a bar there, in order of time.

        When a pair is given out, the cursors of its series still stand at the bar before: who
        takes it moves them on.
        """


class HistoricalFeed:
    """Bars of the past, from a CSV file, a bundle or any other source.

    Args:
        source: Where they are.
        interval: The length of a bar.
        start: The first day, included.
        end: The end, not included itself.
        timeout: Seconds that one symbol may take to be read.
    """

    def __init__(
        self,
        source: Source,
        interval: Interval = Interval.DAY,
        start: date | None = None,
        end: date | None = None,
        timeout: float = 60,
    ) -> None:
        self.interval = interval
        self._source = source
        self._range = start, end
        self._timeout = timeout
        self._series: dict[str, Series] = {}

    def open(self, asset: Asset) -> Series:
        """Read the bars of an asset.

        Raises:
            ServiceError: There are none, or they are no prices.
        """
        query = Query(asset.symbol, *self._range, self.interval)
        bars = self._source.fetch(query, Deadline(self._timeout))
        if bars.fault_count:
            message = f"{bars.fault_count} rows of {asset.symbol} cannot be read: {bars.faults[0]}"
            raise ServiceError(FailureKind.BAD_DATA, message)
        if not len(bars):
            raise ServiceError(
                FailureKind.BAD_DATA,
                f"there are no bars of {asset.symbol} in the range asked for",
                advice="Choose another range with --start and --end.",
            )
        series = self._series[asset] = Series(asset, bars.ordered())
        return series

    def __iter__(self) -> Iterator[tuple[int, Mapping[str, Series]]]:
        """The bars of all assets, by time."""
        if len(self._series) == 1:  # the common case needs no merging
            (series,) = self._series.values()
            fresh: dict[str, Series] = {series.asset: series}
            return zip(series.times, repeat(fresh), strict=False)
        return self._merged()

    def _merged(self) -> Iterator[tuple[int, Mapping[str, Series]]]:
        streams = [
            [(moment, number) for moment in series.times]
            for number, series in enumerate(self._series.values())
        ]
        every = list(self._series.values())
        fresh: dict[str, Series] = {}
        last: int | None = None
        for moment, number in merge(*streams):
            if moment != last:
                if last is not None:
                    yield last, fresh
                fresh, last = {}, moment
            fresh[every[number].asset] = every[number]
        if last is not None:
            yield last, fresh
