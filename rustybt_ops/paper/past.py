"""What was decided before a session was resumed.

A resumed strategy goes through all bars again, so that it remembers what it has seen. Nothing is
traded then: in place of what it wishes, what came of its wishes at the time is put before it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from rustybt_ops.brokers.orders import Fill, OrderStatus
from rustybt_ops.brokers.paper import PaperBroker
from rustybt_ops.paper.state import CANCELLED, FILLED, PLACED, REJECTED, State, Turn
from rustybt_ops.trading.assets import Asset
from rustybt_ops.trading.book import Order


class Past:
    """The orders of the bars about which the strategy has decided.

    Args:
        state: The session's memory.
        broker: Knows the orders and their fills.
        run_id: The session.
    """

    def __init__(self, state: State, broker: PaperBroker, run_id: str) -> None:
        self._run_id = run_id
        self._broker = broker
        self._end = state.decided
        self._turns: defaultdict[int, list[Turn]] = defaultdict(list)
        self._fills: dict[int, Fill] = {}
        self.diverged = 0
        if self._end is not None:
            self._fills = {fill.order_id: fill for fill in broker.fills}
            for turn in state.turns():
                self._turns[turn.bar].append(turn)

    def holds(self, bar: int) -> bool:
        """Whether the strategy has decided about this bar before."""
        return self._end is not None and bar <= self._end

    def settled(
        self, bar: int, waiting: Mapping[int, Order]
    ) -> Iterator[tuple[Order, Fill | None]]:
        """What became, at this bar, of orders that were waiting: their fills, None if rejected."""
        for turn in list(self._turns[bar]):
            order = waiting.get(turn.order_id)
            if order is None or turn.turn not in (FILLED, REJECTED):
                continue
            self._turns[bar].remove(turn)
            known = self._broker.order(f"{self._run_id}/{order.id}")
            yield order, self._fills.get(known.id) if known and turn.turn == FILLED else None

    def orders(self, bar: int, orders: Sequence[Order]) -> Iterator[tuple[Order, str]]:
        """The orders placed at this bar, and which of all orders it ended."""
        made = {order.id: order for order in orders}
        for turn in self._turns.pop(bar, ()):
            if turn.turn == PLACED:
                made[turn.order_id] = self._order(turn)
            order = made[turn.order_id]
            if turn.turn == CANCELLED:
                order.status = OrderStatus.CANCELLED
            elif turn.turn == REJECTED:
                known = self._broker.order(f"{self._run_id}/{order.id}")
                order.status, order.reason = OrderStatus.REJECTED, known.reason if known else None
            yield order, turn.turn

    def compare(self, bar: int, wishes: Sequence[tuple[Order, bool]]) -> None:
        """Count a bar at which the strategy wishes something else than before."""
        placed = [self._order(turn) for turn in self._turns[bar] if turn.turn == PLACED]
        wished = [order for order, cancelled in wishes if not cancelled]
        if [_told(each) for each in placed] != [_told(each) for each in wished]:
            self.diverged += 1

    def _order(self, turn: Turn) -> Order:
        known = self._broker.order(f"{self._run_id}/{turn.order_id}")
        assert known is not None  # noqa: S101 - written in the transaction that wrote the turn
        request = known.request
        amount = request.side.sign * request.quantity
        return Order(
            turn.order_id, Asset(request.symbol), amount, request.kind, request.price, turn.bar
        )


def _told(order: Order) -> tuple[object, ...]:
    return order.asset, order.amount, order.kind, order.price
