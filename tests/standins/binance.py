"""Binance's spot API: public data, signed account calls, test orders.

After developers.binance.com/docs/binance-spot-api-docs/rest-api and the wallet API.
"""

from __future__ import annotations

import hashlib
import hmac
import time
from typing import Any, Unpack

from tests.standins.market import STEPS, candle, candles, price
from tests.standins.server import Faults, Request, Response, StandIn
from tests.standins.websocket import Channel

KEY, SECRET = "binance-test-key-1234567890", "binance-test-secret-0987654321"
LIVE, TESTNET = "api.binance.com", "testnet.binance.vision"
STREAMS = "stream.binance.com:9443"


def _symbol(base: str, quote: str, status: str = "TRADING") -> dict[str, Any]:
    return {
        "symbol": base + quote,
        "status": status,
        "baseAsset": base,
        "baseAssetPrecision": 8,
        "quoteAsset": quote,
        "quotePrecision": 8,
        "orderTypes": ["LIMIT", "MARKET", "STOP_LOSS_LIMIT"],
        "isSpotTradingAllowed": True,
        "isMarginTradingAllowed": False,
        "filters": [
            {
                "filterType": "PRICE_FILTER",
                "minPrice": "0.01",
                "maxPrice": "1000000.00",
                "tickSize": "0.01",
            },
            {
                "filterType": "LOT_SIZE",
                "minQty": "0.00001",
                "maxQty": "9000",
                "stepSize": "0.00001",
            },
            {"filterType": "NOTIONAL", "minNotional": "5.0", "applyMinToMarket": True},
        ],
        "permissions": ["SPOT"],
    }


