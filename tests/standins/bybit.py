"""Bybit's API, version 5, after bybit-exchange.github.io/docs/v5."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from typing import Any, Unpack

from tests.standins.market import STEPS, candles, price
from tests.standins.server import Faults, Request, Response, StandIn

KEY, SECRET = "bybit-test-key-1234567890", "bybit-test-secret-0987654321"

# what its API calls them, after ccxt's names
_INTERVALS = {"1": "1m", "5": "5m", "15": "15m", "30": "30m", "60": "1h", "240": "4h", "D": "1d"}


class BybitStandIn(StandIn):
    """The server; orders are kept until they are cancelled."""

    def __init__(
        self, *, withdraw: bool = False, cancels: bool = True, **faults: Unpack[Faults]
    ) -> None:
        super().__init__(**faults)
        self.withdraw = withdraw
        self.cancels = cancels
        self.placed: list[dict[str, Any]] = []
        self.cancelled: list[str] = []

    def handle(self, request: Request) -> Response:
        public = {
            "/v5/market/time": _time,
            "/v5/market/instruments-info": _instruments,
            "/v5/market/tickers": _tickers,
            "/v5/market/kline": lambda: self._candles(request),
        }
        private = {
            "/v5/user/query-api": self._key,
            "/v5/account/wallet-balance": _balance,
            "/v5/account/info": lambda: {"unifiedMarginStatus": 6},
            "/v5/order/create": lambda: self._create(request),
            "/v5/order/cancel": lambda: self._cancel(request),
        }
        if request.path in public:
            told = public[request.path]()
            return told if isinstance(told, Response) else _answer(told)
        if request.path not in private:
            return Response({"retCode": 10001, "retMsg": f"no such path {request.path}"}, 404)
        code = self._refusal(request)
        if code:
            return Response({"retCode": code, "retMsg": "refused", "result": {}})
        made = private[request.path]()
        if made is None:
            return Response({"retCode": 170213, "retMsg": "Order does not exist.", "result": {}})
        return _answer(made)

    def _refusal(self, request: Request) -> int | None:
        headers = request.headers
        if headers.get("x-bapi-api-key") != KEY:
            return 10003
        payload = request.body.decode() if request.method == "POST" else request.query_text
        text = headers["x-bapi-timestamp"] + KEY + headers["x-bapi-recv-window"] + payload
        wanted = hmac.new(SECRET.encode(), text.encode(), hashlib.sha256).hexdigest()
        if headers["x-bapi-sign"] != wanted:
            return 10004
        late = time.time() * 1000 - int(headers["x-bapi-timestamp"])
        return 10002 if not -1000 < late < int(headers["x-bapi-recv-window"]) else None

    def _candles(self, request: Request) -> dict[str, Any] | Response:
        """The latest candles of the span first, as text; the one in the making is among them."""
        query = request.query
        if query.get("category") != "spot" or query.get("symbol") != "BTCUSDT":
            return Response({"retCode": 10001, "retMsg": "Symbol Is Invalid", "result": {}})
        step = STEPS[_INTERVALS[query["interval"]]]
        now = int(time.time() * 1000)
        until = min(int(query.get("end", now)) + 1, now)
        count = min(int(query.get("limit", 200)), 1000)
        since = int(query.get("start", until - count * step))
        rows = [_row(each) for each in candles(since, count, until, step)]
        return {"symbol": "BTCUSDT", "category": "spot", "list": rows[::-1]}

    def _key(self) -> dict[str, Any]:
        wallet = ["AccountTransfer", "Withdraw"] if self.withdraw else ["AccountTransfer"]
        return {
            "readOnly": 0,
            "permissions": {"Spot": ["SpotTrade"], "Wallet": wallet, "ContractTrade": []},
            "ips": ["127.0.0.1"],
            "uta": 1,
            "unified": 0,
        }

    def _create(self, request: Request) -> dict[str, Any]:
        self.placed.append(json.loads(request.body))
        return {"orderId": f"order-{len(self.placed)}", "orderLinkId": ""}

    def _cancel(self, request: Request) -> dict[str, Any] | None:
        if not self.cancels:
            return None
        number = json.loads(request.body)["orderId"]
        self.cancelled.append(number)
        return {"orderId": number, "orderLinkId": ""}


def _answer(result: dict[str, Any]) -> Response:
    now = int(time.time() * 1000)
    return Response({"retCode": 0, "retMsg": "OK", "result": result, "retExtInfo": {}, "time": now})


def _row(candle: list[float]) -> list[str]:
    """Start, open, high, low, close, volume, turnover."""
    moment, *prices, volume = candle
    figures = [f"{each:.2f}" for each in prices]
    return [str(int(moment)), *figures, f"{volume:.6f}", f"{volume * prices[3]:.8f}"]


def _time() -> dict[str, Any]:
    now = time.time_ns()
    return {"timeSecond": str(now // 10**9), "timeNano": str(now)}


def _instruments() -> dict[str, Any]:
    market = {
        "symbol": "BTCUSDT",
        "baseCoin": "BTC",
        "quoteCoin": "USDT",
        "innovation": "0",
        "status": "Trading",
        "marginTrading": "none",
        "lotSizeFilter": {
            "basePrecision": "0.000001",
            "quotePrecision": "0.0000001",
            "minOrderQty": "0.000011",
            "maxOrderQty": "83",
            "minOrderAmt": "5",
            "maxOrderAmt": "8000000",
        },
        "priceFilter": {"tickSize": "0.1"},
    }
    return {"category": "spot", "list": [market]}


def _tickers() -> dict[str, Any]:
    last = price(int(time.time()) // 86_400)
    ticker = {
        "symbol": "BTCUSDT",
        "bid1Price": f"{last - 0.1:.1f}",
        "ask1Price": f"{last + 0.1:.1f}",
        "lastPrice": f"{last:.1f}",
        "prevPrice24h": f"{last - 100:.1f}",
        "highPrice24h": f"{last + 200:.1f}",
        "lowPrice24h": f"{last - 300:.1f}",
        "turnover24h": "100000000",
        "volume24h": "1700",
    }
    return {"category": "spot", "list": [ticker]}


def _balance() -> dict[str, Any]:
    coins = [
        {"coin": "BTC", "walletBalance": "0.8", "equity": "0.8", "locked": "0"},
        {"coin": "USDT", "walletBalance": "5000", "equity": "5000", "locked": "0"},
    ]
    return {"list": [{"accountType": "UNIFIED", "totalEquity": "53000", "coin": coins}]}
