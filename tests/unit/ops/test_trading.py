# ruff: noqa: ANN401 - strategies take whatever context and data they are given
from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rustybt_ops import order, order_target, order_target_percent, record, symbol
from rustybt_ops.bench.workloads import walk
from rustybt_ops.brokers.orders import Fill, OrderStatus, OrderType, Reason, Side
from rustybt_ops.errors import ServiceError
from rustybt_ops.feeds.bars import Bars, Interval
from rustybt_ops.feeds.bundle import BundleSource
from rustybt_ops.feeds.bundle_writer import write as write_bundle
from rustybt_ops.feeds.csvfile import CsvSource
from rustybt_ops.feeds.manifest import Origin
from rustybt_ops.trading.algorithm import Algorithm, cancel_order, get_open_orders
from rustybt_ops.trading.assets import Asset
from rustybt_ops.trading.engine import Engine
from rustybt_ops.trading.errors import StrategyError, StrategyFileError
from rustybt_ops.trading.execution import FillRule, Terms
from rustybt_ops.trading.feed import HistoricalFeed
from rustybt_ops.trading.loader import from_functions, load_strategy
from rustybt_ops.trading.portfolio import Portfolio
from rustybt_ops.trading.series import Series

D = Decimal
FREE = Terms(per_unit=D(0), slippage=D(0), volume_share=None)
# the strategy of the acceptance document
SIMPLE = """\
from rustybt_ops import Algorithm
class SimpleStrategy(Algorithm):
    def initialize(self, context):
        self.symbol = self.sid('SPY')
    def handle_data(self, context, data):
        if not context.portfolio.positions[self.symbol]:
            self.order(self.symbol, 100)
"""
FLAT = [(10, 11, 9, 10, 1000), (20, 22, 18, 21, 1000), (30, 33, 27, 31, 1000), (40, 44, 36, 41, 99)]

Make = Callable[..., Engine]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """An engine over bars from 1 January 2024 on; B trades on every other day only."""

    def go(handle_data: Any, terms: Terms = FREE, *, initialize: Any = None, **more: Any) -> Engine:
        lines = ["date,open,high,low,close,volume,symbol"]
        for number, bar in enumerate(FLAT):
            lines.append(f"2024-01-0{number + 1},{','.join(map(str, bar))},A")
            if number % 2:
                lines.append(f"2024-01-0{number + 1},{','.join(map(str, bar))},B")
        path = tmp_path / "bars.csv"
        path.write_text("\n".join(lines) + "\n")
        strategy = from_functions(initialize or (lambda _: symbol("A")), handle_data, **more)
        return Engine(strategy, HistoricalFeed(CsvSource(path)), capital=D(1000), terms=terms)

    return go


def once(*orders: tuple[Any, ...], **prices: Any) -> Any:
    def handle_data(context: Any, _: Any) -> None:
        if not hasattr(context, "done"):
            context.done = [order(*each, **prices) for each in orders]

    return handle_data


def filled(engine: Engine) -> list[tuple[Any, ...]]:
    return [(f"{fill.side} {fill.quantity}", fill.price) for fill in engine.run().fills]


def test_the_strategy_of_the_founding_story(tmp_path: Path) -> None:
    path = tmp_path / "simple_strategy.py"
    path.write_text(SIMPLE)
    engine = Engine(load_strategy(path), HistoricalFeed(CsvSource()))
    outcome = engine.run()
    assert [(fill.symbol, fill.quantity) for fill in outcome.fills] == [("SPY", D(100))]
    assert outcome.bars > 2500
    spent = outcome.fills[0].price * 100 + D("0.1")
    assert engine.portfolio.cash == 100_000 - spent


