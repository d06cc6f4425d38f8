"""What a source of bars in the making offers: bars are handed out one by one, once complete."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from rustybt_ops.feeds.bars import Interval
from rustybt_ops.results.model import Endpoint


class LiveBar(NamedTuple):
    """A bar that will not change any more.

    Attributes:
        symbol: Whose it is.
        time: When it began, in milliseconds since 1970, UTC; a daily bar carries midnight UTC of
            its session's date.
        open: The first price; `high`, `low`, `close` and `volume` likewise.
    """

    symbol: str
    time: int
    open: float
    high: float
    low: float
    close: float
    volume: float


class LiveFeed(Protocol):
    """Market data as they come.

    The session that polls a feed records what it raises, waits, and polls again: a feed connects
    anew by itself, and then hands out the bars that were completed in between, where its service
    still has them. It may hand out a bar twice; the session drops the second one.

    Attributes:
        interval: The length of a bar.
        cadence: The usual seconds between two pieces of market data, complete bars or not: it is
            by this that their age is judged.
        endpoint: The place, and whether it is the real thing.
        versions: The libraries that take part.
    """

    interval: Interval
    cadence: float
    endpoint: Endpoint
    versions: Mapping[str, str]

    def calendar(self, symbol: str) -> str:
        """The calendar that the symbol's sessions follow, as XNYS, or 24/7."""

    def subscribe(self, symbols: Sequence[str], after: int | None) -> None:
        """Say which symbols are wanted; called once, before the first poll.

        Args:
            symbols: All of them.
            after: The time of the last bar that the session has: later ones are wanted. None in a
                new session, for which only bars completed from now on count.

        Raises:
            ServiceError: The service cannot be reached, or does not know a symbol.
            ConfigurationError: The feed cannot serve such symbols at all.
        """

    def poll(self, wait: float) -> Sequence[LiveBar]:
        """The bars completed since the last call, oldest first; waits for one if there is none.

        Args:
            wait: The longest time to wait, in seconds. The call comes back soon after it in any
                case, with nothing, however long the service takes to answer.

        Raises:
            RateLimitedError: The service asks for fewer calls.
            ServiceError: No answer, or one that makes no sense; bars that were due are handed out
                by a later call.
        """

    @property
    def age(self) -> float | None:
        """Seconds since market data last came, complete bars or not; None before the first.

        Any thread may ask.
        """

    def close(self) -> None:
        """Give back connections and threads; nothing is polled afterwards."""
