"""From a live feed to the engine: what comes is checked, kept, and only then given out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from math import isfinite

from rustybt_ops.errors import FailureKind, OpsError, RateLimitedError, ServiceError
from rustybt_ops.feeds.bars import DAY, Bars
from rustybt_ops.feeds.live import LiveBar, LiveFeed
from rustybt_ops.journal.events import Category, Kind, stamp
from rustybt_ops.journal.writer import Journal
from rustybt_ops.paper.clocks import SessionClock
from rustybt_ops.paper.gather import Gather
from rustybt_ops.paper.state import State
from rustybt_ops.paper.troubles import Troubles
from rustybt_ops.paper.work import Work
from rustybt_ops.trading.assets import Asset
from rustybt_ops.trading.series import Series

_LONGEST_WAIT = {False: 1.0, True: 60.0}  # seconds of one poll, by whether the clock is virtual
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0  # seconds after an error
_FUTURE = DAY  # a clock of ours that was set back must not cost us the bars
_NETWORK = {FailureKind.NETWORK, FailureKind.SERVICE_DOWN, FailureKind.RATE_LIMIT}


class Intake:
    """The engine's feed in a session.

    Bars that the session has already are given out first, so that a resumed strategy goes through
    them again; then those that come.

    Args:
        feed: Where bars come from.
        state: Where they are kept.
        journal: Where they are told of, in the same database.
        clock: What time it is.
        work: Told when the strategy begins and ends.
        troubles: Told of what goes wrong.
        persist: Calls what writes until the disk takes it.
        left: Seconds until the session is over.
        opened: Told of each symbol.
        priced: Told of each symbol's latest price, within the transaction that keeps it.
        watch: Called between two polls, and at each bar of the past.
        alert: Told when the data begin to fail.
    """

    def __init__(  # noqa: PLR0913 - each part of a session has a say
        self,
        feed: LiveFeed,
        state: State,
        journal: Journal,
        clock: SessionClock,
        work: Work,
        troubles: Troubles,
        *,
        persist: Callable[[Callable[[], None]], None],
        left: Callable[[], float],
        opened: Callable[[str], None],
        priced: Callable[[str, Decimal], None],
        watch: Callable[[], None],
        alert: Callable[[str], None],
    ) -> None:
        self.interval = feed.interval
        self._feed = feed
        self._state = state
        self._journal = journal
        self._clock = clock
        self._work = work
        self._troubles = troubles
        self._persist = persist
        self._left = left
        self._opened = opened
        self._priced = priced
        self._watch = watch
        self._alert = alert
        self._series: dict[str, Series] = {}
        self._stored = state.groups()
        self._last = state.last_bar()
        self._gather: Gather | None = None
        self._subscribed = False
        self._moment = 0
        self._pause = 0.0
        self._again = 0.0  # when to poll again after an error

    def open(self, asset: Asset) -> Series:
        """The bars of an asset, empty at first."""
        self._opened(asset.symbol)
        series = Series(asset, Bars(asset.symbol, self.interval))
        self._series[asset.symbol] = series
        return series

    def settle(self) -> int:
        """Bring the cursors to the latest bars, wherever the strategy raised; the bars' time."""
        for series in self._series.values():
            series.cursor = len(series.times) - 1
        return self._moment

    def subscribe(self) -> None:
        """Ask the feed for the symbols.

        Raises:
            ServiceError: It cannot give them.
            ConfigurationError: It never will.
        """
        self._feed.subscribe(list(self._series), self._last)
        self._subscribed = True

    def __iter__(self) -> Iterator[tuple[int, Mapping[str, Series]]]:
        """The bars by their time, until the session is over."""
        for time, bars in self._past():
            yield from self._given(time, {bar.symbol: bar for bar in bars})
        self._gather = self._gather or Gather(list(self._series), self._last)
        while (group := self._next(self._gather)) is not None:
            time, found = group
            self._persist(lambda: self._keep(found))  # noqa: B023 - called at once
            yield from self._given(time, found)

    def _past(self) -> Iterator[tuple[int, list[LiveBar]]]:
        """The bars that the session has already, unless it is asked to stop."""
        whole = self._state.times()
        for number, group in enumerate(self._stored, self._work.again[0] + 1):
            if self._work.stopping:
                return
            self._work.again = number, whole
            self._watch()
            yield group

    def _given(
        self, time: int, bars: Mapping[str, LiveBar]
    ) -> Iterator[tuple[int, Mapping[str, Series]]]:
        fresh: dict[str, Series] = {}
        for symbol, bar in bars.items():
            series = self._series.get(symbol)
            if series is not None:  # a changed strategy may want other symbols than before
                series.append(time, bar[2:])
                fresh[series.asset] = series
        if fresh:
            self._moment = time
            self._work.begin(self._clock.steady())
            yield time, fresh

    def _next(self, gather: Gather) -> tuple[int, Mapping[str, LiveBar]] | None:
        """The next bars; None when the session is over."""
        if self._work.since is not None:
            self._work.end(stamp(self._clock.now() / 1000))
        while not self._work.stopping and self._left() > 0:
            group = gather.take(self._clock.steady())
            if group is not None:
                return group
            self._poll(gather)
            self._watch()
        return None

    def _poll(self, gather: Gather) -> None:
        now = self._clock.steady()
        wait = min(_LONGEST_WAIT[self._clock.virtual], self._left())
        if self._again > now:
            self._clock.wait(min(wait, self._again - now))
            return
        waiting = gather.left(now)
        try:
            if not self._subscribed:
                self.subscribe()
            bars = self._feed.poll(wait if waiting is None else min(wait, waiting))
        except OpsError as error:
            self._failed(error)
            return
        self._pause = 0.0
        for bar in bars:
            fault = self._fault(bar) or gather.add(bar, self._clock.steady())
            if fault:
                self._troubles.note(Category.FEED, fault, self._clock.steady())

    def _failed(self, error: OpsError) -> None:
        """Record why there are no data, and be patient."""
        kind = error.kind if isinstance(error, ServiceError) else FailureKind.CONFIGURATION
        category = Category.NETWORK if kind in _NETWORK else Category.FEED
        now = self._clock.steady()
        self._troubles.note(category, f"{kind}: {error.message}", now)
        if not self._pause:  # the first one of an outage
            self._alert(f"no market data: {error.message}")
        self._pause = min(_LONGEST_PAUSE, self._pause * 2 or _FIRST_PAUSE)
        asked = error.retry_after if isinstance(error, RateLimitedError) else None
        self._again = now + max(self._pause, min(asked or 0.0, 10 * _LONGEST_PAUSE))

    def _fault(self, bar: LiveBar) -> str:
        """What is wrong with a bar, or nothing."""
        if not all(isfinite(each) and each > 0 for each in bar[2:6]):
            return f"a bar of {bar.symbol} without a price"
        if not isfinite(bar.volume) or bar.volume < 0:
            return f"a bar of {bar.symbol} without a volume"
        if bar.time > self._clock.now() + _FUTURE:
            return f"a bar of {bar.symbol} from the future"
        return ""

    def _keep(self, bars: Mapping[str, LiveBar]) -> None:
        with self._journal.transaction(durable=False) as entries:
            self._state.add_bars(bars.values())
            for bar in bars.values():
                self._priced(bar.symbol, Decimal(repr(bar.close)))
            entries.extend(
                self._journal.made(
                    Kind.BAR, {"symbol": bar.symbol, "bar": bar.time, "close": repr(bar.close)}
                )
                for bar in bars.values()
            )
