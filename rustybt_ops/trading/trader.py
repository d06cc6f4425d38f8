"""What a strategy can do: the calls behind `order`, `symbol`, `record` and their kin."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Decimal, InvalidOperation

from rustybt_ops.brokers.orders import ZERO, OrderType
from rustybt_ops.trading.assets import Asset
from rustybt_ops.trading.book import Order, OrderBook
from rustybt_ops.trading.errors import StrategyError
from rustybt_ops.trading.portfolio import Portfolio
from rustybt_ops.trading.series import Series

Number = int | float | Decimal | str

_NEAR = Decimal("0.0001")  # of a lot: 99.99999 is meant to be 100


class Trader:
    """Places orders for a strategy and keeps what it records.

    Args:
        portfolio: What the strategy owns.
        book: Where its orders go.
        lot: Quantities are multiples of it.
        open_series: Makes the bars of an asset part of the run.
    """

    def __init__(
        self,
        portfolio: Portfolio,
        book: OrderBook,
        lot: Decimal,
        open_series: Callable[[Asset], Series],
    ) -> None:
        self.series: dict[str, Series] = {}
        self.records: dict[str, object] = {}
        self.portfolio = portfolio
        self.now = 0
        self.started = False
        self._book = book
        self._lot = lot
        self._open = open_series

    def symbol(self, name: str) -> Asset:
        """The asset of this name; its bars become part of the run.

        Raises:
            StrategyError: It is asked for only after `initialize`, when the bars run already.
            ServiceError: The source has no such symbol.
        """
        if not isinstance(name, str) or not name:
            raise StrategyError(f"a symbol is a name, as 'SPY', not {name!r}")
        asset = Asset(name)
        if asset not in self.series:
            if self.started:
                raise StrategyError(
                    f"the strategy asks for {name} after the start",
                    advice=f"Call symbol('{name}') in initialize.",
                )
            self.series[asset] = self._open(asset)
        return asset

    def order(
        self,
        asset: str,
        amount: Number,
        limit_price: Number | None = None,
        stop_price: Number | None = None,
    ) -> int | None:
        """Buy this many units, or sell them if below zero; the order's number, None for nothing.

        Raises:
            StrategyError: The asset is not declared, or an amount or a price is no number.
        """
        series = self._series(asset)
        units = self._units(exact(amount, "amount"))
        if limit_price is not None and stop_price is not None:
            raise StrategyError("an order has a limit price or a stop price, not both")
        kind, price = OrderType.MARKET, None
        if limit_price is not None:
            kind, price = OrderType.LIMIT, _price(limit_price, "limit_price")
        elif stop_price is not None:
            kind, price = OrderType.STOP, _price(stop_price, "stop_price")
        if not units:
            return None
        return self._book.place(series.asset, units, kind, price, self.now).id

    def order_target(
        self,
        asset: str,
        target: Number,
        limit_price: Number | None = None,
        stop_price: Number | None = None,
    ) -> int | None:
        """Trade what brings the position to this many units; open orders are not counted in."""
        held = self.portfolio.positions[asset].amount
        amount = exact(target, "target") - held
        return self.order(asset, amount, limit_price, stop_price)

    def order_target_percent(
        self,
        asset: str,
        target: Number,
        limit_price: Number | None = None,
        stop_price: Number | None = None,
    ) -> int | None:
        """Trade what brings the position to this share of the portfolio: 0.25 is a quarter.

        The difference to what is held is cut to whole lots, so a sale never sells a lot too many.

        Raises:
            StrategyError: The asset has no price yet.
        """
        last = self._series(asset).current("close")
        if last.is_nan():
            raise StrategyError(
                f"{asset} has no price yet", advice="Ask data.can_trade before you order."
            )
        value = self.portfolio.portfolio_value * exact(target, "target")
        return self.order_target(asset, value / last, limit_price, stop_price)

    def cancel_order(self, order_id: int) -> None:
        """Cancel what is left of an order."""
        self._book.cancel(order_id)

    def get_open_orders(self, asset: str | None = None) -> list[Order]:
        """The open orders of an asset, or of all."""
        return [each for each in self._book.open.values() if asset in (None, each.asset)]

    def record(self, **values: object) -> None:
        """Keep values of this bar for the result."""
        self.records.update(values)

    def taken(self) -> dict[str, object]:
        """What was recorded since the last call."""
        taken, self.records = self.records, {}
        return taken

    def _series(self, asset: str) -> Series:
        try:
            return self.series[asset]
        except (KeyError, TypeError):
            raise StrategyError(
                f"the strategy orders {asset!r}, which it has not declared",
                advice="Call symbol(...) in initialize and order what it returns.",
            ) from None

    def _units(self, amount: Decimal) -> Decimal:
        """Whole lots, towards zero; what is a whole number but for rounding stays one."""
        lots = amount / self._lot
        near = lots.to_integral_value(ROUND_HALF_EVEN)
        whole = near if abs(near - lots) < _NEAR else lots.to_integral_value(ROUND_DOWN)
        return whole * self._lot or ZERO


def exact(value: object, name: str) -> Decimal:
    """The number as a Decimal; a float counts as its shortest text.

    Raises:
        StrategyError: It is no finite number.
    """
    try:
        made = value if isinstance(value, Decimal) else Decimal(str(value))
    except InvalidOperation:
        raise StrategyError(f"{name} is {value!r}, no number") from None
    if not made.is_finite():
        raise StrategyError(f"{name} is {made}, no number to trade with")
    return made


def _price(value: Number, name: str) -> Decimal:
    price = exact(value, name)
    if price <= 0:
        raise StrategyError(f"{name} is {price}, not above zero")
    return price