class BinanceStandIn(StandIn):
    """The server. `skew` is how many milliseconds its clock is ahead of this machine's."""

    def __init__(
        self,
        *,
        skew: int = 0,
        withdrawals: bool = False,
        trading: bool = True,
        **faults: Unpack[Faults],
    ) -> None:
        super().__init__(**faults)
        self.skew = skew
        self.withdrawals = withdrawals
        self.trading = trading
        self.orders: list[dict[str, str]] = []
        self.channels: list[Channel] = []
        self.subscribed: set[str] = set()

    def now(self) -> int:
        return int(time.time() * 1000) + self.skew

    def handle(self, request: Request) -> Response:
        if request.host not in {LIVE, TESTNET}:
            return Response({"code": -1, "msg": f"no such host {request.host}"}, 404)
        public = {
            "/api/v3/time": lambda: Response({"serverTime": self.now()}),
            "/api/v3/exchangeInfo": self._exchange_info,
            "/api/v3/ticker/24hr": lambda: self._ticker(request),
            "/api/v3/klines": lambda: self._klines(request),
        }
        signed = {
            "/api/v3/account": self._account,
            "/api/v3/order/test": lambda: Response({}),
            "/api/v3/order": lambda: self._order(request),
            "/sapi/v1/account/apiRestrictions": self._restrictions,
        }
        if request.path in public:
            return public[request.path]()
        if request.path in signed:
            return self._refusal(request) or signed[request.path]()
        return Response({"code": -1, "msg": f"no such path {request.path}"}, 404)

    def handle_fault(self, request: Request) -> Response | None:
        if self.fault == "banned":
            return Response({"code": -1003, "msg": "Way too many requests; IP banned."}, 418)
        if self.fault == "restricted":
            return Response({"code": 0, "msg": "Service unavailable from a restricted place."}, 451)
        if self.fault == "no-price" and request.path.endswith("24hr"):
            return Response({"symbol": "BTCUSDT", "lastPrice": "0", "bidPrice": "0"})
        if self.fault == "permission" and request.path.startswith("/api/v3/order"):
            message = "Invalid API-key, IP, or permissions for action."
            return Response({"code": -2015, "msg": message}, 401)
        if self.fault == "torn":
            return Response(b'{"serverTime": 17')
        return None

    def _refusal(self, request: Request) -> Response | None:
        """What is wrong with a signed request, checked as the exchange checks it."""
        if request.headers.get("x-mbx-apikey") != KEY:
            message = "Invalid API-key, IP, or permissions for action."
            return Response({"code": -2015, "msg": message}, 401)
        text = request.body.decode() if request.method == "POST" else request.query_text
        unsigned, _, signature = text.rpartition("&signature=")
        wanted = hmac.new(SECRET.encode(), unsigned.encode(), hashlib.sha256).hexdigest()
        if signature != wanted:
            message = "Signature for this request is not valid."
            return Response({"code": -1022, "msg": message}, 400)
        fields = request.form if request.method == "POST" else request.query
        sent, window = int(fields["timestamp"]), int(fields.get("recvWindow", 5000))
        if sent > self.now() + 1000 or sent < self.now() - window:
            message = "Timestamp for this request is outside of the recvWindow."
            return Response({"code": -1021, "msg": message}, 400)
        return None

    def _exchange_info(self) -> Response:
        symbols = [
            _symbol("BTC", "USDT"),
            _symbol("ETH", "USDT"),
            _symbol("LUNA", "USDT", "BREAK"),
        ]
        return Response({"timezone": "UTC", "serverTime": self.now(), "symbols": symbols})

    def _ticker(self, request: Request) -> Response:
        if request.query.get("symbol") not in {"BTCUSDT", "ETHUSDT", "LUNAUSDT"}:
            return Response({"code": -1121, "msg": "Invalid symbol."}, 400)
        now = self.now()
        last = price(now // 86_400_000)
        return Response(
            {
                "symbol": request.query["symbol"],
                "lastPrice": f"{last:.2f}",
                "bidPrice": f"{last - 0.5:.2f}",
                "askPrice": f"{last + 0.5:.2f}",
                "openTime": now - 86_400_000,
                "closeTime": now,
                "volume": "1234.5",
                "quoteVolume": "74070000.0",
            }
        )

    def _state(self, moment: int, step: int) -> list[float]:
        """The candle as it is now: of one in the making a part of the volume has been traded."""
        made = candle(moment, step)
        passed = min(1.0, (self.now() - moment) / step)
        return [*made[:5], made[5] * passed]

    def _klines(self, request: Request) -> Response:
        step = STEPS[request.query["interval"]]
        since = int(request.query.get("startTime", self.now() - 500 * step))
        until = min(int(request.query.get("endTime", self.now())) + 1, self.now())
        count = int(request.query.get("limit", 500))
        states = (self._state(int(row[0]), step) for row in candles(since, count, until, step))
        rows = [
            [
                int(each[0]),
                *(f"{value:.8f}" for value in each[1:]),
                int(each[0]) + step - 1,
                "0",
                10,
                "0",
                "0",
                "0",
            ]
            for each in states
        ]
        return Response(rows)

    def stream(self, request: Request, channel: Channel) -> None:
        """The market streams: what is subscribed to is sent by `push` only."""
        if request.host != STREAMS:
            return
        self.channels.append(channel)
        while (message := channel.receive()) is not None:
            if message["method"] == "SUBSCRIBE":
                self.subscribed.update(message["params"])
            channel.send({"result": None, "id": message["id"]})
        if channel in self.channels:
            self.channels.remove(channel)

    def push(self, moment: int, step: int, *, last: bool, share: float = 1.0) -> None:
        """Send the state of the candle that begins at a time, as the exchange does."""
        _, opened, high, low, close, volume = candle(moment, step)
        interval = next(name for name, each in STEPS.items() if each == step)
        for channel in list(self.channels):
            channel.send(
                {
                    "e": "kline",
                    "E": self.now(),
                    "s": "BTCUSDT",
                    "k": {
                        "t": moment,
                        "T": moment + step - 1,
                        "s": "BTCUSDT",
                        "i": interval,
                        "f": 100,
                        "L": 200,
                        "o": f"{opened:.8f}",
                        "c": f"{close:.8f}",
                        "h": f"{high:.8f}",
                        "l": f"{low:.8f}",
                        "v": f"{volume * share:.8f}",
                        "n": 101,
                        "x": last,
                        "q": "0",
                        "V": "0",
                        "Q": "0",
                        "B": "0",
                    },
                }
            )

    def push_trade(self) -> None:
        """Send a trade of just now."""
        for channel in list(self.channels):
            trade = {"e": "trade", "E": self.now(), "s": "BTCUSDT", "t": 1, "T": self.now()}
            channel.send({**trade, "p": "60000.00", "q": "0.1", "m": False, "M": True})

    def drop(self) -> None:
        """Break off all streams."""
        for channel in list(self.channels):
            channel.drop()

    def _account(self) -> Response:
        return Response(
            {
                "makerCommission": 10,
                "takerCommission": 10,
                "canTrade": True,
                "canWithdraw": True,
                "canDeposit": True,
                "updateTime": self.now(),
                "accountType": "SPOT",
                "balances": [
                    {"asset": "BTC", "free": "0.51234567", "locked": "0.00000000"},
                    {"asset": "USDT", "free": "98765.43210000", "locked": "0.00000000"},
                ],
                "permissions": ["SPOT"],
            }
        )

    def _order(self, request: Request) -> Response:
        self.orders.append(request.form or request.query)
        return Response({"symbol": "BTCUSDT", "orderId": 28, "status": "NEW"})

    def _restrictions(self) -> Response:
        return Response(
            {
                "ipRestrict": True,
                "createTime": 1_623_840_271_000,
                "enableReading": True,
                "enableWithdrawals": self.withdrawals,
                "enableInternalTransfer": False,
                "enableSpotAndMarginTrading": self.trading,
            }
        )