def test_import_is_light() -> None:
    code = (
        "import sys, rustybt_ops; assert 'decimal' not in sys.modules;"
        "assert not [each for each in sys.modules if each.startswith('rustybt_ops.')];"
        "from rustybt_ops import Algorithm; assert 'click' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize(
    ("rule", "prices", "expected"),
    [
        (FillRule.CLOSE, {}, [("buy 5", D(21))]),
        (FillRule.RANGE, {}, [("buy 5", D(20))]),
        (FillRule.CLOSE, {"limit_price": 19}, []),
        (FillRule.RANGE, {"limit_price": 19}, [("buy 5", D(19))]),
        (FillRule.RANGE, {"limit_price": 25}, [("buy 5", D(20))]),
        (FillRule.CLOSE, {"limit_price": 21}, [("buy 5", D(21))]),
        (FillRule.CLOSE, {"stop_price": "30.5"}, [("buy 5", D(31))]),
        (FillRule.RANGE, {"stop_price": "30.5"}, [("buy 5", D("30.5"))]),
        (FillRule.RANGE, {"stop_price": 50}, []),
    ],
)
def test_where_a_purchase_fills(make: Make, rule: FillRule, prices: Any, expected: Any) -> None:
    terms = Terms(per_unit=D(0), slippage=D(0), volume_share=None, rule=rule)
    assert filled(make(once(("A", 5), **prices), terms)) == expected


def test_where_a_sale_fills(make: Make) -> None:
    terms = Terms(D(0), D(0), D(0), None, rule=FillRule.RANGE, borrowing=True)
    assert filled(make(once(("A", -5), limit_price=32), terms)) == [("sell 5", D(32))]
    assert filled(make(once(("A", -5), stop_price=19), terms)) == [("sell 5", D(19))]


def test_costs_are_exact_and_counted_once_an_order(make: Make) -> None:
    terms = Terms(D("0.01"), D(1), D(100), D("0.01"))  # at most 10 units a bar
    engine = make(once(("A", 15)), terms)
    fills = engine.run().fills
    assert [(fill.quantity, fill.price, fill.commission) for fill in fills] == [
        (D(10), D("21.21"), D(1)),
        (D(5), D("31.31"), D(0)),
    ]
    assert engine.portfolio.cash == 1000 - D("212.1") - D("156.55") - 1


def test_the_volume_cap_is_shared_by_the_orders_of_an_asset(make: Make) -> None:
    terms = Terms(D(0), D(0), D(0), D("0.01"))
    assert filled(make(once(("A", 7), ("A", 7)), terms)) == [
        ("buy 7", D(21)),
        ("buy 3", D(21)),
        ("buy 4", D(31)),
    ]


def test_a_cash_account_neither_borrows_nor_sells_what_it_lacks(make: Make) -> None:
    outcome = make(once(("A", 1000), ("A", -1))).run()
    assert [each.reason for each in outcome.orders] == [
        Reason.INSUFFICIENT_FUNDS,
        Reason.INSUFFICIENT_POSITION,
    ]
    assert outcome.portfolio.portfolio_value == 1000


def test_targets(make: Make) -> None:
    def handle_data(context: Any, data: Any) -> None:
        price = data.current("A", "close")
        if price == 10:
            order_target_percent("A", 0.5)
        elif price == 21:
            assert context.portfolio.positions["A"].amount == 50
            assert order_target("A", 50) is None
            order_target("A", "20")

    engine = make(handle_data, Terms(D(0), D(0), D(0), None, borrowing=True))
    assert filled(engine) == [("buy 50", D(21)), ("sell 30", D(31))]
    assert engine.portfolio.positions["A"].cost_basis == 21


def test_an_absent_position_is_zero_and_does_not_appear(make: Make) -> None:
    def handle_data(context: Any, _: Any) -> None:
        positions = context.portfolio.positions
        assert not positions["ZZZ"]
        assert (positions["ZZZ"].amount, positions["ZZZ"].last_sale_price, len(positions)) == (
            0,
            0,
            0,
        )

    assert make(handle_data).run().bars == 4


def test_quantities_are_whole_lots_towards_zero(make: Make) -> None:
    terms = Terms(D(0), D(0), D(0), None, lot=D("0.01"))
    assert filled(make(once(("A", "0.129")), terms)) == [("buy 0.12", D(21))]
    assert filled(make(once(("A", 0.1299999), ("A", 0.009)), terms)) == [("buy 0.13", D(21))]
    assert make(once(("A", "0.129"))).run().orders == []


