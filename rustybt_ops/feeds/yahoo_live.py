"""The bars of the last minutes from Yahoo Finance: one request each time, not one session."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rustybt_ops.deadline import Deadline
from rustybt_ops.errors import FailureKind, ServiceError
from rustybt_ops.feeds.bars import DAY, Bars, Interval, Query
from rustybt_ops.feeds.polling import Row
from rustybt_ops.feeds.service_clock import ServiceClock
from rustybt_ops.feeds.yahoo import YahooSource, require_form
from rustybt_ops.feeds.yahoo_session import open_session

_HALF_HOUR = 1_800_000  # milliseconds: sessions open on such marks
# how far back Yahoo has bars of each length, a day less than it says
_REACH = {
    Interval.MINUTE: 6 * DAY,
    Interval.FIVE_MINUTES: 58 * DAY,
    Interval.QUARTER: 58 * DAY,
    Interval.HALF_HOUR: 58 * DAY,
    Interval.HOUR: 728 * DAY,
}


class YahooLive(YahooSource):
    """Yahoo Finance, asked again and again.

    The cookie, the crumb and the time zone of a symbol are asked for once, and anew after each
    failure. Where Yahoo has no trade in a minute it has no bar of it.

    Attributes:
        settle: Seconds after its end when a bar does not change any more.
    """

    settle = 5.0

    def __init__(self, base_url: str | None = None) -> None:
        super().__init__(base_url)
        self._clock = ServiceClock()
        self._session: Any = None
        self._tickers: dict[str, Any] = {}

    def now(self) -> int:
        """Yahoo's time, in milliseconds, as its answers tell it."""
        return self._clock.now()

    def reach(self, interval: Interval) -> int | None:
        """How many milliseconds back Yahoo has bars of this length."""
        return _REACH.get(interval)

    def recent(
        self, symbol: str, interval: Interval, first: int, deadline: Deadline
    ) -> Sequence[Row]:
        """The bars that begin at a time or later; the last one may be in the making.

        Raises:
            ServiceError: They cannot be had; the class says why.
            ConfigurationError: The symbol has a form that no symbol of Yahoo has.
        """
        require_form(symbol)
        query = Query(symbol, None, None, interval)
        session = self._begin(deadline)
        start = min(first, self.now()) // 1000
        end = self.now() // 1000 + interval.step // 1000 + 60
        try:
            bars = self._asked(query, session, start, end, deadline)
        except ServiceError as error:
            if session.known and error.kind is FailureKind.BAD_DATA:
                return []  # the symbol exists; its market has been closed since
            self._drop()
            raise
        finally:
            if session.date:
                self._clock.set(session.date)
        return [row for row in _rows(bars) if row[0] >= first]

    def _ticker(self, symbol: str, session: Any) -> Any:  # noqa: ANN401 - the libraries carry no types
        if symbol not in self._tickers:
            self._tickers[symbol] = super()._ticker(symbol, session)
        return self._tickers[symbol]

    def _begin(self, deadline: Deadline) -> Any:  # noqa: ANN401 - the libraries carry no types
        if self._session is None:
            self._forget()
            self._session = open_session(self._curl, self._base_url, deadline)
        self._session.begin(deadline)
        return self._session

    def _drop(self) -> None:
        """Begin anew next time: a request that hangs may still hold the session."""
        self._session = None
        self._tickers = {}


def _rows(bars: Bars) -> list[Row]:
    """The bars as rows, without the latest price that Yahoo adds with a time of its own."""
    grid = 1 if bars.interval is Interval.DAY else min(bars.interval.step, _HALF_HOUR)
    columns = zip(bars.times, *bars.columns(), strict=True)
    return [row for row in columns if row[0] % grid == 0]
