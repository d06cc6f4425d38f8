"""The work that is measured: always the same, from prices that a program makes up."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

from rustybt_ops.deadline import Deadline
from rustybt_ops.feeds.bars import Bars, Interval, Query
from rustybt_ops.feeds.csvfile import CsvSource
from rustybt_ops.results.model import Endpoint, Network
from rustybt_ops.trading.algorithm import Algorithm
from rustybt_ops.trading.engine import Engine
from rustybt_ops.trading.feed import HistoricalFeed

WORKLOAD = 1  # to be raised with any change of the work: old baselines are not comparable then

_START = 1_451_606_400_000  # 1 January 2016
_BARS = 20_000
_ROWS = 50_000
_CSV, _BUNDLE = "bars.csv", "bundle"
_SYMBOL = "AAA"
_TIMEOUT = 300.0


class Suite(StrEnum):
    """A group of cases."""

    BACKTEST = "backtest"
    DATA = "data"
    MEMORY = "memory"


@dataclass(frozen=True, slots=True)
class Case:
    """One piece of work.

    Attributes:
        suite: Where it belongs.
        what: What it does, for a reader.
        prepare: Makes everything that is not measured and returns the work; the work returns
            how many bars it went through, and its result as text.
    """

    suite: Suite
    what: str
    prepare: Callable[[Path], Callable[[], tuple[int, str]]]


def walk(symbol: str, count: int) -> Bars:
    """Hourly bars of made-up prices in whole cents; the same for the same symbol."""
    dice = random.Random(f"benchmark-{symbol}").random  # noqa: S311 - prices, not secrets
    bars, close = Bars(symbol, Interval.HOUR), 10_000.0
    for number in range(count):
        opened = close
        close = max(500.0, opened * (1 + 0.01 * (dice() - 0.4995)))
        high, low = max(opened, close) * 1.001, min(opened, close) * 0.999
        prices = [round(each) / 100 for each in (opened, high, low, close)]
        volume = float(10_000 + int(90_000 * dice()))
        bars.add(_START + number * Interval.HOUR.step, (*prices, volume))  # type: ignore[arg-type]  # four
    return bars


class MadeUp:
    """A source that makes up its bars."""

    endpoint = Endpoint("data", "made up", Network.LOCAL)
    versions: Mapping[str, str] = {}

    def __init__(self, count: int) -> None:
        self._count = count

    def calendar(self, symbol: str) -> str:  # noqa: ARG002 - the interface
        """They come every hour."""
        return "24/7"

    def fetch(self, query: Query, deadline: Deadline) -> Bars:  # noqa: ARG002 - the interface
        """Make them up."""
        return walk(query.symbol, self._count)


def _backtest(name: str, count: int) -> Callable[[Path], Callable[[], tuple[int, str]]]:
    def prepare(_: Path) -> Callable[[], tuple[int, str]]:
        from rustybt_ops.bench import strategies  # noqa: PLC0415 - other cases do not need it

        made: type[Algorithm] = getattr(strategies, name)
        feed = HistoricalFeed(MadeUp(count), Interval.HOUR, timeout=_TIMEOUT)
        engine = Engine(made(), feed, capital=Decimal(100_000))

        def work() -> tuple[int, str]:
            outcome = engine.run()
            value = f"{outcome.portfolio.portfolio_value:.6f}"
            return outcome.bars, f"{value} after {len(outcome.fills)} fills"

        return work

    return prepare


def _loading(
    open_source: Callable[[Path], object],
) -> Callable[[Path], Callable[[], tuple[int, str]]]:
    def prepare(folder: Path) -> Callable[[], tuple[int, str]]:
        source = open_source(folder)
        query = Query(_SYMBOL, None, None, Interval.HOUR)

        def work() -> tuple[int, str]:
            bars: Bars = source.fetch(query, Deadline(_TIMEOUT))  # type: ignore[attr-defined]  # a source
            return len(bars), f"last close {bars.close[-1]}"

        return work

    return prepare


def _open_csv(folder: Path) -> object:
    return CsvSource(folder / _CSV)


def _open_bundle(folder: Path) -> object:
    import pyarrow.parquet  # type: ignore[import-untyped]  # noqa: F401, PLC0415 - before the clock starts

    from rustybt_ops.feeds.bundle import BundleSource  # noqa: PLC0415 - needs pyarrow

    return BundleSource(folder / _BUNDLE)


CASES = {
    "buy-and-hold": Case(Suite.BACKTEST, "buys once", _backtest("BuyAndHold", _BARS)),
    "sma-crossover": Case(Suite.BACKTEST, "SMA 10 over 30", _backtest("SmaCrossover", _BARS)),
    "mean-reversion": Case(Suite.BACKTEST, "a band of 20 bars", _backtest("MeanReversion", _BARS)),
    "rebalance": Case(Suite.BACKTEST, "five assets", _backtest("Rebalance", _BARS // 4)),
    "every-bar": Case(Suite.BACKTEST, "trades each bar", _backtest("EveryBar", _BARS)),
    "csv": Case(Suite.DATA, f"{_ROWS:,} rows of CSV", _loading(_open_csv)),
    "bundle": Case(Suite.DATA, f"{_ROWS:,} rows of Parquet", _loading(_open_bundle)),
    "memory-backtest": Case(
        Suite.MEMORY, f"{4 * _BARS:,} bars", _backtest("SmaCrossover", 4 * _BARS)
    ),
    "memory-csv": Case(Suite.MEMORY, f"{_ROWS:,} rows of CSV", _loading(_open_csv)),
}


def write_files(folder: Path, *, bundle: bool) -> None:
    """Write the files that the cases read."""
    bars = walk(_SYMBOL, _ROWS)
    lines = ["time,open,high,low,close,volume"]
    columns = (bars.open, bars.high, bars.low, bars.close, bars.volume)
    for moment, *values in zip(bars.times, *columns, strict=True):
        stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(moment // 1000))
        lines.append(",".join([stamp, *map(str, values)]))
    (folder / _CSV).write_text("\n".join(lines) + "\n")
    if bundle:
        from rustybt_ops.feeds.bundle_writer import write  # noqa: PLC0415 - needs pyarrow
        from rustybt_ops.feeds.manifest import Origin  # noqa: PLC0415 - the same

        origin = Origin("benchmark", Network.LOCAL, None, simulated=True, note="made up")
        write(folder / _BUNDLE, [bars], origin, "24/7")
