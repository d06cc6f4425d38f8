"""Proves the paper broker on an account of its own: every expected figure is worked out by hand."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from rustybt_ops.brokers.orders import (
    ZERO,
    Costs,
    Instrument,
    OrderRequest,
    OrderStatus,
    OrderType,
    Quote,
    Reason,
    Side,
)
from rustybt_ops.brokers.paper import PaperBroker
from rustybt_ops.brokers.store import Store
from rustybt_ops.errors import FailureKind
from rustybt_ops.results.checks import failed, passed
from rustybt_ops.results.model import Check
from rustybt_ops.statistics import median

_COSTS = Costs(per_unit=Decimal("0.01"), minimum=Decimal(1), slippage=Decimal(5))
_CASH = Decimal(100_000)
_D = Decimal


@dataclass(frozen=True, slots=True)
class Expected:
    """A figure that must come out exactly."""

    what: str
    wanted: object
    found: object


def verdict(name: str, detail: str, *figures: Expected) -> Check:
    """Pass if every figure is exactly as expected; otherwise itemise those that are not."""
    wrong = [
        f"{each.what}: expected {each.wanted}, found {each.found}"
        for each in figures
        if each.wanted != each.found
    ]
    if not wrong:
        return passed(name, detail, value=len(figures), unit="figures exact")
    message = f"{len(wrong)} of {len(figures)} figures differ"
    advice = "The paper broker is at fault: do not trust its results, and report this."
    return failed(name, FailureKind.BAD_ANSWER, message, advice=advice, items=wrong)


class PaperProbe:
    """A fresh account, and the checks in the order in which they must be made.

    Args:
        path: Where the account is kept.
        symbol: What is traded.
    """

    def __init__(self, path: Path, symbol: str) -> None:
        self._path = path
        self._symbol = symbol
        self._latencies: list[float] = []
        self._open()

    def _open(self) -> None:
        self._store = Store(self._path)
        self._broker = PaperBroker(self._store, [Instrument(self._symbol)], _COSTS, _CASH)

    def close(self) -> None:
        """Close the account's file."""
        self._store.close()

    @property
    def latency(self) -> float:
        """Median time from an order to its acceptance on disk, in milliseconds."""
        return median(self._latencies)

    def market_order(self) -> Check:
        """100 units bought at 100.00 and 5 basis points of slippage."""
        self._broker.on_quote(self._quote("100.00"))
        status = self._send("market", Side.BUY, 100)
        fills = self._broker.on_quote(self._quote("100.00"))
        return verdict(
            "market-order",
            f"100 {self._symbol} bought at 100.05: 100.00 and 0.05 slippage, 1.00 commission",
            Expected("status on acceptance", OrderStatus.OPEN, status),
            Expected("price", [_D("100.05")], [each.price for each in fills]),
            Expected("slippage", [_D("5.00")], [each.slippage for each in fills]),
            Expected("commission", [_D("1.00")], [each.commission for each in fills]),
            Expected("cash", _D("89994.00"), self._broker.cash),
        )

    def limit_order(self) -> Check:
        """Waits above its limit, fills at the limit when touched, pays no slippage."""
        self._send("limit", Side.BUY, 200, OrderType.LIMIT, "95.00")
        early = self._broker.on_quote(self._quote("96.00", low="95.01"))
        fills = self._broker.on_quote(self._quote("95.50", low="94.90"))
        return verdict(
            "limit-order",
            f"untouched at 95.01, then 200 {self._symbol} bought at the limit of 95.00, "
            "2.00 commission",
            Expected("fills above the limit", [], early),
            Expected("price", [_D("95.00")], [each.price for each in fills]),
            Expected("commission", [_D("2.00")], [each.commission for each in fills]),
            Expected("cash", _D("70992.00"), self._broker.cash),
        )

    def stop_order(self) -> Check:
        """Waits above its stop; on a gap below it, fills at the open and pays slippage."""
        self._send("stop", Side.SELL, 150, OrderType.STOP, "90.00")
        early = self._broker.on_quote(self._quote("92.00", low="90.01"))
        fills = self._broker.on_quote(self._quote("88.00", low="87.00"))
        return verdict(
            "stop-order",
            f"untouched at 90.01, then 150 {self._symbol} sold on a gap at 87.95: "
            "88.00 less slippage",
            Expected("fills above the stop", [], early),
            Expected("price", [_D("87.95")], [each.price for each in fills]),
            Expected("commission", [_D("1.50")], [each.commission for each in fills]),
            Expected("cash", _D("84183.00"), self._broker.cash),
        )

    def cancellation(self) -> Check:
        """A cancelled order claims no cash and never fills."""
        before = self._broker.available()
        self._send("cancelled", Side.BUY, 10, OrderType.LIMIT, "50.00")
        claimed = self._broker.available()
        self._broker.cancel("cancelled")
        fills = self._broker.on_quote(self._quote("40.00"))
        return verdict(
            "cancellation",
            "an open order claims its cash; cancelled, it frees it and never fills",
            Expected("claim of the open order", _D("501.00"), before - claimed),
            Expected("claim of the cancelled order", ZERO, before - self._broker.available()),
            Expected("fills of the cancelled order", [], fills),
        )

    def account(self) -> Check:
        """Positions and cash are what all fills together amount to."""
        position = self._broker.positions[self._symbol]
        flows = sum((each.cash_flow for each in self._broker.fills), _CASH)
        return verdict(
            "account",
            f"150 {self._symbol} held, 84183.00 cash: exactly what the fills add up to",
            Expected("cash from the fills", flows, self._broker.cash),
            Expected("units held", _D(150), position.quantity),
            Expected("cost of the units held", _D("14502.50"), position.cost),
        )

    def rejections(self) -> Check:
        """What a broker must not take."""
        cash = self._broker.cash
        cases = {
            Reason.INSUFFICIENT_FUNDS: self._reason("funds", quantity="100000"),
            Reason.UNKNOWN_SYMBOL: self._reason("symbol", symbol="NO-SUCH-SYMBOL"),
            Reason.WRONG_QUANTITY: self._reason("size", quantity="1.5"),
            Reason.INSUFFICIENT_POSITION: self._reason("short", side=Side.SELL, quantity="151"),
            Reason.WRONG_PRICE: self._reason("price", kind=OrderType.LIMIT, price="10.001"),
        }
        return verdict(
            "rejections",
            "refused: " + ", ".join(cases),
            *(Expected(wanted, wanted, found) for wanted, found in cases.items()),
            Expected("negative quantity", Reason.WRONG_QUANTITY, self._reason("minus", "-1")),
            Expected("cash", cash, self._broker.cash),
        )

    def restart(self) -> Check:
        """What was on disk is there again, and an order sent twice is placed once."""
        self._send("kept", Side.BUY, 1, OrderType.LIMIT, "30.00")
        before = self._state()
        self._store.close()
        self._open()
        after = self._state()
        self._send("kept", Side.BUY, 1, OrderType.LIMIT, "30.00")
        return verdict(
            "restart",
            "cash, positions, open orders and fills are the same after reopening the account",
            *(Expected(name, before[name], after[name]) for name in before),
            Expected("open orders after sending one again", 1, len(self._broker.open_orders)),
        )

    def _state(self) -> dict[str, object]:
        broker = self._broker
        return {
            "cash": broker.cash,
            "positions": dict(broker.positions),
            "open orders": broker.open_orders,
            "fills": broker.fills,
        }

    def _quote(self, price: str, low: str | None = None) -> Quote:
        value = _D(price)
        return Quote(self._symbol, value, value, _D(low) if low else value, value)

    def _send(
        self,
        name: str,
        side: Side,
        quantity: int,
        kind: OrderType = OrderType.MARKET,
        price: str | None = None,
    ) -> OrderStatus:
        request = OrderRequest(
            name, self._symbol, side, _D(quantity), kind, _D(price) if price else None
        )
        started = time.perf_counter()
        order = self._broker.submit(request)
        self._latencies.append((time.perf_counter() - started) * 1000)
        return order.status

    def _reason(
        self,
        name: str,
        quantity: str = "1",
        *,
        symbol: str | None = None,
        side: Side = Side.BUY,
        kind: OrderType = OrderType.MARKET,
        price: str | None = None,
    ) -> Reason | None:
        request = OrderRequest(
            f"reject-{name}",
            symbol or self._symbol,
            side,
            _D(quantity),
            kind,
            _D(price) if price else None,
        )
        return self._broker.submit(request).reason


@contextmanager
def opened(path: Path, symbol: str) -> Iterator[PaperProbe]:
    """A probe whose account is closed at the end of the block."""
    probe = PaperProbe(path, symbol)
    try:
        yield probe
    finally:
        probe.close()
