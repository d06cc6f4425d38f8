"""Yahoo Finance's chart service: cookie, crumb, daily and intraday charts.

Yahoo publishes no documentation; the shapes are those that the client yfinance reads.
"""

from __future__ import annotations

import math
import warnings
from datetime import UTC, datetime
from functools import cache
from typing import Any, Unpack

from tests.standins.server import Faults, Request, Response, StandIn

CRUMB = "stand-in-crumb"
ZONE = "America/New_York"
_SYMBOLS = {"SPY": "ETF", "AAPL": "EQUITY"}
_STEPS = {"1m": 60, "5m": 300, "15m": 900, "30m": 1800, "1h": 3600, "1d": 86_400}


@cache
def sessions(first: int, last: int) -> list[tuple[int, int]]:
    """Opening and close, in seconds, of the sessions of New York between two times."""
    import exchange_calendars  # noqa: PLC0415 - half a second

    days = [datetime.fromtimestamp(each, UTC).date() for each in (first - 864_000, last + 864_000)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        calendar = exchange_calendars.get_calendar("XNYS", start=str(days[0]), end=str(days[1]))
    found = zip(calendar.opens, calendar.closes, strict=True)
    spans = [(int(opened.timestamp()), int(closed.timestamp())) for opened, closed in found]
    return [span for span in spans if first <= span[0] < last]


def _close(moment: int) -> float:
    return round(400 + 60 * math.sin(moment / 86_400 / 90) + 4 * math.sin(moment / 86_400 / 2.3), 2)


class YahooStandIn(StandIn):
    """The server. `holes` leaves every so many-th bar out, `split` declares one at the last bar.

    With `forming` the bar in the making is given as well, with the volume so far.
    """

    def __init__(
        self,
        *,
        holes: int = 0,
        split: bool = False,
        forming: bool = False,
        **faults: Unpack[Faults],
    ) -> None:
        super().__init__(**faults)
        self.forming = forming
        self.holes = holes
        self.split = split

    def handle(self, request: Request) -> Response:
        if request.host == "fc.yahoo.com":
            return Response(b"", 404, {"Set-Cookie": "A3=stand-in; Path=/"})
        if request.path == "/v1/test/getcrumb":
            return Response(CRUMB)
        if request.path.startswith("/v8/finance/chart/"):
            return self._chart(request)
        return Response({"error": "no such path"}, 404)

    def _chart(self, request: Request) -> Response:
        symbol = request.path.rpartition("/")[2]
        if symbol not in _SYMBOLS:
            fault = {
                "code": "Not Found",
                "description": "No data found, symbol may be delisted",
            }
            return Response({"chart": {"result": None, "error": fault}}, 404)
        interval = request.query.get("interval", "1d")
        now = int(datetime.now(UTC).timestamp()) + self.skew // 1000
        last = min(int(request.query.get("period2", now)), now)
        first = int(request.query.get("period1", last - 5 * 86_400))
        day = 86_400
        begun = sessions(first // day * day - 10 * day, (last // day + 1) * day)
        begun = [span for span in begun if span[0] < last]
        # out of hours the last session is told of, without prices
        spans = [span for span in begun if span[1] > first] or begun[-1:]
        times = [each for each in self._times(spans, interval, last) if first <= each < last]
        result: dict[str, Any] = {
            "meta": _meta(symbol, interval, spans),
            "indicators": {"quote": [{}], "adjclose": [{}]},
        }
        if times:
            result["timestamp"] = times
            result["indicators"] = _indicators(times, _STEPS[interval], now)
        if self.split and times:
            declared = {"date": times[-1], "numerator": 4, "denominator": 1, "splitRatio": "4:1"}
            result["events"] = {"splits": {str(times[-1]): declared}}
        return Response({"chart": {"result": [result], "error": None}})

    def _times(self, spans: list[tuple[int, int]], interval: str, last: int) -> list[int]:
        if interval == "1d":
            times = [opened for opened, _ in spans]
        else:
            step = _STEPS[interval]
            times = [
                each
                for opened, closed in spans
                for each in range(opened, closed, step)
                if each + (0 if self.forming else step) <= last
            ]
        if self.holes:
            return [each for index, each in enumerate(times) if index % self.holes]
        return times


def _meta(symbol: str, interval: str, spans: list[tuple[int, int]]) -> dict[str, Any]:
    opened, closed = spans[-1] if spans else (0, 0)
    period = {"timezone": "EST", "start": opened, "end": closed, "gmtoffset": -18_000}
    meta: dict[str, Any] = {
        "currency": "USD",
        "symbol": symbol,
        "exchangeName": "PCX",
        "instrumentType": _SYMBOLS[symbol],
        "firstTradeDate": 728_317_800,
        "regularMarketTime": closed,
        "gmtoffset": -18_000,
        "timezone": "EST",
        "exchangeTimezoneName": ZONE,
        "regularMarketPrice": 400.0,
        "priceHint": 2,
        "currentTradingPeriod": {"pre": period, "regular": period, "post": period},
        "dataGranularity": interval,
        "range": "",
        "validRanges": ["1d", "5d", "1mo", "3mo", "6mo", "1y", "2y", "5y", "10y", "ytd", "max"],
    }
    if interval != "1d":
        meta["tradingPeriods"] = [
            [{"timezone": "EST", "start": begin, "end": end, "gmtoffset": -18_000}]
            for begin, end in spans
        ]
    return meta


def _indicators(times: list[int], step: int, now: int) -> dict[str, Any]:
    closes = [_close(each) for each in times]
    opens = [_close(each - step) for each in times]
    quote = {
        "open": opens,
        "high": [max(pair) + 0.8 for pair in zip(opens, closes, strict=True)],
        "low": [min(pair) - 0.8 for pair in zip(opens, closes, strict=True)],
        "close": closes,
        "volume": [
            (50_000_000 + each % 9_000_000) * min(step, now - each) // step for each in times
        ],
    }
    return {"quote": [quote], "adjclose": [{"adjclose": closes}]}
