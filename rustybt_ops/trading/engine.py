"""The loop: bars come, orders fill, the strategy decides."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from rustybt_ops.brokers.orders import Fill
from rustybt_ops.errors import OpsError
from rustybt_ops.feeds.bars import DAY, label
from rustybt_ops.trading.algorithm import CURRENT, Algorithm
from rustybt_ops.trading.bardata import BarData
from rustybt_ops.trading.book import Order, OrderBook
from rustybt_ops.trading.clocks import Clock, VirtualClock
from rustybt_ops.trading.context import Context
from rustybt_ops.trading.errors import StrategyError
from rustybt_ops.trading.execution import Terms
from rustybt_ops.trading.feed import Feed
from rustybt_ops.trading.loader import told, where
from rustybt_ops.trading.portfolio import Portfolio
from rustybt_ops.trading.series import Series
from rustybt_ops.trading.trader import Trader


@dataclass(slots=True)
class Outcome:
    """What a run came to.

    Attributes:
        portfolio: What the strategy owns in the end.
        orders: All orders, in the order in which they were placed.
        fills: All fills.
        times: The time of each bar.
        values: The value of the portfolio at the end of each bar.
        records: What the strategy recorded, by the number of the bar.
    """

    portfolio: Portfolio
    orders: Sequence[Order]
    fills: Sequence[Fill]
    times: array[int] = field(default_factory=lambda: array("q"))
    values: list[Decimal] = field(default_factory=list)
    records: dict[int, dict[str, object]] = field(default_factory=dict)

    @property
    def bars(self) -> int:
        """How many bars the strategy has seen."""
        return len(self.times)


class Engine:
    """Runs one strategy once.

    Each bar: the clock waits for its end, the orders placed before are held against it, and the
    strategy sees it. `before_trading_start` runs before the first bar of each UTC day, with what
    was known then.

    Args:
        strategy: What decides.
        feed: Where the bars come from.
        clock: What waits for them; by default a virtual one.
        capital: The cash it begins with.
        terms: How orders fill.

    Raises:
        StrategyError: `initialize` fails, or declares no symbol.
        ServiceError: The feed has no bars of a symbol.
    """

    def __init__(
        self,
        strategy: Algorithm,
        feed: Feed,
        *,
        clock: Clock | None = None,
        capital: Decimal = Decimal(100_000),
        terms: Terms | None = None,
    ) -> None:
        terms = terms or Terms()
        self.portfolio = Portfolio(capital)
        self.book = OrderBook(self.portfolio, terms)
        self.outcome = Outcome(self.portfolio, self.book.orders, self.book.fills)
        self._strategy = strategy
        self._feed = feed
        self._clock = clock or VirtualClock()
        self._trader = Trader(self.portfolio, self.book, terms.lot, feed.open)
        self._context = Context(self.portfolio)
        self._data = BarData(self._trader.series, feed.interval)
        self._early = _overrides(strategy, "before_trading_start")
        self._day: int | None = None
        self._call("initialize", strategy.initialize, self._context)
        if not self._trader.series:
            raise StrategyError(
                "the strategy declares no symbol", advice="Call symbol('SPY') in initialize."
            )
        self._trader.started = True

    def run(self) -> Outcome:
        """Run through all bars.

        Raises:
            StrategyError: The strategy raises; what was done before stays in `outcome`.
        """
        for _ in self.steps():
            pass
        return self.outcome

    def steps(self) -> Iterator[int]:
        """Run bar by bar and give out the time of each.

        Raises:
            StrategyError: The strategy raises.
        """
        strategy, feed, clock = self._strategy, self._feed, self._clock
        step = feed.interval.step
        for moment, fresh in feed:
            clock.wait_until(moment + step)
            self._session(moment)
            self._advance(moment, fresh)
            self._call("handle_data", strategy.handle_data, self._context, self._data)
            self._conclude(moment)
            yield moment

    def _session(self, moment: int) -> None:
        day = moment // DAY
        if day != self._day:
            self._day = day
            if self._early:
                early = self._strategy.before_trading_start
                self._data.advance(moment, {})
                self._call("before_trading_start", early, self._context, self._data)

    def _advance(self, moment: int, fresh: Mapping[str, Series]) -> None:
        for series in fresh.values():
            series.cursor += 1
        self._trader.now = moment
        self._data.advance(moment, fresh)
        if self.book.open:
            self.book.on_bars(fresh)

    def _conclude(self, moment: int) -> None:
        outcome = self.outcome
        if self._trader.records:
            outcome.records[outcome.bars] = dict(self._trader.records)
            self._trader.records.clear()
        outcome.times.append(moment)
        outcome.values.append(self.portfolio.portfolio_value)

    def _call(self, name: str, function: Callable[..., Any], *arguments: object) -> None:
        """Call the strategy; what it raises is told with its place and the bar."""
        token = CURRENT.set(self._trader)
        try:
            function(*arguments)
        except OpsError as error:
            if not isinstance(error, StrategyError):
                raise
            message = f"{where(error)}: {name}: {error.message}{self._when()}"
            raise StrategyError(message, advice=error.advice) from error
        except Exception as error:
            message = f"{where(error)}: {name} raised {told(error)}{self._when()}"
            raise StrategyError(message, advice="Correct the strategy.") from error
        finally:
            CURRENT.reset(token)

    def _when(self) -> str:
        if not self._trader.started:
            return ""
        bar = self.outcome.bars + 1
        return f" (bar {bar}, {label(self._trader.now, self._feed.interval)})"


def _overrides(strategy: Algorithm, name: str) -> bool:
    return getattr(type(strategy), name) is not getattr(Algorithm, name)
