"""Live bars from an exchange's websocket; what the stream misses is asked for."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from rustybt_ops.brokers.ccxt_client import CcxtClient
from rustybt_ops.brokers.ccxt_errors import translated
from rustybt_ops.errors import ConfigurationError
from rustybt_ops.feeds.bars import Interval
from rustybt_ops.feeds.candles import Candles
from rustybt_ops.feeds.exchange import ExchangeSource
from rustybt_ops.feeds.live import LiveBar
from rustybt_ops.feeds.polling import PollingFeed
from rustybt_ops.optional import require
from rustybt_ops.results.model import Endpoint

_LONGEST_PAUSE = 60.0  # seconds between two attempts to connect
_CLOSING = 2.0  # seconds for the connections to be closed


class StreamFeed:
    """Watches candles, or trades where the exchange streams no candles.

    A candle is handed out from the stream when the next one has begun and the stream was whole
    since before its beginning. All others, those of a gap among them, come from a request: so do
    all where only trades are streamed.

    Args:
        source: The exchange, for requests.
        interval: The length of a bar.
        timeout: The most seconds that one answer may take.

    Attributes:
        requests: What is asked for the bars that the stream misses.

    Raises:
        ConfigurationError: The exchange streams neither candles nor trades.
    """

    def __init__(
        self,
        source: ExchangeSource,
        interval: Interval,
        *,
        timeout: float = 20.0,
    ) -> None:
        self.interval = interval
        self.endpoint: Endpoint = source.endpoint
        self.versions: Mapping[str, str] = source.versions
        self._client = source.client
        self._library = require("ccxt.pro", "ccxt")
        self._watch = _way(self._library, source.client.id)
        self.requests = PollingFeed(source, interval, timeout=timeout, spare=True)
        # a market without trades sends nothing: that alone is no outage
        self.cadence = self.requests.cadence
        self._candles = Candles()
        self._symbols: Sequence[str] = ()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = threading.Thread(target=self._run, name="stream", daemon=True)
        self._begun = threading.Event()
        self._main: asyncio.Task[None] | None = None

    def calendar(self, symbol: str) -> str:
        """Crypto exchanges never close."""
        return self.requests.calendar(symbol)

    def subscribe(self, symbols: Sequence[str], after: int | None) -> None:
        """Look each symbol up by a request, and begin to watch.

        Raises:
            ServiceError: The exchange cannot be reached, or does not know a symbol.
            ConfigurationError: It has no bars of this length.
        """
        self._symbols = list(symbols)
        self.requests.subscribe(symbols, after)
        self._thread.start()

    def poll(self, wait: float) -> Sequence[LiveBar]:
        """The bars completed since the last call, oldest first.

        Raises:
            ServiceError: The stream broke, or a request failed.
        """
        return self.requests.poll(wait)

    @property
    def age(self) -> float | None:
        """Seconds since the exchange last sent or answered something new."""
        return self.requests.age

    def close(self) -> None:
        """Close the connections."""
        if self._thread.is_alive():
            self._begun.wait(_CLOSING)
            with suppress(RuntimeError):  # the loop has ended in this very moment
                if self._loop is not None:
                    self._loop.call_soon_threadsafe(self._cancel)
            self._thread.join(2 * _CLOSING)
        self.requests.close()

    def _cancel(self) -> None:
        if self._main is not None:
            self._main.cancel()

    def _run(self) -> None:
        with suppress(asyncio.CancelledError):
            asyncio.run(self._watch_all())

    async def _watch_all(self) -> None:
        self._loop, self._main = asyncio.get_running_loop(), asyncio.current_task()
        self._begun.set()
        exchange = _streaming(self._library, self._client)
        try:
            await asyncio.gather(*(self._watch_one(exchange, each) for each in self._symbols))
        finally:
            with suppress(Exception):  # what cannot be closed any more is closed
                await asyncio.wait_for(exchange.close(), _CLOSING)

    async def _watch_one(self, exchange: Any, symbol: str) -> None:  # noqa: ANN401 - ccxt carries no types
        failures = 0
        while True:
            try:
                rows = await self._next(exchange, symbol)
                self._take(symbol, rows)
                failures = 0
            except Exception as error:  # noqa: BLE001 - the session must learn of it
                self._candles.broken(symbol)
                self.requests.inbox.fail(translated(self._client.library, error))
                await asyncio.sleep(min(_LONGEST_PAUSE, 0.5 * 2.0 ** min(failures, 10)))
                failures += 1

    def _next(self, exchange: Any, symbol: str) -> Awaitable[list[Any]]:  # noqa: ANN401 - ccxt carries no types
        if self._watch == "watchOHLCV":
            made: Awaitable[list[Any]] = exchange.watch_ohlcv(symbol, str(self.interval))
        else:
            made = exchange.watch_trades(symbol)
        return made

    def _take(self, symbol: str, rows: Sequence[Any]) -> None:
        inbox, step = self.requests.inbox, self.interval.step
        inbox.touch()
        if self._watch != "watchOHLCV":
            times = [each["timestamp"] for each in rows if each.get("timestamp")]
            if times and max(times) >= inbox.last(symbol) + 2 * step:
                self.requests.wake()
            return
        final, lost = self._candles.update(symbol, rows)
        for bar in final:
            # a gap before it is filled first, by a request
            lost |= bar.time > inbox.last(symbol) + step or not inbox.put([bar], wait=False)
        if lost:
            self.requests.wake()


def _way(library: Any, exchange_id: str) -> str:  # noqa: ANN401 - an untyped module
    made = getattr(library, exchange_id, None)
    offered = made().has if made else {}
    for each in ("watchOHLCV", "watchTrades"):
        if offered.get(each):
            return each
    raise ConfigurationError(
        f"{exchange_id} streams neither candles nor trades", advice="Use the source 'ccxt'."
    )


def _streaming(library: Any, client: CcxtClient) -> Any:  # noqa: ANN401 - ccxt carries no types
    """The exchange with websockets, at the same addresses and with the same markets."""
    made = getattr(library, client.id)(
        {"aiohttp_trust_env": not client.simulated, "timeout": client.exchange.timeout}
    )
    client.redirect(made)
    made.set_markets(client.exchange.markets)
    return made
