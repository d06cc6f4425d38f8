"""What the tests of paper trading have in common: bars without end, and a plan."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from rustybt_ops import Algorithm, order, symbol
from rustybt_ops.deadline import Deadline
from rustybt_ops.feeds.bars import Bars, Interval, Query
from rustybt_ops.paper.plan import Plan
from rustybt_ops.results.model import Endpoint, Network

START = 1_760_140_800_000  # 2025-10-11, midnight UTC
DAY = 86_400
INTERVAL = Interval.FIVE_MINUTES


class Waves:
    """Prices that go up and down, one bar after the other, around the clock."""

    endpoint = Endpoint("data", "waves", Network.FILE, simulated=True)
    versions: Mapping[str, str] = {}

    def __init__(self, seconds: int, interval: Interval = INTERVAL) -> None:
        self._count = seconds * 1000 // interval.step

    def calendar(self, symbol: str) -> str:
        assert symbol
        return "24/7"

    def fetch(self, query: Query, deadline: Deadline) -> Bars:
        assert deadline.remaining()
        bars = Bars(query.symbol, query.interval)
        for number in range(self._count):
            price = 100.0 + abs(number % 200 - 100)
            bars.add(
                START + number * query.interval.step, (price, price + 1, price - 1, price, 1e6)
            )
        return bars


class Churn(Algorithm):
    """Orders at each bar, by a count that it keeps itself."""

    def initialize(self, context: object) -> None:
        assert context
        self.asset, self.count = symbol("AAA"), 0

    def handle_data(self, context: object, data: object) -> None:
        assert context
        assert data
        self.count += 1
        order(self.asset, 10 if self.count % 3 else -15)


def plan(days: float, heartbeat: float = 15.0, interval: Interval = INTERVAL) -> Plan:
    duration = round(days * DAY)
    return Plan(
        run_id="5e55" * 8,
        strategy="churn.py",
        digest="",
        broker="paper",
        source="waves",
        exchange="",
        place=None,
        interval=interval,
        symbols=(),
        capital=Decimal(1_000_000),
        commission=Decimal("0.001"),
        minimum=Decimal(0),
        slippage=Decimal(5),
        lot=Decimal(1),
        tick=Decimal("0.01"),
        virtual=True,
        heartbeat=heartbeat,
        calendar=None,
        duration=duration,
        started=START,
        planned_end=START + duration * 1000,
    )
