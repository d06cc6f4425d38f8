"""The loop: bars come, orders fill, the strategy decides."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from rustybt_ops.brokers.orders import Fill
from rustybt_ops.errors import OpsError
from rustybt_ops.feeds.bars import DAY, label
from rustybt_ops.trading.algorithm import CURRENT, Algorithm
from rustybt_ops.trading.bardata import BarData
from rustybt_ops.trading.book import Order, OrderBook
from rustybt_ops.trading.context import Context
from rustybt_ops.trading.errors import StrategyError
from rustybt_ops.trading.execution import Terms
from rustybt_ops.trading.feed import Feed
from rustybt_ops.trading.loader import told, where
from rustybt_ops.trading.portfolio import Portfolio
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

    Each bar: the orders placed before are held against it, and the strategy sees it. Waiting for a
    bar is the feed's part. `before_trading_start` runs before the first bar of each UTC day, with
    what was known then.

    Args:
        strategy: What decides.
        feed: Where the bars come from.
        capital: The cash it begins with.
        terms: How orders fill.
        book: Makes what takes the orders; by default a book in memory.
        symbols: Symbols to declare before the strategy does, which finds them in
            `context.symbols`.

    Raises:
        StrategyError: `initialize` fails, or declares no symbol.
        ServiceError: The feed has no bars of a symbol.
    """

    def __init__(
        self,
        strategy: Algorithm,
        feed: Feed,
        *,
        capital: Decimal = Decimal(100_000),
        terms: Terms | None = None,
        book: Callable[[Portfolio, Terms], OrderBook] = OrderBook,
        symbols: Sequence[str] = (),
    ) -> None:
        terms = terms or Terms()
        self.portfolio = Portfolio(capital)
        self.book = book(self.portfolio, terms)
        self.outcome = Outcome(self.portfolio, self.book.orders, self.book.fills)
        self._strategy = strategy
        self._feed = feed
        self._trader = Trader(self.portfolio, self.book, terms.lot, feed.open)
        self._context = Context(self.portfolio)
        self._data = BarData(self._trader.series, feed.interval)
        self._early = _overrides(strategy, "before_trading_start")
        self._tomorrow = -(1 << 62)  # the end of the UTC day of the latest bar
        self._context.symbols = [self._trader.symbol(each) for each in symbols]
        self._call("initialize", strategy.initialize, self._context)
        if not self._trader.series:
            raise StrategyError(
                "the strategy declares no symbol", advice="Call symbol('SPY') in initialize."
            )
        self._trader.started = True

    @property
    def symbols(self) -> list[str]:
        """The symbols that are part of the run."""
        return list(self._trader.series)

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
        handle, context, data = self._strategy.handle_data, self._context, self._data
        trader, outcome, portfolio = self._trader, self.outcome, self.portfolio
        waiting, on_bars = self.book.open, self.book.on_bars
        keep_time, keep_value = outcome.times.append, outcome.values.append
        enter, leave = CURRENT.set, CURRENT.reset
        for moment, fresh in self._feed:
            if moment >= self._tomorrow:
                self._session(moment)
            for series in fresh.values():
                series.cursor += 1
            trader.now = moment
            data.advance(moment, fresh)
            if waiting:
                on_bars(fresh)
            token = enter(trader)
            try:
                handle(context, data)
            except (Exception, SystemExit) as error:
                raise self._told("handle_data", error) from error
            finally:
                leave(token)
            if trader.records:
                outcome.records[outcome.bars] = trader.taken()
            keep_time(moment)
            keep_value(portfolio.portfolio_value)
            yield moment

    def _session(self, moment: int) -> None:
        self._tomorrow = (moment // DAY + 1) * DAY
        if self._early:
            early = self._strategy.before_trading_start
            self._data.advance(moment, {})
            self._call("before_trading_start", early, self._context, self._data)

    def _call(self, name: str, function: Callable[..., Any], *arguments: object) -> None:
        """Call the strategy; what it raises is told with its place and the bar."""
        token = CURRENT.set(self._trader)
        try:
            function(*arguments)
        except (Exception, SystemExit) as error:
            raise self._told(name, error) from error
        finally:
            CURRENT.reset(token)

    def _told(self, name: str, error: BaseException) -> OpsError:
        """What to raise for an exception that comes out of the strategy."""
        if isinstance(error, StrategyError):
            message = f"{where(error)}: {name}: {error.message}{self._when()}"
            return StrategyError(message, advice=error.advice)
        if isinstance(error, OpsError):  # the feed's, which the strategy cannot help
            return error
        message = f"{where(error)}: {name} raised {told(error)}{self._when()}"
        return StrategyError(message, advice="Correct the strategy.")

    def _when(self) -> str:
        if not self._trader.started:
            return ""
        bar = self.outcome.bars + 1
        return f" (bar {bar}, {label(self._trader.now, self._feed.interval)})"


def _overrides(strategy: Algorithm, name: str) -> bool:
    return getattr(type(strategy), name) is not getattr(Algorithm, name)
