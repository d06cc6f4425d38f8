"""From single bars to the bars of one time, which the strategy sees together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rustybt_ops.feeds.live import LiveBar

GRACE = 10.0  # seconds to wait for the other symbols once the first one has its bar


class Gather:
    """Holds bars until all symbols have one of the same time, or the grace is over.

    Args:
        symbols: The symbols that are subscribed.
        after: The time of the last bars that the session has.
        grace: Seconds.
    """

    def __init__(self, symbols: Sequence[str], after: int | None, grace: float = GRACE) -> None:
        self._symbols = frozenset(symbols)
        self._grace = grace
        self._last = after
        self._held: dict[int, dict[str, LiveBar]] = {}
        self._since: dict[int, float] = {}

    def add(self, bar: LiveBar, now: float) -> str:
        """Take in a bar; what is wrong with it, or nothing."""
        if bar.symbol not in self._symbols:
            return f"a bar of {bar.symbol}, which nobody asked for"
        held = self._held.get(bar.time, {})
        if bar.symbol in held or bar.time == self._last:
            return ""  # handed out a second time
        if self._last is not None and bar.time < self._last:
            return f"a bar of {bar.symbol} from before the last one"
        self._held.setdefault(bar.time, {})[bar.symbol] = bar
        self._since.setdefault(bar.time, now)
        return ""

    def take(self, now: float) -> tuple[int, Mapping[str, LiveBar]] | None:
        """The bars of the oldest time, if they are to wait no longer."""
        if not self._held:
            return None
        time = min(self._held)
        whole = len(self._held[time]) == len(self._symbols)
        if not whole and now - self._since[time] < self._grace:
            return None
        del self._since[time]
        self._last = time
        return time, self._held.pop(time)

    def left(self, now: float) -> float | None:
        """Seconds until bars that wait for others must be handed out; None if none wait."""
        if not self._held:
            return None
        return max(0.0, self._since[min(self._held)] + self._grace - now)
