from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rustybt_ops.brokers.orders import (
    Costs,
    Fill,
    Instrument,
    OrderRequest,
    OrderStatus,
    OrderType,
    Position,
    Quote,
    Reason,
    Side,
)
from rustybt_ops.brokers.paper import PaperBroker
from rustybt_ops.brokers.paper_probe import Expected, verdict
from rustybt_ops.brokers.store import Store
from rustybt_ops.errors import ServiceError

D = Decimal
SYMBOLS = ("AAA", "BBB")
FREE = Costs(D(0), D(0), D(0))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(tmp_path / "account.db")
    yield made
    made.close()


@pytest.fixture
def broker(store: Store) -> PaperBroker:
    made = PaperBroker(store, [Instrument(each) for each in SYMBOLS], FREE, D(1000))
    made.on_quote(Quote.single("AAA", D(10)))
    return made


def order(
    name: str,
    side: Side = Side.BUY,
    quantity: str = "1",
    kind: OrderType = OrderType.MARKET,
    price: str | None = None,
    symbol: str = "AAA",
) -> OrderRequest:
    return OrderRequest(name, symbol, side, D(quantity), kind, D(price) if price else None)


def quote(opened: str, high: str, low: str, close: str) -> Quote:
    return Quote("AAA", D(opened), D(high), D(low), D(close))


@pytest.mark.parametrize(
    ("side", "kind", "price", "bar", "wanted"),
    [
        (Side.BUY, OrderType.LIMIT, "9", ("10", "11", "9.01", "10"), None),
        (Side.BUY, OrderType.LIMIT, "9", ("10", "11", "9", "10"), "9"),
        (Side.BUY, OrderType.LIMIT, "9", ("8", "11", "8", "10"), "8"),
        (Side.SELL, OrderType.LIMIT, "12", ("10", "11.99", "9", "10"), None),
        (Side.SELL, OrderType.LIMIT, "12", ("10", "12", "9", "10"), "12"),
        (Side.SELL, OrderType.LIMIT, "12", ("13", "14", "9", "10"), "13"),
        (Side.BUY, OrderType.STOP, "12", ("10", "11.99", "9", "10"), None),
        (Side.BUY, OrderType.STOP, "12", ("10", "12", "9", "10"), "12"),
        (Side.BUY, OrderType.STOP, "12", ("13", "14", "13", "14"), "13"),
        (Side.SELL, OrderType.STOP, "9", ("10", "11", "9.01", "10"), None),
        (Side.SELL, OrderType.STOP, "9", ("10", "11", "9", "10"), "9"),
        (Side.SELL, OrderType.STOP, "9", ("8", "8.5", "7", "8"), "8"),
        (Side.BUY, OrderType.MARKET, None, ("10.5", "11", "9", "10"), "10.5"),
    ],
)
def test_when_and_at_which_price_orders_fill(
    broker: PaperBroker,
    side: Side,
    kind: OrderType,
    price: str | None,
    bar: tuple[str, str, str, str],
    wanted: str | None,
) -> None:
    broker.submit(order("first", quantity="5"))
    broker.on_quote(Quote.single("AAA", D(10)))
    broker.submit(order("tested", side, "2", kind, price))
    fills = broker.on_quote(quote(*bar))
    assert [fill.price for fill in fills] == ([D(wanted)] if wanted else [])


@pytest.mark.parametrize(
    ("request_", "reason"),
    [
        (order("x", quantity="101"), Reason.INSUFFICIENT_FUNDS),
        (order("x", Side.SELL), Reason.INSUFFICIENT_POSITION),
        (order("x", symbol="CCC"), Reason.UNKNOWN_SYMBOL),
        (order("x", symbol="BBB"), Reason.NO_PRICE),
        (order("x", quantity="0"), Reason.WRONG_QUANTITY),
        (order("x", quantity="-1"), Reason.WRONG_QUANTITY),
        (order("x", quantity="0.5"), Reason.WRONG_QUANTITY),
        (order("x", quantity="NaN"), Reason.WRONG_QUANTITY),
        (order("x", quantity="Infinity"), Reason.WRONG_QUANTITY),
        (order("x", quantity="1e40"), Reason.WRONG_QUANTITY),
        (order("x", kind=OrderType.LIMIT), Reason.WRONG_PRICE),
        (order("x", kind=OrderType.LIMIT, price="1.005"), Reason.WRONG_PRICE),
        (order("x", kind=OrderType.STOP, price="-1"), Reason.WRONG_PRICE),
        (order("x", price="10"), Reason.WRONG_PRICE),
    ],
)
def test_rejections(broker: PaperBroker, request_: OrderRequest, reason: Reason) -> None:
    made = broker.submit(request_)
    assert (made.status, made.reason) == (OrderStatus.REJECTED, reason)
    assert broker.on_quote(Quote.single("AAA", D(10))) == []
    assert broker.cash == 1000


def test_open_purchases_claim_their_cash(broker: PaperBroker) -> None:
    broker.submit(order("one", quantity="60", kind=OrderType.LIMIT, price="9"))
    assert broker.available() == 460
    second = broker.submit(order("two", quantity="60", kind=OrderType.LIMIT, price="9"))
    assert second.reason is Reason.INSUFFICIENT_FUNDS
    broker.cancel("one")
    assert broker.available() == 1000


def test_units_are_sold_once(broker: PaperBroker) -> None:
    broker.submit(order("buy", quantity="5"))
    broker.on_quote(Quote.single("AAA", D(10)))
    broker.submit(order("one", Side.SELL, "3", OrderType.LIMIT, "20"))
    second = broker.submit(order("two", Side.SELL, "3", OrderType.LIMIT, "20"))
    assert second.reason is Reason.INSUFFICIENT_POSITION


