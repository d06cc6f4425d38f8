"""Bars from an exchange through ccxt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

from rustybt_ops.brokers.ccxt_client import CcxtClient
from rustybt_ops.deadline import Deadline
from rustybt_ops.errors import ConfigurationError, FailureKind, ServiceError, nearest
from rustybt_ops.feeds.bars import Bars, Interval, Query, milliseconds
from rustybt_ops.feeds.calendars import ALWAYS
from rustybt_ops.feeds.service_clock import ServiceClock
from rustybt_ops.feeds.yahoo import default_range
from rustybt_ops.results.model import Endpoint
from rustybt_ops.retry import retry

_PAGE = 1000
_FIELDS = 6  # time, open, high, low, close, volume
_ASK_TIME = 600.0  # seconds after which the exchange is asked again what time it is


class ExchangeSource:
    """An exchange of ccxt; its public data need no key.

    Args:
        exchange_id: ccxt's id of the exchange.
        base_url: A gateway: https://HOST/path is called as BASE/HOST/path.
        symbol: The market of interest.

    Attributes:
        settle: Seconds after its end when a bar does not change any more.
    """

    settle = 1.0

    def __init__(self, exchange_id: str, base_url: str | None = None, symbol: str = "") -> None:
        self.client = CcxtClient(exchange_id, base_url=base_url, symbol=symbol, role="exchange")
        self._clock = ServiceClock()
        if not self.client.offers("fetchOHLCV"):
            raise ConfigurationError(f"{exchange_id} offers no bars", advice="Use another one.")
        found = self.client.endpoint
        self.endpoint = Endpoint(
            "data", f"ccxt/{exchange_id}", found.network, found.url, found.simulated, found.note
        )
        self.versions: Mapping[str, str] = {"ccxt": self.client.version}

    def calendar(self, symbol: str) -> str:  # noqa: ARG002 - other sources need it
        """Crypto exchanges never close."""
        return ALWAYS

    def fetch(self, query: Query, deadline: Deadline) -> Bars:
        """Get the bars, page by page.

        Raises:
            ServiceError: They cannot be had; the class says why.
        """
        self._require_market(query, deadline)
        start, end = (milliseconds(each) for each in default_range(query))
        bars = Bars(query.symbol, query.interval)
        self._pages(query, bars, start, end, deadline)
        return bars

    def _require_market(self, query: Query, deadline: Deadline) -> None:
        exchange = self.client.exchange
        if str(query.interval) not in (exchange.timeframes or {}):
            known = ", ".join(exchange.timeframes or {})
            raise ConfigurationError(f"{self.client.id} has no {query.interval} bars, only {known}")
        markets = exchange.markets or self._call("markets", exchange.load_markets, deadline)
        if not markets:
            raise ServiceError(FailureKind.BAD_ANSWER, f"{self.client.id} lists no markets")
        if query.symbol not in markets:
            near = nearest(query.symbol, markets)
            meant = f"; did you mean {' or '.join(near)}?" if near else ""
            message = f"{self.client.id} does not know {query.symbol}{meant}"
            raise ServiceError(FailureKind.UNKNOWN_SYMBOL, message)

    def now(self) -> int:
        """The exchange's time, in milliseconds; this machine's where it does not tell."""
        return self._clock.now()

    def reach(self, interval: Interval) -> int | None:  # noqa: ARG002 - the interface
        """Exchanges have their bars from the beginning."""
        return None

    def recent(
        self, symbol: str, interval: Interval, first: int, deadline: Deadline
    ) -> Sequence[tuple[int, float, float, float, float, float]]:
        """The bars that begin at a time or later, one page of them; the last is in the making.

        Raises:
            ServiceError: They cannot be had; the class says why.
            ConfigurationError: The exchange has no bars of this length.
        """
        query = Query(symbol, None, None, interval)
        self._require_market(query, deadline)
        told = self._clock.since_told
        if self.client.offers("fetchTime") and (told is None or told > _ASK_TIME):
            self._ask_time()
        page = self._page(query, first, deadline)
        self._require_order(page)
        return [tuple(row[:_FIELDS]) for row in page if row[0] >= first]

    def _ask_time(self) -> None:
        moment = self.client.call("time", self.client.exchange.fetch_time)
        if not isinstance(moment, int):
            message = "the exchange's time makes no sense"
            raise ServiceError(FailureKind.BAD_ANSWER, message)
        self._clock.set(moment)

    def _pages(self, query: Query, bars: Bars, start: int, end: int, deadline: Deadline) -> None:
        step = query.interval.step
        complete = int(datetime.now(UTC).timestamp() * 1000) - step
        since = start
        while since < end:
            page = self._page(query, since, deadline)
            self._require_order(page)
            fresh = [row for row in page if since <= row[0]]
            if not fresh:
                return
            for row in fresh:
                if row[0] < end and row[0] <= complete:  # the last bar is still being made
                    _add(bars, row)
            since = int(fresh[-1][0]) + step

    def _page(self, query: Query, since: int, deadline: Deadline) -> list[Any]:
        exchange = self.client.exchange

        def ask() -> object:
            return exchange.fetch_ohlcv(query.symbol, str(query.interval), since, _PAGE)

        page = self._call("bars", ask, deadline)
        if not isinstance(page, list) or any(len(row) < _FIELDS or not row[0] for row in page):
            raise ServiceError(FailureKind.BAD_ANSWER, "the exchange's bars make no sense")
        # ccxt takes a page in HTML for an empty list
        if not page and str(exchange.last_http_response).lstrip().startswith("<"):
            raise ServiceError(FailureKind.BAD_ANSWER, "a web page came instead of bars")
        return page

    @staticmethod
    def _require_order(page: list[Any]) -> None:
        if any(later[0] < earlier[0] for earlier, later in pairwise(page)):
            raise ServiceError(FailureKind.BAD_ANSWER, "the exchange's bars are not in order")

    def _call(self, what: str, work: Any, deadline: Deadline) -> Any:  # noqa: ANN401 - ccxt carries no types
        if not deadline.remaining():
            message = f"{self.client.id} is too slow: {deadline.seconds:g} s are over"
            raise ServiceError(FailureKind.NETWORK, message)
        return retry(lambda: self.client.call(what, work), deadline)


def _add(bars: Bars, row: list[Any]) -> None:
    values = row[1:_FIELDS]
    if any(value is None for value in values):
        bars.fault(f"{bars.label(int(row[0]))}: values are missing")
        return
    opened, high, low, close, volume = (float(value) for value in values)
    bars.add(int(row[0]), (opened, high, low, close, volume))
