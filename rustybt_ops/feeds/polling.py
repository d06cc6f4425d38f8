"""Live bars from a service that is asked for them again and again."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Protocol

from rustybt_ops.deadline import Deadline
from rustybt_ops.errors import FailureKind, OpsError, RateLimitedError, ServiceError
from rustybt_ops.feeds.bars import Interval, label
from rustybt_ops.feeds.calendars import ALWAYS
from rustybt_ops.feeds.inbox import Inbox
from rustybt_ops.feeds.live import LiveBar
from rustybt_ops.results.model import Endpoint

Row = tuple[int, float, float, float, float, float]

_LONGEST_PERIOD = 60.0  # seconds between two requests, however long a bar is
_LONGEST_PAUSE = 60.0  # seconds of patience with a service that fails
_LATE = 5.0  # seconds until a bar that ought to be there is asked for again
_AT_ONCE = 1000  # bars of one symbol that are handed on together when a gap is filled


class RecentSource(Protocol):
    """A source that also has the bars of the last minutes.

    Attributes:
        settle: Seconds after its end when a bar does not change any more.
    """

    endpoint: Endpoint
    versions: Mapping[str, str]
    settle: float

    def calendar(self, symbol: str) -> str:
        """The calendar of the symbol."""

    def now(self) -> int:
        """The service's time, in milliseconds; rather too early than too late."""

    def reach(self, interval: Interval) -> int | None:
        """How many milliseconds back it has bars of this length; None for all the way."""

    def recent(
        self, symbol: str, interval: Interval, first: int, deadline: Deadline
    ) -> Sequence[Row]:
        """The bars that begin at a time or later, oldest first; the one in the making comes last.

        It may give the older part only, if there are many.

        Raises:
            ServiceError: They cannot be had.
            ConfigurationError: There can be no such symbol, or no bars of this length.
        """