def test_bars_from_a_bundle(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    bars = walk("BTC/USDT", 50)
    write_bundle(tmp_path / "b", [bars], Origin("csv", "file", None, True, ""), "24/7")  # noqa: FBT003 - simulated
    seen: list[Decimal] = []
    strategy = from_functions(
        lambda _: symbol("BTC/USDT"), lambda _, data: seen.append(data.current("BTC/USDT", "high"))
    )
    feed = HistoricalFeed(BundleSource(tmp_path / "b"), Interval.HOUR)
    Engine(strategy, feed).run()
    assert [str(each) for each in seen] == [repr(each) for each in bars.high]


def test_bars_that_a_live_feed_appends() -> None:
    bars = walk("A", 3)
    series = Series(Asset("A"), bars)
    assert series.window("volume", 5) == []
    series.append(bars.times[-1] + 1, (1.5, 2.0, 1.0, 1.25, 7.0))
    series.cursor = 3
    assert (series.close[3], series.current("price"), series.window("volume", 1)) == (
        D("1.25"),
        D("1.25"),
        [D("7.0")],
    )


def test_orders_can_be_cancelled(make: Make) -> None:
    def handle_data(_: Any, data: Any) -> None:
        if data.current("A", "close") == 10:
            order("A", 1, limit_price=5)
        for each in get_open_orders("A"):
            if data.current("A", "close") == 31:
                cancel_order(each.id)

    order_ = make(handle_data).run().orders[0]
    assert (order_.status, order_.kind, order_.created) == (
        OrderStatus.CANCELLED,
        OrderType.LIMIT,
        1704067200000,
    )


def test_a_strategy_sees_no_bar_before_it_has_ended(make: Make) -> None:
    seen: list[Any] = []

    def early(_: Any, data: Any) -> None:
        seen.append(("early", str(data.current("A", "close"))))

    def handle_data(_: Any, data: Any) -> None:
        seen.append((str(data.current_dt.date()), [int(x) for x in data.history("A", "close", 2)]))
        record(close=data.current("A", "price"))

    outcome = make(handle_data, before_trading_start=early).run()
    assert seen[:4] == [
        ("early", "NaN"),
        ("2024-01-01", [10]),
        ("early", "10.0"),
        ("2024-01-02", [10, 21]),
    ]
    assert [each["close"] for each in outcome.records.values()] == [10, 21, 31, 41]


def test_assets_that_do_not_trade_each_day(make: Make) -> None:
    seen: list[Any] = []

    def initialize(context: Any) -> None:
        context.assets = [symbol("A"), symbol("B")]

    def handle_data(context: Any, data: Any) -> None:
        closes = data.current(context.assets, "close")
        seen.append((data.can_trade("B"), data.is_stale("B"), str(closes["B"])))
        assert data.history("B", ["open", "volume"], 9, "1d").keys() == {"open", "volume"}

    make(handle_data, initialize=initialize).run()
    assert seen == [
        (False, False, "NaN"),
        (True, False, "21.0"),
        (False, True, "21.0"),
        (True, False, "41.0"),
    ]


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (lambda _, __: order("B", 1), "orders 'B', which it has not declared"),
        (lambda _, __: symbol("B"), "asks for B after the start"),
        (lambda _, __: order("A", float("nan")), "amount is NaN"),
        (lambda _, __: order("A", "many"), "amount is 'many', no number"),
        (lambda _, __: order("A", 1, limit_price=0), "limit_price is 0, not above zero"),
        (lambda _, __: order("A", 1, 2, 3), "a limit price or a stop price, not both"),
        (lambda _, data: data.current("A", "clsoe"), "Did you mean close"),
        (lambda _, data: data.current("B", "close"), "asks for B, which it has not declared"),
        (lambda _, data: data.history("A", "close", 0), "bar_count above zero"),
        (lambda _, data: data.history("A", "close", 2, "1m"), "cannot give '1m'"),
        (lambda _, __: 1 // 0, "handle_data raised ZeroDivisionError"),
        (lambda _, __: sys.exit(0), "handle_data raised SystemExit: 0"),
    ],
)
def test_faults_of_a_strategy_are_told_with_the_bar(make: Make, act: Any, words: str) -> None:
    with pytest.raises(StrategyError) as caught:
        make(act).run()
    assert words in caught.value.message
    assert caught.value.message.endswith("(bar 1, 2024-01-01)")
    assert __file__ in caught.value.message