def test_price_that_runs_away_rejects_instead_of_borrowing(broker: PaperBroker) -> None:
    broker.submit(order("all", quantity="100"))
    assert broker.on_quote(Quote.single("AAA", D("10.01"))) == []
    found = broker.order("all")
    assert found is not None
    assert (found.status, found.reason) == (OrderStatus.REJECTED, Reason.INSUFFICIENT_FUNDS)
    assert broker.cash == 1000


def test_cancelling_what_is_final_or_unknown_changes_nothing(broker: PaperBroker) -> None:
    broker.submit(order("x"))
    broker.on_quote(Quote.single("AAA", D(10)))
    cancelled = broker.cancel("x")
    assert cancelled is not None
    assert cancelled.status is OrderStatus.FILLED
    assert broker.cancel("unknown") is None


def test_slippage_is_rounded_against_the_trader() -> None:
    costs = Costs(slippage=D(5))
    assert costs.slipped(Side.BUY, D("10.01"), D("0.01")) == D("10.02")
    assert costs.slipped(Side.SELL, D("10.01"), D("0.01")) == D("10.00")


def test_cost_of_a_position_goes_with_the_units() -> None:
    bought = Fill(1, "AAA", Side.BUY, D(3), D(10), D(0), D(0))
    sold = Fill(2, "AAA", Side.SELL, D(1), D(20), D(0), D(0))
    position = Position("AAA").after(bought).after(sold)
    assert (position.quantity, position.cost) == (D(2), D(20))
    gone = position.after(Fill(3, "AAA", Side.SELL, D(2), D(5), D(0), D(0)))
    assert (gone.quantity, gone.cost) == (D(0), D(0))


steps = st.lists(
    st.one_of(
        st.tuples(
            st.sampled_from(Side),
            st.integers(1, 60),
            st.sampled_from(OrderType),
            st.integers(500, 1500),
            st.sampled_from(SYMBOLS),
        ),
        st.tuples(st.sampled_from(SYMBOLS), st.integers(500, 1500)),
    ),
    max_size=25,
)


@settings(max_examples=25, deadline=None)
@given(steps)
def test_cash_and_positions_are_the_sum_of_the_fills(
    tmp_path_factory: pytest.TempPathFactory, taken: list[tuple[object, ...]]
) -> None:
    path = tmp_path_factory.mktemp("paper") / "account.db"
    store = Store(path)
    broker = PaperBroker(store, [Instrument(each) for each in SYMBOLS], Costs(), D(2000))
    for number, step in enumerate(taken):
        if len(step) == 2:
            symbol, cents = step
            broker.on_quote(Quote.single(str(symbol), D(str(cents)) / 100))
        else:
            side, quantity, kind, cents, symbol = step
            limit = None if kind is OrderType.MARKET else D(str(cents)) / 100
            broker.submit(
                OrderRequest(str(number), str(symbol), side, D(str(quantity)), kind, limit)  # type: ignore[arg-type]  # of five
            )
    cash = D(2000)
    held = dict.fromkeys(SYMBOLS, D(0))
    for fill in broker.fills:
        cash -= fill.side.sign * fill.quantity * fill.price + fill.commission
        held[fill.symbol] += fill.side.sign * fill.quantity
        assert cash >= 0
        assert held[fill.symbol] >= 0
    state = (broker.cash, dict(broker.positions), broker.open_orders, broker.fills)
    assert broker.cash == cash
    assert {name: each.quantity for name, each in broker.positions.items()} == {
        name: each for name, each in held.items() if each
    }
    store.close()
    again = Store(path)
    reopened = PaperBroker(again, [Instrument(each) for each in SYMBOLS], Costs(), D(5))
    assert state == (
        reopened.cash,
        dict(reopened.positions),
        reopened.open_orders,
        reopened.fills,
    )
    again.close()


_CRASH = """
import os, sys
from decimal import Decimal as D
from pathlib import Path
from rustybt_ops.brokers.orders import Costs, Instrument, OrderRequest, Quote, Side
from rustybt_ops.brokers.paper import PaperBroker
from rustybt_ops.brokers.store import Store
broker = PaperBroker(Store(Path(sys.argv[1])), [Instrument("AAA")], Costs(), D(100_000_000))
broker.on_quote(Quote.single("AAA", D(10)))
for number in range(1_000_000):
    if number == 5:
        print("ready", flush=True)
    broker.submit(OrderRequest(str(number), "AAA", Side.BUY, D(1)))
    broker.on_quote(Quote.single("AAA", D(10)))
"""


def test_kill_leaves_a_consistent_account(tmp_path: Path) -> None:
    path = tmp_path / "account.db"
    process = subprocess.Popen(
        [sys.executable, "-c", _CRASH, str(path)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    with process.stdout:
        assert process.stdout.readline() == "ready\n"
        process.send_signal(signal.SIGKILL)
    process.wait()
    store = Store(path)
    broker = PaperBroker(store, [Instrument("AAA")])
    fills = broker.fills
    assert len(fills) > 3
    assert broker.positions["AAA"].quantity == len(fills)
    assert broker.cash == 100_000_000 + sum((fill.cash_flow for fill in fills), D(0))
    assert len(broker.open_orders) <= 1
    store.close()


def test_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "account.db"
    path.write_text("this is not a database, and never was one" * 50)
    with pytest.raises(ServiceError) as caught:
        Store(path)
    assert caught.value.kind == "storage"


def test_probe_itemises_what_differs() -> None:
    check = verdict("x", "good", Expected("cash", D(1), D(2)), Expected("units", 1, 1))
    assert (check.status, check.detail) == ("fail", "1 of 2 figures differ")
    assert check.items == ("cash: expected 1, found 2",)
