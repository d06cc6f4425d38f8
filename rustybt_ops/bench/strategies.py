"""The known strategies of the benchmark."""

from __future__ import annotations

from decimal import Decimal

from rustybt_ops.trading.algorithm import (
    Algorithm,
    order,
    order_target,
    order_target_percent,
    symbol,
)
from rustybt_ops.trading.bardata import BarData
from rustybt_ops.trading.context import Context

SYMBOLS = ("AAA", "BBB", "CCC", "DDD", "EEE")
_FAST, _SLOW = 10, 30


class BuyAndHold(Algorithm):
    """Buys once."""

    def initialize(self, context: Context) -> None:
        """One asset."""
        context.asset = symbol(SYMBOLS[0])

    def handle_data(self, context: Context, data: BarData) -> None:  # noqa: ARG002 - the interface
        """Buy if nothing is held."""
        if not context.portfolio.positions[context.asset]:
            order(context.asset, 100)


class SmaCrossover(BuyAndHold):
    """Holds while the mean of 10 bars is above that of 30."""

    def handle_data(self, context: Context, data: BarData) -> None:
        """Compare the two means."""
        prices = data.history(context.asset, "close", _SLOW)
        if len(prices) < _SLOW:
            return
        rising = sum(prices[-_FAST:]) * (_SLOW // _FAST) > sum(prices)
        held = context.portfolio.positions[context.asset].amount
        if rising != bool(held):
            order_target(context.asset, 100 if rising else 0)


class MeanReversion(BuyAndHold):
    """Buys what is one standard deviation below its mean of 20 bars, sells above the mean."""

    _WINDOW = 20

    def handle_data(self, context: Context, data: BarData) -> None:
        """Compare the price with its band."""
        prices = data.history(context.asset, "close", self._WINDOW)
        if len(prices) < self._WINDOW:
            return
        mean = sum(prices) / self._WINDOW
        variance = sum((each - mean) ** 2 for each in prices) / self._WINDOW
        below = mean - prices[-1]
        held = bool(context.portfolio.positions[context.asset])
        if not held and below > 0 and below * below > variance:
            order_target(context.asset, 100)
        elif held and below < 0:
            order_target(context.asset, 0)


class Rebalance(Algorithm):
    """Brings five assets back to equal shares every 21 bars."""

    _EVERY = 21

    def initialize(self, context: Context) -> None:
        """Five assets."""
        context.assets = [symbol(name) for name in SYMBOLS]
        context.bar = 0

    def handle_data(self, context: Context, data: BarData) -> None:
        """Rebalance when it is time."""
        if context.bar % self._EVERY == 0:
            for asset in context.assets:
                if data.can_trade(asset):
                    order_target_percent(asset, Decimal("0.18"))
        context.bar += 1


class EveryBar(BuyAndHold):
    """Trades each bar: buys one unit, sells it, and so on."""

    def handle_data(self, context: Context, data: BarData) -> None:  # noqa: ARG002 - the interface
        """Turn the position over."""
        order_target(context.asset, 0 if context.portfolio.positions[context.asset] else 1)