def test_a_fault_in_the_hundredth_bar(tmp_path: Path) -> None:
    path = tmp_path / "late.py"
    path.write_text(
        "from rustybt_ops import symbol\n"
        "def initialize(context):\n    context.n = 0\n    symbol('SPY')\n"
        "def handle_data(context, data):\n    context.n += 1\n"
        "    if context.n == 100:\n        raise ValueError('enough')\n"
    )
    engine = Engine(load_strategy(path), HistoricalFeed(CsvSource()))
    with pytest.raises(StrategyError, match=r"late.py:8: handle_data raised ValueError: enough"):
        engine.run()
    assert engine.outcome.bars == 99


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("def handle_data(:\n", "strategy.py:1: invalid syntax"),
        ("x = 1\n", "defines no strategy"),
        ("from rustybt_ops import Algorithm\n", "defines no strategy"),
        ("from rustybt_ops import Algorithm\nclass A(Algorithm): pass\n", "A has no handle_data"),
        ("import os\nfrom rustybt import Algorithm\n", "strategy.py:2: the strategy imports 'rust"),
        ("from zipline.api import order\n", "imports 'zipline.api'"),
        ("import json\njson.loads('{')\n", "strategy.py:2: JSONDecodeError"),
        ("raise SystemExit(3)\n", "strategy.py:1: SystemExit: 3"),
        ("x = '\0'\n", "source code"),
        ("x = (\n1\n", "strategy.py:1: '(' was never closed\n    x = ("),
        ("# coding: nope\n", "strategy.py: unknown encoding: nope"),
        (f"x = {'-' * 50_000}1\n", "strategy.py is no Python source"),
        (SIMPLE + SIMPLE.replace("Simple", "Other"), "several strategies"),
    ],
)
def test_faults_of_a_file(tmp_path: Path, source: str, words: str) -> None:
    path = tmp_path / "strategy.py"
    path.write_text(source)
    with pytest.raises(StrategyFileError) as caught:
        load_strategy(path)
    assert words in caught.value.message
    assert caught.value.exit_code == 2
    assert str(tmp_path) not in sys.path


def test_a_fault_in_a_file_that_the_strategy_imports(tmp_path: Path) -> None:
    (tmp_path / "of_the_strategy.py").write_text("\nx = (\n")
    path = tmp_path / "strategy.py"
    path.write_text("import of_the_strategy\n")
    with pytest.raises(StrategyFileError, match=r"of_the_strategy.py:2: '\(' was never closed"):
        load_strategy(path)


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "strategy.py"
    os.mkfifo(path)
    with pytest.raises(StrategyFileError, match="it is a pipe or a device"):
        load_strategy(path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StrategyFileError, match="No such file"):
        load_strategy(tmp_path / "none.py")


def test_unknown_symbols_and_no_symbols(make: Make) -> None:
    with pytest.raises(ServiceError, match="holds no ZZ"):
        make(once(), initialize=lambda _: symbol("ZZ"))
    with pytest.raises(StrategyError, match="declares no symbol"):
        make(once(), initialize=lambda _: None)


def test_prices_that_are_none(tmp_path: Path) -> None:
    path = tmp_path / "bars.csv"
    path.write_text("date,open,high,low,close,volume\n2024-01-01,1,1,1,nan,5\n")
    strategy = from_functions(lambda _: symbol("A"), lambda *_: None)
    with pytest.raises(ServiceError, match="2024-01-01: close is nan"):
        Engine(strategy, HistoricalFeed(CsvSource(path)))


def test_nothing_works_outside_a_run() -> None:
    with pytest.raises(StrategyError, match="only while a strategy runs"):
        Algorithm.symbol("SPY")


@settings(max_examples=60, deadline=None)
@given(
    trades=st.lists(
        st.tuples(
            st.integers(-50, 50).filter(bool), st.decimals("0.01", "999", places=2), st.booleans()
        ),
        max_size=30,
    )
)
def test_money_is_neither_made_nor_lost(trades: list[tuple[int, Decimal, bool]]) -> None:
    """Cash and amounts against a plain sum over the fills."""

    portfolio, series = Portfolio(D(0)), Series(Asset("A"), Bars("A", Interval.DAY))
    for amount, price, costly in trades:
        side = Side.BUY if amount > 0 else Side.SELL
        portfolio.book(Fill(1, "A", side, D(abs(amount)), price, D(int(costly)), D(0)), series)
    assert portfolio.positions["A"].amount == sum(amount for amount, _, _ in trades)
    paid = sum((amount * price + costly for amount, price, costly in trades), D(0))
    assert portfolio.cash == -paid
