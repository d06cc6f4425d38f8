"""The order book of a session: the paper broker decides and remembers, the engine sees it here.

While the strategy runs nothing is written: what it orders is handed in afterwards, in one
transaction with the mark that it has decided about the bar. A process that is killed in between
finds the bar undecided and asks the strategy again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from rustybt_ops.brokers.orders import Fill, OrderRequest, OrderStatus, OrderType, Quote
from rustybt_ops.brokers.paper import PaperBroker
from rustybt_ops.journal.events import Category, Entry, Kind
from rustybt_ops.journal.writer import Journal
from rustybt_ops.paper import state as turns
from rustybt_ops.paper.past import Past
from rustybt_ops.paper.state import State, Turn
from rustybt_ops.trading.assets import Asset
from rustybt_ops.trading.book import Order, OrderBook
from rustybt_ops.trading.execution import Terms
from rustybt_ops.trading.portfolio import Portfolio
from rustybt_ops.trading.series import Series

Persist = Callable[[Callable[[], None]], None]


class PaperBook(OrderBook):
    """Hands orders to the paper broker and books what it fills.

    Args:
        portfolio: What the fills change.
        terms: The lot; all else is the broker's matter.
        broker: The paper broker.
        state: The session's memory.
        journal: The session's journal, in the same database.
        persist: Calls what writes until the disk takes it.
    """

    def __init__(
        self,
        portfolio: Portfolio,
        terms: Terms,
        broker: PaperBroker,
        state: State,
        journal: Journal,
        persist: Persist,
    ) -> None:
        super().__init__(portfolio, terms)
        self._broker = broker
        self._state = state
        self._journal = journal
        self._persist = persist
        self._wishes: list[tuple[Order, bool]] = []  # with whether it is to be cancelled
        self._past = Past(state, broker, journal.run_id)

    @property
    def diverged(self) -> int:
        """At how many bars of the past the strategy decided otherwise when it saw them again."""
        return self._past.diverged

    def remembers(self, bar: int) -> bool:
        """Whether the strategy has decided about this bar before the session was resumed."""
        return self._past.holds(bar)

    def place(
        self, asset: Asset, amount: Decimal, kind: OrderType, price: Decimal | None, now: int
    ) -> Order:
        """Take an order; the broker gets it once the strategy has decided about the bar."""
        order = super().place(asset, amount, kind, price, now)
        self._wishes.append((order, False))
        return order

    def cancel(self, order_id: int) -> None:
        """Cancel an order; the broker is told once the strategy has decided about the bar."""
        order = self.open.get(order_id)
        super().cancel(order_id)
        if order:
            self._wishes.append((order, True))

    def on_bars(self, fresh: Mapping[str, Series]) -> None:
        """Hold the open orders against the bars that have just ended."""
        bar = _time(fresh)
        if self._past.holds(bar):
            for order, past in self._past.settled(bar, self.open):
                self._settle(order, past, fresh[order.asset])
            return
        settled: list[tuple[Order, Fill | None]] = []

        def work() -> None:
            settled.clear()
            with self._journal.transaction() as entries:
                for series in fresh.values():
                    settled.extend(self._quote(series, entries))

        self._persist(work)
        for order, fill in settled:
            self._settle(order, fill, fresh[order.asset])

    def _quote(self, series: Series, entries: list[Entry]) -> Iterator[tuple[Order, Fill | None]]:
        waiting = [each for each in self.open.values() if each.asset == series.asset]
        known = {each.id: self._broker.order(self._key(each)) for each in waiting}
        prices = (series.current(name) for name in ("open", "high", "low", "close"))
        made = {each.order_id: each for each in self._broker.on_quote(Quote(series.asset, *prices))}
        bar = series.times[series.cursor]
        for order in waiting:
            before = known[order.id]
            if before is not None and before.status is not OrderStatus.OPEN:
                yield (
                    order,
                    self._broker.fill(before.id),
                )  # settled by a process that got no further
                continue
            after = self._broker.order(self._key(order))
            if after is None or after.status is OrderStatus.OPEN:
                continue
            fill = made.get(after.id)
            turn = turns.FILLED if fill else turns.REJECTED
            self._state.add_turn(Turn(bar, order.id, turn))
            entries.append(
                self._filled(order, fill) if fill else self._rejected(order, str(after.reason))
            )
            yield order, fill

    def _settle(self, order: Order, fill: Fill | None, series: Series) -> None:
        """Bring what the strategy sees up to date."""
        self.open.pop(order.id, None)
        if fill is None:
            known = self._broker.order(self._key(order))
            order.status, order.reason = OrderStatus.REJECTED, known.reason if known else None
            return
        self._portfolio.book(fill, series)
        self.fills.append(fill)
        order.filled, order.status = fill.quantity, OrderStatus.FILLED

    def decide(self, bar: int, *also: tuple[Kind, dict[str, object]]) -> None:
        """Hand in what the strategy wishes, with the mark that it has decided about the bar.

        Args:
            bar: The time of the bar.
            also: Entries to be written together with it.
        """
        if self._past.holds(bar):
            self._recall(bar)
            return
        refused: list[Order] = []

        def work() -> None:
            refused.clear()
            with self._journal.transaction(durable=bool(self._wishes)) as entries:
                for order, cancelled in self._wishes:
                    if cancelled:
                        self._revoke(order, bar)
                    elif not self._submit(order, bar, entries):
                        refused.append(order)
                self._state.set_decided(bar)
                entries.extend(self._journal.made(kind, fields) for kind, fields in also)

        self._persist(work)
        self._wishes.clear()
        for order in refused:
            self.open.pop(order.id, None)

    def _recall(self, bar: int) -> None:
        """Put in place of the strategy's wishes what came of them when they were first made."""
        self._past.compare(bar, self._wishes)
        self.forget()
        for order, turn in self._past.orders(bar, self.orders):
            if turn == turns.PLACED:
                self.orders.append(order)
                self.open[order.id] = order
            else:
                self.open.pop(order.id, None)

    def forget(self) -> None:
        """Drop what the strategy wished before it raised: half a decision is none."""
        for order, cancelled in reversed(self._wishes):
            if cancelled:
                order.status = OrderStatus.OPEN
                self.open[order.id] = order
            else:
                self.open.pop(order.id, None)
                self.orders.pop()  # the latest orders are the ones that are wished for
        self._wishes.clear()

    def _submit(self, order: Order, bar: int, entries: list[Entry]) -> bool:
        """Send an order to the broker; whether it takes it."""
        amount = abs(order.amount)
        request = OrderRequest(
            self._key(order), order.asset.symbol, order.side, amount, order.kind, order.price
        )
        known = self._broker.submit(request)
        self._state.add_turn(Turn(bar, order.id, turns.PLACED))
        entries.append(
            self._journal.made(
                Kind.ORDER,
                {
                    "order_id": order.id,
                    "symbol": order.asset.symbol,
                    "side": str(order.side),
                    "amount": str(amount),
                    "type": str(order.kind),
                    "price": None if order.price is None else str(order.price),
                },
            )
        )
        if known.status is not OrderStatus.REJECTED:
            return True
        order.status, order.reason = OrderStatus.REJECTED, known.reason
        self._state.add_turn(Turn(bar, order.id, turns.REJECTED))
        entries.append(self._rejected(order, str(known.reason)))
        return False

    def _revoke(self, order: Order, bar: int) -> None:
        known = self._broker.cancel(self._key(order))
        if known and known.status is OrderStatus.CANCELLED:
            self._state.add_turn(Turn(bar, order.id, turns.CANCELLED))

    def _key(self, order: Order) -> str:
        """The name under which the broker takes an order once and not a second time."""
        return f"{self._journal.run_id}/{order.id}"

    def _filled(self, order: Order, fill: Fill) -> Entry:
        fields = {
            "order_id": order.id,
            "fill_id": f"{self._key(order)}/1",
            "symbol": fill.symbol,
            "side": str(fill.side),
            "amount": str(fill.quantity),
            "price": str(fill.price),
            "commission": str(fill.commission),
        }
        return self._journal.made(Kind.FILL, fields)

    def _rejected(self, order: Order, reason: str) -> Entry:
        message = f"order {order.id} ({order.side} {abs(order.amount)} {order.asset}): {reason}"
        fields = {"category": str(Category.BROKER), "message": message, "suppressed": 0}
        return self._journal.made(Kind.ERROR, fields)


def _time(fresh: Mapping[str, Series]) -> int:
    series = next(iter(fresh.values()))
    return series.times[series.cursor]
