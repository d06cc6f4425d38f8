# ruff: noqa: ANN401 - the objects of two engines
"""Our engine against zipline-reloaded: the same strategies, the same made-up prices.

`golden/zipline.json` was made by `golden/with_zipline.py`; it names the versions.
"""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import rustybt_ops
from rustybt_ops.feeds.bars import Bars, Interval, Query, label
from rustybt_ops.feeds.csvfile import CsvSource
from rustybt_ops.trading.engine import Engine
from rustybt_ops.trading.execution import Terms
from rustybt_ops.trading.feed import HistoricalFeed
from rustybt_ops.trading.loader import from_functions
from tests.unit.ops.golden import market, scenarios

D = Decimal
GOLDEN = json.loads((Path(__file__).parent / "golden" / "zipline.json").read_text())["scenarios"]


class Folder:
    """One CSV file a symbol."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def fetch(self, query: Query, deadline: Any) -> Bars:
        return CsvSource(self.folder / f"{query.symbol}.csv").fetch(query, deadline)


@pytest.fixture(scope="module")
def prices(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("prices")
    market.write(folder)
    return folder


def run(prices: Path, name: str) -> Engine:
    kind, points, share = scenarios.SCENARIOS[name]
    strategy = scenarios.Strategy(rustybt_ops, kind)
    terms = Terms(
        minimum=D(1 if kind == "big" else 0),
        slippage=D(points),
        volume_share=D(str(share)),
        borrowing=True,
    )
    feed = HistoricalFeed(Folder(prices))  # type: ignore[arg-type]  # only `fetch` is called
    functions = from_functions(strategy.initialize, strategy.handle_data)
    engine = Engine(functions, feed, capital=D(1_000_000), terms=terms)
    engine.run()
    return engine


def fills_of(engine: Engine) -> list[list[Any]]:
    """The fills by asset: within a bar, zipline goes by asset and we go by the age of the order."""
    made = [
        [fill.symbol, int(fill.side.sign * fill.quantity), round(float(fill.price), 9)]
        for fill in engine.outcome.fills
    ]
    return sorted(made, key=lambda fill: fill[0])


def golden_fills(name: str) -> list[list[Any]]:
    fills = [
        [symbol, amount, round(price, 9)] for _, symbol, amount, price in GOLDEN[name]["fills"]
    ]
    return sorted(fills, key=lambda fill: fill[0])


EXACT = [name for name in scenarios.SCENARIOS if name != "limit-slipped"]


@pytest.mark.parametrize("name", EXACT)
def test_every_fill_and_the_final_value_are_those_of_zipline(prices: Path, name: str) -> None:
    engine, golden = run(prices, name), GOLDEN[name]
    assert len(golden["fills"]) >= 10
    assert fills_of(engine) == golden_fills(name)
    assert engine.outcome.bars == golden["bars"]
    # zipline computes in floats: the eleventh significant digit is noise
    assert float(engine.portfolio.portfolio_value) == pytest.approx(golden["final_value"], 1e-11)
    assert float(engine.portfolio.cash) == pytest.approx(golden["cash"], 1e-11)
    ours = [float(each) for each in engine.outcome.values[::20]]
    assert ours == pytest.approx(golden["values"], abs=2e-6)


def test_a_limit_order_never_fills_beyond_its_limit(prices: Path) -> None:
    """Here we differ on purpose: zipline lets slippage carry a fill past the limit."""
    name = "limit-slipped"
    engine = run(prices, name)
    orders = {order.id: order for order in engine.outcome.orders}
    for fill in engine.outcome.fills:
        limit = orders[fill.order_id].price
        assert limit is not None
        assert (limit - fill.price) * fill.side.sign >= 0
    ours, theirs = fills_of(engine), golden_fills(name)
    assert [fill[:2] for fill in ours] == [fill[:2] for fill in theirs]
    for (symbol, amount, price), (_, _, slipped) in zip(ours, theirs, strict=True):
        sign = 1 if amount > 0 else -1
        assert slipped == pytest.approx(price * (1 + sign * 0.0005), abs=2e-9), symbol


def test_times_are_the_sessions(prices: Path) -> None:
    days = [label(moment, Interval.DAY) for moment in run(prices, "short").outcome.times]
    assert (days[0], len(days)) == ("2016-01-04", market.COUNT)


def table(prices: Path) -> list[str]:
    """The golden numbers beside ours, as the page on the engine shows them."""
    rows = ["| scenario | fills | final value, zipline-reloaded | final value, ours | same fills |"]
    rows.append("|---|---|---|---|---|")
    for name in scenarios.SCENARIOS:
        engine, golden = run(prices, name), GOLDEN[name]
        same = sum(
            one == other for one, other in zip(fills_of(engine), golden_fills(name), strict=True)
        )
        count = len(golden["fills"])
        value = engine.portfolio.portfolio_value
        rows.append(
            f"| {name} | {count} | {golden['final_value']:.6f} | {value:.6f} | {same} of {count} |"
        )
    return rows


def test_the_page_shows_these_numbers(prices: Path) -> None:
    page = (Path(__file__).parents[3] / "docs" / "explanation" / "engine.md").read_text("utf-8")
    assert "\n".join(table(prices)) in page
    made_with = json.loads((Path(__file__).parent / "golden" / "zipline.json").read_text())
    for name, version in made_with["made_with"].items():
        assert f"{name} {version}".lower() in page.lower()
