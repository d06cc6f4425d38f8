"""Bars from Yahoo Finance through yfinance, with the failures it hides brought to light."""

from __future__ import annotations

import logging
import os
import re
import warnings
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from math import isnan
from typing import Any

from rustybt_ops.deadline import Deadline
from rustybt_ops.errors import ConfigurationError, FailureKind, RateLimitedError, ServiceError
from rustybt_ops.feeds.bars import Bars, Interval, Query, milliseconds
from rustybt_ops.feeds.source import calendar_of
from rustybt_ops.feeds.yahoo_session import LONGEST_CALL, open_session
from rustybt_ops.optional import require
from rustybt_ops.results.model import STAND_IN, Endpoint, Network, is_loopback
from rustybt_ops.retry import retry

_COLUMNS = ("Open", "High", "Low", "Close", "Volume")
_NO_PRICES = {"YFPricesMissingError", "YFTzMissingError", "YFTickerMissingError"}
_SYMBOL = re.compile(r"[A-Za-z0-9^][A-Za-z0-9.^=&_-]{0,39}")
_REFUSED = range(401, 404)  # 401, 402, 403


class YahooSource:
    """Yahoo Finance.

    Args:
        base_url: A gateway: https://HOST/path is called as BASE/HOST/path.
    """

    def __init__(self, base_url: str | None = None) -> None:
        self._library = require("yfinance", "yfinance")
        self._curl = require("curl_cffi.requests", "yfinance")
        self._base_url = base_url.rstrip("/") if base_url else None
        simulated = bool(base_url) and is_loopback(str(base_url))
        self.versions: Mapping[str, str] = {"yfinance": str(self._library.__version__)}
        note = f"through the gateway {base_url}" if base_url else ""
        self.endpoint = Endpoint(
            "data",
            "yfinance",
            Network.LIVE,
            base_url or "https://query2.finance.yahoo.com",
            simulated,
            STAND_IN if simulated else note,
        )
        # the library reports on standard error what we report ourselves
        logging.getLogger("yfinance").setLevel(logging.CRITICAL + 1)
        self._library.config.debug.hide_exceptions = False
        # no cache on disk: an answer that is not fresh proves nothing, and what a stand-in says
        # must not reach the cache that other programs use
        self._library.set_tz_cache_location(os.devnull)

    def calendar(self, symbol: str) -> str:
        """The calendar that the symbol's name tells."""
        return calendar_of(symbol)

    def fetch(self, query: Query, deadline: Deadline) -> Bars:
        """Get the bars, patiently where Yahoo limits the rate.

        Raises:
            ServiceError: They cannot be had; the class says why.
            ConfigurationError: The symbol has a form that no symbol of Yahoo has.
        """
        require_form(query.symbol)
        return retry(lambda: self._attempt(query, deadline), deadline)

    def _forget(self) -> None:
        """Empty the library's caches in memory."""
        data = self._library.data.YfData
        data.cache_get.cache_clear()
        type(data)._instances.clear()  # noqa: SLF001 - there is no public way to drop the cookie

    def _attempt(self, query: Query, deadline: Deadline) -> Bars:
        self._forget()
        session = open_session(self._curl, self._base_url, deadline)
        start, end = (each.isoformat() for each in default_range(query))
        return self._asked(query, session, start, end, deadline)

    def _asked(
        self,
        query: Query,
        session: Any,  # noqa: ANN401 - our own subclass of an untyped class
        start: str | int,
        end: str | int,
        deadline: Deadline,
    ) -> Bars:
        """The bars from a start to an end: dates as text, or seconds since 1970."""
        try:
            frame = deadline.run(lambda: self._history(query, session, start, end), "Yahoo")
        except ServiceError as error:
            raise session.reason or error from error
        except Exception as error:
            raise self._translated(query, session, error) from error
        if frame is None or frame.empty:
            raise self._nothing(query, session)
        return _bars(frame, query)

    def _history(self, query: Query, session: Any, start: str | int, end: str | int) -> Any:  # noqa: ANN401 - the libraries carry no types
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # pandas' deprecations are no news to a user
            return self._ticker(query.symbol, session).history(
                start=start,
                end=end,
                interval=str(query.interval),
                auto_adjust=False,
                actions=True,
                timeout=LONGEST_CALL,
            )

    def _ticker(self, symbol: str, session: Any) -> Any:  # noqa: ANN401 - the libraries carry no types
        return self._library.Ticker(symbol, session=session)

    def _translated(self, query: Query, session: Any, error: Exception) -> ServiceError:  # noqa: ANN401 - see open_session - our own subclass of an untyped class
        """The failure that an exception of the library amounts to."""
        if session.reason:
            found: ServiceError = session.reason
            return found
        name, status = type(error).__name__, session.status
        if name == "YFRateLimitError" or status == 429:  # noqa: PLR2004 - HTTP's number
            return RateLimitedError("Yahoo asks for fewer calls (HTTP 429)")
        if status is not None and status >= 500:  # noqa: PLR2004 - HTTP's number
            return ServiceError(FailureKind.SERVICE_DOWN, f"Yahoo is at fault (HTTP {status})")
        if status in _REFUSED:
            return ServiceError(FailureKind.PERMISSION, f"Yahoo refuses this (HTTP {status})")
        if status == 404 or name in _NO_PRICES:  # noqa: PLR2004 - HTTP's number
            return self._nothing(query, session, str(error))
        words = " ".join(f"{name}: {error}".split())[:200]
        return ServiceError(FailureKind.BAD_ANSWER, f"Yahoo's answer makes no sense: {words}")

    def _nothing(self, query: Query, session: Any, words: str = "") -> ServiceError:  # noqa: ANN401 - see open_session
        """There are no prices: is it the symbol, or the range?"""
        if session.known and session.status != 404:  # noqa: PLR2004 - HTTP's number
            message = f"Yahoo has no {query.interval} prices of {query.symbol} in this range"
            advice = "Ask for another range: intraday prices go back some days or weeks only."
            reason = f": {words}" if words else ""
            return ServiceError(FailureKind.BAD_DATA, message + reason, advice=advice)
        if not session.ours:  # Yahoo says in JSON that it does not know a symbol
            message = f"the address answers HTTP {session.status}, but not as Yahoo does"
            advice = "Correct --base-url if one is set; a proxy may have answered instead of Yahoo."
            return ServiceError(FailureKind.BAD_ANSWER, message, advice=advice)
        message = f"Yahoo does not know the symbol {query.symbol}"
        advice = "Look the symbol up on finance.yahoo.com; it may be delisted."
        return ServiceError(FailureKind.UNKNOWN_SYMBOL, message, advice=advice)


