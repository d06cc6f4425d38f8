"""The strategy engine against a bare loop in Decimal, and beside its peers.

Every figure is processor time of the loop alone, the samples taken in turn. The peers run in
environments of their own, see `benchmarks.peers`.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from decimal import Decimal

from benchmarks.measure import Ratio, Skipped, interleaved
from benchmarks.peers import PEERS, UnavailableError, bars_per_second
from rustybt_ops.bench.strategies import SYMBOLS, SmaCrossover
from rustybt_ops.bench.workloads import MadeUp, walk
from rustybt_ops.feeds.bars import Interval
from rustybt_ops.trading.engine import Engine
from rustybt_ops.trading.feed import HistoricalFeed

BARS = 20_000
_FAST, _SLOW = 10, 30
_LEAST_SPEED = 2.0  # times the processor time of the bare loop
_PEER_ROUNDS = 3


def bare_loop() -> float:
    """The same arithmetic without an engine: two means a bar, orders filled at the next close."""
    bars = walk(SYMBOLS[0], BARS)
    factors = {True: Decimal("1.0005"), False: Decimal("0.9995")}
    cash, held, wanted = Decimal(100_000), Decimal(0), Decimal(0)
    values = []
    closes = [Decimal(repr(each)) for each in bars.close]
    started = time.process_time()
    for number, close in enumerate(closes):
        if wanted != held:
            amount = wanted - held
            cash -= amount * close * factors[amount > 0] + abs(amount) * Decimal("0.001")
            held = wanted
        prices = closes[max(0, number + 1 - _SLOW) : number + 1]
        if len(prices) == _SLOW:
            rising = sum(prices[-_FAST:]) * (_SLOW // _FAST) > sum(prices)
            if rising != bool(held):
                wanted = Decimal(100) if rising else Decimal(0)
        values.append(cash + held * close)
    took = time.process_time() - started
    require_same(values[-1])
    return took


def require_same(value: Decimal) -> None:
    """Stop if the bare loop has not computed what the engine does.

    Raises:
        RuntimeError: The final values differ.
    """
    ours = _engine()
    ours.run()
    if ours.portfolio.portfolio_value != value:
        raise RuntimeError(f"the loop ends with {value}, {ours.portfolio.portfolio_value} is right")


def _engine() -> Engine:
    return Engine(SmaCrossover(), HistoricalFeed(MadeUp(BARS), Interval.HOUR, timeout=300))


def our_loop() -> float:
    """The engine's loop, with the conversion of the volumes that its orders meet."""
    made = _engine()
    started = time.process_time()
    made.run()
    return time.process_time() - started


def engine() -> Iterator[Ratio | Skipped]:
    """Measure: a run with `data.history(30)` at each bar."""
    loop, ours = interleaved(bare_loop, our_loop)
    speed = BARS / ours
    yield Ratio("engine, SMA 10/30", "bare loop", ours / loop, _LEAST_SPEED, f"{speed:,.0f} bars/s")
    for name in PEERS:
        yield _beside(name, speed)


def _beside(name: str, speed: float) -> Ratio | Skipped:
    """A peer's speed over ours."""
    try:
        rounds = [bars_per_second(name) for _ in range(_PEER_ROUNDS)]
    except UnavailableError as error:
        return Skipped("engine, SMA 10/30", name, str(error))
    other = statistics.median(rounds)
    return Ratio("engine, SMA 10/30", name, other / speed, 1.0, f"{other:,.0f} bars/s there")
