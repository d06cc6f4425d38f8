# ruff: noqa: ANN401 - the objects of two engines
"""The strategies of the golden numbers: the same text runs in both engines.

`api` is the module with `symbol`, `order` and so on: `zipline.api` or `rustybt_ops`.
"""

from __future__ import annotations

from typing import Any

# name: strategy, slippage in basis points, share of the volume
SCENARIOS = {
    "rebalance": ("rebalance", 5, 1.0),
    "sma": ("sma", 5, 1.0),
    "volume-cap": ("big", 5, 0.1),
    "limit": ("limit", 0, 1.0),
    "stop": ("stop", 5, 0.1),
    "short": ("short", 5, 1.0),
    "limit-slipped": ("limit", 5, 1.0),
}


class Strategy:
    def __init__(self, api: Any, name: str) -> None:
        self.api = api
        self.name = name
        self.bar = 0

    def initialize(self, context: Any) -> None:
        context.assets = [self.api.symbol(name) for name in ("AAA", "BBB", "CCC")]

    def handle_data(self, context: Any, data: Any) -> None:
        getattr(self, self.name)(context, data)
        self.bar += 1

    def rebalance(self, context: Any, _data: Any) -> None:
        if self.bar % 21 == 0:
            weights = (0.3, 0.4, 0.2) if self.bar % 42 else (0.2, 0.1, 0.6)
            for asset, weight in zip(context.assets, weights, strict=True):
                self.api.order_target_percent(asset, weight)

    def sma(self, context: Any, data: Any) -> None:
        asset = context.assets[0]
        prices = [float(each) for each in data.history(asset, "close", 30, "1d")][-30:]
        if self.bar < 30:
            return
        fast, slow = sum(prices[-10:]) / 10, sum(prices) / 30
        self.api.order_target(asset, 500 if fast > slow else 0)

    def big(self, context: Any, _data: Any) -> None:
        if self.bar % 60 == 10:
            self.api.order_target(context.assets[1], 4000)
        if self.bar % 60 == 40:
            self.api.order_target(context.assets[1], 100)

    def limit(self, context: Any, data: Any) -> None:
        for asset in context.assets:
            price = round(float(data.current(asset, "close")), 2)
            if self.bar % 30 == 3:
                self.api.order(asset, 700, limit_price=round(price * 0.98, 2))
            if self.bar % 30 == 18:
                self.api.order(asset, -650, limit_price=round(price * 1.015, 2))

    def stop(self, context: Any, data: Any) -> None:
        for asset in context.assets:
            price = round(float(data.current(asset, "close")), 2)
            if self.bar % 50 == 5:
                self.api.order(asset, 900, stop_price=round(price * 1.01, 2))
            if self.bar % 50 == 30:
                self.api.order(asset, -850, stop_price=round(price * 0.99, 2))

    def short(self, context: Any, _data: Any) -> None:
        if self.bar % 25 == 2:
            self.api.order_target(context.assets[2], (-300, 200, -50)[self.bar // 25 % 3])