def require_form(symbol: str) -> None:
    """Refuse what cannot be a symbol.

    Raises:
        ConfigurationError: It has a form that no symbol of Yahoo has.
    """
    if not _SYMBOL.fullmatch(symbol):
        raise ConfigurationError(f"'{symbol}' cannot be a symbol of Yahoo")


def default_range(query: Query) -> tuple[date, date]:
    """The range asked for, or the year (intraday: some days) before today."""
    end = query.end or datetime.now(UTC).date()
    days = {Interval.MINUTE: 5, Interval.DAY: 365}.get(query.interval, 30)
    return query.start or end - timedelta(days=days), end


def _bars(frame: Any, query: Query) -> Bars:  # noqa: ANN401 - a pandas frame
    """The library's frame as bars; rows with gaps are faults, not bars."""
    bars = Bars(query.symbol, query.interval)
    missing = [name for name in _COLUMNS if name not in frame.columns]
    if missing:
        raise ServiceError(FailureKind.BAD_ANSWER, f"Yahoo's answer lacks {', '.join(missing)}")
    columns = [frame[name].tolist() for name in _COLUMNS]
    splits = frame["Stock Splits"].tolist() if "Stock Splits" in frame.columns else None
    for index, stamp in enumerate(frame.index):
        moment = stamp.value // 1_000_000 if query.interval.intraday else milliseconds(stamp.date())
        values = [float(column[index]) for column in columns]
        if any(isnan(each) for each in values):
            bars.fault(f"{bars.label(moment)}: values are missing")
            continue
        bars.add(moment, (values[0], values[1], values[2], values[3], values[4]))
        if splits and splits[index]:
            bars.splits[moment] = float(splits[index])
    return bars
