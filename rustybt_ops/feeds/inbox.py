"""Where the threads of a live feed put bars, and where the session takes them."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Sequence

from rustybt_ops.errors import OpsError
from rustybt_ops.feeds.live import LiveBar
from rustybt_ops.feeds.service_clock import steady

ROOM = 10_000  # bars that may wait
_MOST_ERRORS = 100
_SAME = 1.0  # seconds: an error that comes again sooner, from another symbol, is the same one


class Inbox:
    """Bars in order: of each symbol none twice, none older than one that was there before.

    Args:
        room: How many bars may wait.
        now: Seconds on a clock that nobody sets.
    """

    def __init__(self, room: int = ROOM, now: Callable[[], float] = steady) -> None:
        self._room = room
        self._now = now
        self._changed = threading.Condition()
        self._bars: deque[LiveBar] = deque()
        self._errors: deque[OpsError] = deque(maxlen=_MOST_ERRORS)
        self._last_error: tuple[str, float] = ("", 0.0)
        self._last: dict[str, int] = {}
        self._touched: float | None = None
        self._closed = False

    def open(self, symbols: Iterable[str], after: int) -> None:
        """Expect bars of these symbols, later than a time."""
        with self._changed:
            self._last = dict.fromkeys(symbols, after)

    def last(self, symbol: str) -> int:
        """The time of the latest bar that was put in, or that which was given at the opening."""
        with self._changed:
            return self._last[symbol]

    def put(self, bars: Iterable[LiveBar], *, wait: bool = True) -> bool:
        """Put in the bars that are new.

        Args:
            bars: Complete bars, of each symbol the oldest first.
            wait: Wait while there is no room.

        Returns:
            Whether all of them are in, now or since before.
        """
        with self._changed:
            for bar in bars:
                while len(self._bars) >= self._room and bar.time > self._last[bar.symbol]:
                    if not wait or self._closed:
                        return False
                    self._changed.wait()
                if bar.time > self._last[bar.symbol]:
                    self._last[bar.symbol] = bar.time
                    self._bars.append(bar)
                    self._changed.notify_all()
        return True

    def fail(self, error: OpsError) -> None:
        """Put in a failure; the session learns of it after the bars that wait."""
        with self._changed:
            said, when = self._last_error
            if error.message == said and self._now() - when < _SAME:
                return
            self._last_error = error.message, self._now()
            self._errors.append(error)
            self._changed.notify_all()

    def touch(self) -> None:
        """Note that market data came just now."""
        self._touched = self._now()

    @property
    def age(self) -> float | None:
        """Seconds since market data came; None before the first."""
        touched = self._touched
        return None if touched is None else max(0.0, self._now() - touched)

    def take(self, wait: float) -> Sequence[LiveBar]:
        """All bars that wait, oldest first; waits for one, or for a failure, if there is none.

        Raises:
            OpsError: The oldest failure, if no bar waits.
        """
        with self._changed:
            if not self._bars and not self._errors:
                self._changed.wait_for(self._something, max(0.0, wait))
            if not self._bars and self._errors:
                raise self._errors.popleft()
            taken = sorted(self._bars, key=lambda bar: bar.time)
            self._bars.clear()
            self._changed.notify_all()
            return taken

    def _something(self) -> bool:
        return bool(self._bars or self._errors or self._closed)

    def close(self) -> None:
        """Let everyone who waits go on."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
