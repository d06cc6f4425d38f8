"""A broker in memory, for backtests: partial fills, a volume cap, exact amounts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from rustybt_ops.brokers.orders import ZERO, Fill, OrderStatus, OrderType, Reason, Side
from rustybt_ops.trading.assets import Asset
from rustybt_ops.trading.execution import FillRule, Seen, Terms, reached
from rustybt_ops.trading.portfolio import Portfolio
from rustybt_ops.trading.series import Series


@dataclass(slots=True)
class Order:
    """An order and what has become of it.

    Attributes:
        id: Its number.
        asset: What is traded.
        amount: Units to buy, or to sell if below zero.
        kind: Market, limit or stop.
        price: The limit or the stop; None for a market order.
        created: The time of the bar at which it was placed.
        filled: Units traded so far, without a sign.
        status: Where it stands.
        reason: Why it was rejected.
        triggered: A stop order has met its stop: from then on it is a market order.
    """

    id: int
    asset: Asset
    amount: Decimal
    kind: OrderType
    price: Decimal | None
    created: int
    filled: Decimal = ZERO
    status: OrderStatus = OrderStatus.OPEN
    reason: Reason | None = None
    triggered: bool = False

    @property
    def side(self) -> Side:
        """Which way it goes."""
        return Side.BUY if self.amount > 0 else Side.SELL

    @property
    def left(self) -> Decimal:
        """Units still to be traded."""
        return abs(self.amount) - self.filled


class OrderBook:
    """Holds orders against bars and books what fills.

    Args:
        portfolio: What the fills change.
        terms: How orders fill.
    """

    def __init__(self, portfolio: Portfolio, terms: Terms) -> None:
        self.orders: list[Order] = []
        self.fills: list[Fill] = []
        self.open: dict[int, Order] = {}
        self._portfolio = portfolio
        self._terms = terms

    def place(
        self, asset: Asset, amount: Decimal, kind: OrderType, price: Decimal | None, now: int
    ) -> Order:
        """Take an order; it is held against the next bar of its asset at the earliest."""
        order = Order(len(self.orders) + 1, asset, amount, kind, price, now)
        self.orders.append(order)
        self.open[order.id] = order
        return order

    def cancel(self, order_id: int) -> None:
        """Cancel what is left of an order; a final one stays as it is."""
        order = self.open.pop(order_id, None)
        if order:
            order.status = OrderStatus.CANCELLED

    def on_bars(self, fresh: Mapping[str, Series]) -> None:
        """Hold the open orders, oldest first, against the bars that have just ended."""
        taken: dict[str, Decimal] = {}
        for order in list(self.open.values()):
            series = fresh.get(order.asset)
            if series is not None:
                part = self._try(order, series, taken.get(order.asset, ZERO))
                taken[order.asset] = taken.get(order.asset, ZERO) + part

    def _try(self, order: Order, series: Series, taken: Decimal) -> Decimal:
        """Fill what can be filled of an order; how many units that were."""
        terms = self._terms
        kind = OrderType.MARKET if order.triggered else order.kind
        seen = reached(terms.rule, order.side, kind, order.price, _bar(series, terms.rule))
        if seen is None:
            return ZERO
        order.triggered = order.kind is OrderType.STOP
        cap = terms.cap(series.current("volume"))
        part = order.left if cap is None else min(order.left, cap - taken)
        if part <= 0:
            return ZERO
        price = terms.price(order.side, order.kind, seen)
        commission = terms.commission(order.filled, part)
        slipped = abs(price - seen) * part
        fill = Fill(order.id, order.asset, order.side, part, price, commission, slipped)
        return self._book(order, fill, series)

    def _book(self, order: Order, fill: Fill, series: Series) -> Decimal:
        reason = None if self._terms.borrowing else self._shortage(fill)
        if reason:
            order.status, order.reason = OrderStatus.REJECTED, reason
            del self.open[order.id]
            return ZERO
        self._portfolio.book(fill, series)
        self.fills.append(fill)
        order.filled += fill.quantity
        if not order.left:
            order.status = OrderStatus.FILLED
            del self.open[order.id]
        return fill.quantity

    def _shortage(self, fill: Fill) -> Reason | None:
        if fill.side is Side.BUY:
            short = self._portfolio.cash + fill.cash_flow < 0
            return Reason.INSUFFICIENT_FUNDS if short else None
        short = self._portfolio.positions[fill.symbol].amount < fill.quantity
        return Reason.INSUFFICIENT_POSITION if short else None


def _bar(series: Series, rule: FillRule) -> Seen:
    """The prices an order is held against; columns that the rule does not need stay unconverted."""
    if rule is FillRule.CLOSE:
        close = series.current("close")
        return Seen(close, close, close, close)
    return Seen(*(series.current(name) for name in ("open", "high", "low", "close")))