class PollingFeed:
    """Asks for new bars when one has ended, and once a minute.

    Args:
        source: What is asked.
        interval: The length of a bar.
        timeout: The most seconds that one answer may take.
        period: Seconds between two requests; by default a bar's length, at most a minute.
        spare: Ask only for what is missing: something faster delivers bars as well.
    """

    def __init__(
        self,
        source: RecentSource,
        interval: Interval,
        *,
        timeout: float = 20.0,
        period: float | None = None,
        spare: bool = False,
    ) -> None:
        self.interval = interval
        self.cadence = period or min(interval.step / 1000, _LONGEST_PERIOD)
        self.endpoint = source.endpoint
        self.versions = source.versions
        self.inbox = Inbox()
        self._source = source
        self._timeout = timeout
        self._spare = spare
        self._symbols: Sequence[str] = ()
        self._newest: dict[str, Row] = {}
        self._failures = 0
        self._retried = -1
        self._wake = threading.Event()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._work, name="feed", daemon=True)

    def calendar(self, symbol: str) -> str:
        """The calendar of the symbol."""
        return self._source.calendar(symbol)

    def subscribe(self, symbols: Sequence[str], after: int | None) -> None:
        """Look each symbol up, and begin.

        Raises:
            ServiceError: The service cannot be reached, or does not know a symbol.
            ConfigurationError: The source cannot have such a symbol, or bars of this length.
        """
        step, deadline = self.interval.step, Deadline(self._timeout)
        for symbol in symbols:
            self._source.recent(symbol, self.interval, self._source.now() - 2 * step, deadline)
        self._symbols = list(symbols)
        # what ends after this moment is new
        self.inbox.open(symbols, self._source.now() - step if after is None else after)
        self._thread.start()

    def poll(self, wait: float) -> Sequence[LiveBar]:
        """The bars completed since the last call, oldest first.

        Raises:
            ServiceError: A request failed.
        """
        return self.inbox.take(wait)

    @property
    def age(self) -> float | None:
        """Seconds since the service last gave something new; None before that."""
        return self.inbox.age

    def wake(self) -> None:
        """Ask now."""
        self._wake.set()

    def close(self) -> None:
        """Stop asking."""
        self._stopped.set()
        self._wake.set()
        self.inbox.close()
        if self._thread.is_alive():
            self._thread.join(1.0)

    def _work(self) -> None:
        while not self._stopped.is_set():
            pause = self._cycle()
            # a service that fails is left in peace, whoever wants something of it
            (self._stopped if self._failures else self._wake).wait(pause)
            self._wake.clear()

    def _cycle(self) -> float:
        """Ask once for each symbol that is due; the seconds until the next time."""
        found: list[LiveBar] = []
        horizon: float = float("inf")
        refused: OpsError | None = None
        for symbol in self._symbols:
            if self._stopped.is_set() or (self._spare and not self._missing(symbol)):
                continue
            try:
                rows = self._ask(symbol)
            except OpsError as error:
                refused = error
            except Exception as error:  # noqa: BLE001 - the session must learn of it
                words = f"{symbol}: the feed failed: {type(error).__name__}: {error}"
                refused = ServiceError(FailureKind.BAD_ANSWER, words)
            else:
                found += rows
                if len(rows) >= _AT_ONCE:  # more is to come: no other symbol may run ahead
                    horizon = min(horizon, rows[-1].time)
                continue
            self.inbox.fail(refused)
            if isinstance(refused, RateLimitedError):
                break
        found.sort(key=lambda bar: bar.time)
        self.inbox.put(bar for bar in found if bar.time <= horizon)
        return self._pause(refused, more=horizon != float("inf"))

    def _ask(self, symbol: str) -> list[LiveBar]:
        first = self.inbox.last(symbol) + 1
        reach = self._source.reach(self.interval)
        if reach is not None and first < (oldest := self._source.now() - reach):
            self.inbox.fail(self._gone(symbol, first, oldest))
            first = oldest
        rows = self._source.recent(symbol, self.interval, first, Deadline(self._timeout))
        if rows and rows[-1] != self._newest.get(symbol):
            self._newest[symbol] = rows[-1]
            self.inbox.touch()
        ended = self._source.now() - self.interval.step - int(self._source.settle * 1000)
        bars = [LiveBar(symbol, *row) for row in rows if first <= row[0] <= ended]
        return [bar for bar in bars if self._sound(bar)][:_AT_ONCE]

    def _gone(self, symbol: str, first: int, oldest: int) -> ServiceError:
        begin, end = (label(each, self.interval) for each in (first, oldest))
        message = f"the service has no {self.interval} bars of {symbol} from {begin} to {end} now"
        advice = "The gap stays: choose longer bars if the session may be down for so long."
        return ServiceError(FailureKind.BAD_DATA, message, advice=advice)

    def _sound(self, bar: LiveBar) -> bool:
        """Whether orders can be priced with it; if not, the session is told."""
        prices = (bar.open, bar.high, bar.low, bar.close)
        volume = isinstance(bar.volume, int | float) and 0 <= bar.volume < float("inf")
        if volume and all(isinstance(p, int | float) and isfinite(p) and p > 0 for p in prices):
            return True
        when = label(bar.time, self.interval)
        words = f"{bar.symbol}, {when}: the bar is left out, its values are no prices"
        self.inbox.fail(ServiceError(FailureKind.BAD_DATA, words))
        return False

    def _missing(self, symbol: str) -> bool:
        """Whether a bar has ended and not come."""
        step, settle = self.interval.step, int(self._source.settle * 1000)
        return self.inbox.last(symbol) + 2 * step + settle <= self._source.now()

    def _pause(self, refused: OpsError | None, *, more: bool) -> float:
        if refused is not None:
            self._failures += 1
            wanted = getattr(refused, "retry_after", None)
            pause: float = min(_LONGEST_PAUSE, 2.0 ** min(self._failures - 1, 10))
            return pause if wanted is None else max(pause, wanted)
        self._failures = 0
        if more:
            return 0.0
        now, settle = self._source.now(), int(self._source.settle * 1000)
        period = max(1, int(self.cadence * 1000))
        mark = (now - settle) // period * period
        pause = (mark + period + settle - now) / 1000
        if self._spare:  # on the stroke nothing is missing yet, and a minute later it is late
            pause += min(_LATE, self.cadence / 10)
        late = any(self._missing(each) for each in self._symbols if self.calendar(each) == ALWAYS)
        if late and self._retried != mark:
            self._retried = mark
            return min(pause, _LATE)
        return pause
