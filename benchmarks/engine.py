"""The strategy engine against a bare loop in Decimal and against its peers, and the rule's power.

    python -m benchmarks.engine [--peer PYTHON]...

Every figure is processor time of the loop alone, the samples taken in turn. A peer is measured in
its own environment, given by its interpreter: one with zipline-reloaded or bt installed.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path

from benchmarks.measure import Ratio
from rustybt_ops.bench.compare import FASTEST_LIMIT, MEDIAN_LIMIT, ROUNDS
from rustybt_ops.bench.strategies import SYMBOLS, SmaCrossover
from rustybt_ops.bench.workloads import MadeUp, walk
from rustybt_ops.feeds.bars import Interval
from rustybt_ops.trading.engine import Engine
from rustybt_ops.trading.feed import HistoricalFeed

BARS = 20_000
_FAST, _SLOW = 10, 30
_LEAST_SPEED = 2.0  # times the processor time of the bare loop
_PEER = Path(__file__).with_name("engine_peer.py")


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


def engine() -> float:
    """The engine's loop, with the conversion of the volumes that it alone needs."""
    made = _engine()
    started = time.process_time()
    made.run()
    return time.process_time() - started


def in_turn(samples: Sequence[Callable[[], float]], rounds: int = 7) -> list[float]:
    """The median of each, taken in turn so that drift hits all alike."""
    taken = [[sample() for sample in samples] for _ in range(rounds)]
    return [statistics.median(column) for column in zip(*taken, strict=True)]


def peer(python: str) -> tuple[str, float]:
    """The bars a second of a peer, measured by its own interpreter."""
    done = subprocess.run(  # noqa: S603 - the interpreter that was given
        [python, "-W", "ignore", str(_PEER)], capture_output=True, text=True, check=True
    )
    told = json.loads(done.stdout.splitlines()[-1])
    return str(told["name"]), float(told["bars_per_second"])


def power(samples: Sequence[float], factor: float, trials: int = 4000) -> float:
    """How often the rule fires when one of two sets of ten rounds is this much slower.

    Both sets are drawn from measured rounds, so the noise is this machine's.
    """
    dice = random.Random(f"{factor}")  # noqa: S311 - a simulation
    fired = 0
    for _ in range(trials):
        before = [dice.choice(samples) for _ in range(ROUNDS)]
        after = [factor * dice.choice(samples) for _ in range(ROUNDS)]
        middle = statistics.median(after) / statistics.median(before)
        fired += middle > MEDIAN_LIMIT and min(after) / min(before) > FASTEST_LIMIT
    return fired / trials


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a Markdown table; the exit code is 1 if the limit is not kept."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--peer", action="append", default=[], metavar="PYTHON")
    given = parser.parse_args(arguments)
    loop, ours = in_turn([bare_loop, engine])
    speed = BARS / ours
    rows = [Ratio("engine", "bare loop", ours / loop, _LEAST_SPEED, f"{speed:,.0f} bars/s")]
    for python in given.peer:
        name, other = peer(python)
        rows.append(Ratio("engine", name, other / speed, 1.0, f"{other:,.0f} bars/s there"))
    print("| measured | against | ratio | limit | |\n|---|---|---|---|---|")  # noqa: T201 - the report
    for row in rows:
        print(row.row())  # noqa: T201 - the report
    rounds = [engine() for _ in range(40)]
    print("\n| slower by | found by the rule |\n|---|---|")  # noqa: T201 - the report
    for percent in (0, 10, 21, 25, 30, 50):
        print(f"| {percent}% | {power(rounds, 1 + percent / 100):.2%} |")  # noqa: T201 - the report
    return 0 if all(row.kept for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
