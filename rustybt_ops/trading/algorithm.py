"""The two forms of a strategy: a class derived from `Algorithm`, or functions in a module.

A strategy of functions imports what it needs: `from rustybt_ops import order, symbol`.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING

from rustybt_ops.trading.assets import Asset
from rustybt_ops.trading.errors import StrategyError
from rustybt_ops.trading.trader import Number, Trader

if TYPE_CHECKING:
    from rustybt_ops.trading.bardata import BarData
    from rustybt_ops.trading.book import Order
    from rustybt_ops.trading.context import Context

CURRENT: ContextVar[Trader] = ContextVar("rustybt_ops.trader")


def trader() -> Trader:
    """The trader of the strategy that runs at present.

    Raises:
        StrategyError: None does: the call stands outside the functions of a strategy.
    """
    try:
        return CURRENT.get()
    except LookupError:
        raise StrategyError(
            "this works only while a strategy runs",
            advice="Call it in initialize, before_trading_start or handle_data.",
        ) from None


def symbol(name: str) -> Asset:
    """The asset of this name."""
    return trader().symbol(name)


def sid(name: str) -> Asset:
    """The asset of this name, which is its identifier as well."""
    return trader().symbol(name)


def order(
    asset: str,
    amount: Number,
    limit_price: Number | None = None,
    stop_price: Number | None = None,
) -> int | None:
    """Buy this many units, or sell them if below zero; the order's number, None for nothing."""
    return trader().order(asset, amount, limit_price, stop_price)


def order_target(
    asset: str,
    target: Number,
    limit_price: Number | None = None,
    stop_price: Number | None = None,
) -> int | None:
    """Trade what brings the position to this many units."""
    return trader().order_target(asset, target, limit_price, stop_price)


def order_target_percent(
    asset: str,
    target: Number,
    limit_price: Number | None = None,
    stop_price: Number | None = None,
) -> int | None:
    """Trade what brings the position to this share of the portfolio."""
    return trader().order_target_percent(asset, target, limit_price, stop_price)


def cancel_order(order_id: int) -> None:
    """Cancel what is left of an order."""
    trader().cancel_order(order_id)


def get_open_orders(asset: str | None = None) -> list[Order]:
    """The open orders of an asset, or of all."""
    return trader().get_open_orders(asset)


def record(**values: object) -> None:
    """Keep values of this bar for the result."""
    trader().record(**values)


class Algorithm:
    """Base of strategies: override `initialize` and `handle_data`.

    The methods that order, look up and record may be called while the strategy runs. Attributes of
    the same names may be set: the engine never calls these methods.
    """

    symbol = staticmethod(symbol)
    sid = staticmethod(sid)
    order = staticmethod(order)
    order_target = staticmethod(order_target)
    order_target_percent = staticmethod(order_target_percent)
    cancel_order = staticmethod(cancel_order)
    get_open_orders = staticmethod(get_open_orders)
    record = staticmethod(record)

    def initialize(self, context: Context) -> None:
        """Called once, before the first bar: declare the symbols here."""

    def before_trading_start(self, context: Context, data: BarData) -> None:
        """Called before the first bar of each session, with the data of the one before."""

    def handle_data(self, context: Context, data: BarData) -> None:
        """Called at the end of each bar."""
