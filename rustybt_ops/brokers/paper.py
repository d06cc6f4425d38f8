"""A broker that trades with made-up money at real or given prices, exactly and durably.

A cash account: no borrowing, no short sales. Market orders fill at the next quote's open, limit
orders at their price or better once it is touched, stop orders at their price or worse; market and
stop orders pay slippage, all pay commission.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation

from rustybt_ops.brokers.orders import (
    ZERO,
    Costs,
    Fill,
    Instrument,
    Order,
    OrderRequest,
    OrderStatus,
    OrderType,
    Position,
    Quote,
    Reason,
    Side,
)
from rustybt_ops.brokers.store import Store


class PaperBroker:
    """The paper broker.

    Args:
        store: Its memory; an account found there is continued.
        instruments: What can be traded.
        costs: Commission and slippage.
        cash: The cash a new account begins with.
    """

    def __init__(
        self,
        store: Store,
        instruments: Iterable[Instrument],
        costs: Costs | None = None,
        cash: Decimal = Decimal(100_000),
    ) -> None:
        self._store = store
        self._instruments = {each.symbol: each for each in instruments}
        self._costs = costs or Costs()
        if store.cash() is None:
            with store.transaction():
                store.set_cash(cash)

    def offer(self, instrument: Instrument) -> None:
        """Let an instrument be traded from now on."""
        self._instruments[instrument.symbol] = instrument

    def see(self, symbol: str, price: Decimal) -> None:
        """Take note of a price without filling anything; purchases are reckoned by it."""
        with self._store.transaction():
            self._store.set_price(symbol, price)

    @property
    def cash(self) -> Decimal:
        """Money not invested, reserved or not."""
        return self._store.cash() or ZERO

    @property
    def rejections(self) -> Mapping[str, int]:
        """How many orders were rejected, by reason."""
        return self._store.rejections()

    @property
    def positions(self) -> Mapping[str, Position]:
        """The positions that are not zero."""
        return self._store.positions()

    @property
    def open_orders(self) -> list[Order]:
        """The orders that wait for a price, oldest first."""
        return self._store.open_orders()

    @property
    def fills(self) -> list[Fill]:
        """All fills so far."""
        return self._store.fills()

    def fill(self, order_id: int) -> Fill | None:
        """The fill of an order, if it has one."""
        return self._store.fill(order_id)

    def order(self, client_id: str) -> Order | None:
        """The order sent under this name, if any."""
        return self._store.order(client_id)

    def available(self) -> Decimal:
        """Cash that no open purchase has a claim on."""
        return self.cash - sum((self._claim(each.request) for each in self.open_orders), ZERO)

    def submit(self, request: OrderRequest) -> Order:
        """Take or reject an order; the same `client_id` again returns the first order."""
        with self._store.transaction():
            known = self._store.order(request.client_id)
            if known:
                return known
            reason = self._objection(request)
            status = OrderStatus.REJECTED if reason else OrderStatus.OPEN
            return self._store.add_order(request, status, reason)

    def cancel(self, client_id: str) -> Order | None:
        """Cancel an open order; a final one stays as it is."""
        with self._store.transaction():
            order = self._store.order(client_id)
            if order and order.status is OrderStatus.OPEN:
                self._store.set_status(order.id, OrderStatus.CANCELLED)
        return self._store.order(client_id)

    def on_quote(self, quote: Quote) -> list[Fill]:
        """Fill the open orders that this quote reaches, each in a transaction of its own."""
        with self._store.transaction():
            self._store.set_price(quote.symbol, quote.close)
        fills = (self._try_fill(each, quote) for each in self._store.open_orders(quote.symbol))
        return [fill for fill in fills if fill]

    def _try_fill(self, order: Order, quote: Quote) -> Fill | None:
        seen = _reached(order.request, quote)
        if seen is None:
            return None
        fill = self._fill(order, seen)
        with self._store.transaction():
            cash = self.cash + fill.cash_flow
            if cash < 0:
                # the price moved between the order and its fill
                reason = Reason.INSUFFICIENT_FUNDS
                self._store.set_status(order.id, OrderStatus.REJECTED, reason)
                return None
            self._store.add_fill(fill)
            self._store.set_cash(cash)
            self._store.set_position(self._store.position(fill.symbol).after(fill))
            self._store.set_status(order.id, OrderStatus.FILLED)
        return fill

    def _fill(self, order: Order, seen: Decimal) -> Fill:
        request = order.request
        price = self._price(request, seen)
        return Fill(
            order.id,
            request.symbol,
            request.side,
            request.quantity,
            price,
            self._costs.commission(request.quantity),
            abs(price - seen) * request.quantity,
        )

    def _price(self, request: OrderRequest, seen: Decimal) -> Decimal:
        if request.kind is OrderType.LIMIT:
            return seen
        return self._costs.slipped(request.side, seen, self._instruments[request.symbol].tick)

    def _objection(self, request: OrderRequest) -> Reason | None:
        instrument = self._instruments.get(request.symbol)
        if instrument is None:
            return Reason.UNKNOWN_SYMBOL
        if not _is_multiple(request.quantity, instrument.lot):
            return Reason.WRONG_QUANTITY
        if request.kind is OrderType.MARKET:
            if request.price is not None:
                return Reason.WRONG_PRICE
            if self._store.price(request.symbol) is None:
                return Reason.NO_PRICE
        elif request.price is None or not _is_multiple(request.price, instrument.tick):
            return Reason.WRONG_PRICE
        return self._shortage(request)

    def _shortage(self, request: OrderRequest) -> Reason | None:
        if request.side is Side.BUY:
            short = self._claim(request) > self.available()
            return Reason.INSUFFICIENT_FUNDS if short else None
        promised = sum(
            (
                each.request.quantity
                for each in self._store.open_orders(request.symbol)
                if each.request.side is Side.SELL
            ),
            ZERO,
        )
        held = self._store.position(request.symbol).quantity
        return Reason.INSUFFICIENT_POSITION if request.quantity + promised > held else None

    def _claim(self, request: OrderRequest) -> Decimal:
        """The cash that a purchase will need, as far as can be told."""
        if request.side is Side.SELL:
            return ZERO
        seen = request.price or self._store.price(request.symbol) or ZERO
        price = self._price(request, seen)
        return price * request.quantity + self._costs.commission(request.quantity)


def _is_multiple(amount: Decimal, step: Decimal) -> bool:
    try:
        return amount.is_finite() and amount > 0 and amount % step == 0
    except InvalidOperation:  # more digits than a Decimal keeps: no order is that large
        return False


def _reached(request: OrderRequest, quote: Quote) -> Decimal | None:
    """The price at which the quote lets the order fill, before slippage; None if it does not."""
    if request.kind is OrderType.MARKET or request.price is None:
        return quote.open
    buys_low = (request.kind is OrderType.LIMIT) == (request.side is Side.BUY)
    if buys_low:  # waits for the price to fall: limit purchases and stop sales
        return min(request.price, quote.open) if quote.low <= request.price else None
    return max(request.price, quote.open) if quote.high >= request.price else None
