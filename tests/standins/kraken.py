"""Kraken's spot API, after docs.kraken.com/api-reference."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from typing import Any, Unpack

from tests.standins.market import candles, price
from tests.standins.server import Faults, Request, Response, StandIn

KEY = "kraken-test-key-1234567890"
SECRET = base64.b64encode(b"kraken-test-secret-0987654321-kraken").decode()


class KrakenStandIn(StandIn):
    """The server; every private call is checked as Kraken signs it (HMAC-SHA512)."""

    def __init__(
        self,
        permissions: tuple[str, ...] = (),
        quote: str = "USDT",
        **faults: Unpack[Faults],
    ) -> None:
        super().__init__(**faults)
        self.quote = quote
        self.permissions = permissions or ("query-funds", "query-open-trades", "modify-trades")
        self.orders: list[dict[str, str]] = []
        self._nonce = 0

    def handle(self, request: Request) -> Response:
        answers = {
            "/0/public/Time": lambda: {"unixtime": int(time.time()), "rfc1123": ""},
            "/0/public/AssetPairs": lambda: _pairs(self.quote),
            "/0/public/Ticker": _ticker,
            "/0/public/OHLC": lambda: _ohlc(request),
            "/0/private/BalanceEx": _balance,
            "/0/private/GetApiKeyInfo": lambda: {
                "apiKeyName": "test",
                "permissions": list(self.permissions),
                "ipAllowlist": ["127.0.0.1"],
            },
            "/0/private/AddOrder": lambda: self._order(request),
        }
        if request.path not in answers:
            return Response({"error": ["EGeneral:Unknown method"]})
        if request.path.startswith("/0/private/"):
            fault = self._refusal(request)
            if fault:
                return Response({"error": [fault]})
        return Response({"error": [], "result": answers[request.path]()})

    def _refusal(self, request: Request) -> str | None:
        if request.headers.get("api-key") != KEY:
            return "EAPI:Invalid key"
        nonce = request.form["nonce"]
        digest = hashlib.sha256(nonce.encode() + request.body).digest()
        wanted = hmac.new(
            base64.b64decode(SECRET), request.path.encode() + digest, hashlib.sha512
        ).digest()
        if request.headers.get("api-sign") != base64.b64encode(wanted).decode():
            return "EAPI:Invalid signature"
        if int(nonce) <= self._nonce:
            return "EAPI:Invalid nonce"
        self._nonce = int(nonce)
        return None

    def _order(self, request: Request) -> dict[str, Any]:
        self.orders.append(request.form)
        return {"descr": {"order": "buy 0.00025000 XBTUSDT @ limit 48000.0"}}


def _pairs(quote: str) -> dict[str, Any]:
    return {
        "XBTUSDT": {
            "altname": "XBTUSDT",
            "wsname": "XBT/USDT",
            "aclass_base": "currency",
            "base": "XXBT",
            "aclass_quote": "currency",
            "quote": quote,
            "pair_decimals": 1,
            "lot_decimals": 8,
            "lot_multiplier": 1,
            "leverage_buy": [],
            "leverage_sell": [],
            "fees": [[0, 0.4]],
            "fees_maker": [[0, 0.25]],
            "ordermin": "0.00005",
            "costmin": "0.5",
            "tick_size": "0.1",
            "status": "online",
        }
    }


def _ticker() -> dict[str, Any]:
    last = f"{price(int(time.time()) // 86_400):.1f}"
    ask, bid = f"{float(last) + 0.5:.1f}", f"{float(last) - 0.5:.1f}"
    return {
        "XBTUSDT": {
            "a": [ask, "1", "1.000"],
            "b": [bid, "1", "1.000"],
            "c": [last, "0.001"],
            "v": ["10.0", "20.0"],
            "p": [last, last],
            "t": [10, 20],
            "l": [bid, bid],
            "h": [ask, ask],
            "o": last,
        }
    }


def _ohlc(request: Request) -> dict[str, Any]:
    step = int(request.query.get("interval", "1440")) * 60_000
    since = (int(request.query.get("since", "0")) + 1) * 1000
    until = int(time.time() * 1000)
    since = max(since, until - 720 * step)  # Kraken keeps no more than 720 candles
    rows = [
        [int(row[0]) // 1000, *(str(each) for each in row[1:5]), str(row[4]), str(row[5]), 10]
        for row in candles(since, 720, until, step)
    ]
    return {"XBTUSDT": rows, "last": rows[-1][0] if rows else 0}


def _balance() -> dict[str, Any]:
    return {
        "XXBT": {"balance": "1.2435", "hold_trade": "0.0"},
        "USDT": {"balance": "25435.21", "hold_trade": "0.0"},
    }
