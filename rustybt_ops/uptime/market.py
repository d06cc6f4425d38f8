"""How much of a silence fell into market hours."""

from __future__ import annotations

from collections.abc import Callable

from rustybt_ops.errors import MissingExtraError, UnknownNameError

ALWAYS = "24/7"
_MINUTE = 60
_NIGHT = 3 * 3600.0  # a silence between two closed moments as short as this held no session


class MarketHours:
    """The hours of one exchange.

    Args:
        name: Its calendar, as XNYS, or 24/7; None if the log does not tell.

    `guessed` becomes true when the calendar could not be asked: then silence counts as market
    time unless it is short and the market was closed before and after it.
    """

    def __init__(self, name: str | None) -> None:
        self.name = name
        self.guessed = False
        self._expected: Callable[[int, int], int] | None = None

    def open_seconds(self, start: float, end: float, *, before: bool, after: bool | None) -> float:
        """How much of the time from start to end the market was open.

        Args:
            start: Wall time, seconds since 1970.
            end: The same.
            before: Whether it was open when the silence began.
            after: Whether it was open when the silence ended; None if it did not end.
        """
        if end <= start:
            return 0.0
        if self.name == ALWAYS:
            return end - start
        if self.name is not None and not self.guessed:
            try:
                return self._by_calendar(start, end, self.name)
            except (MissingExtraError, UnknownNameError):
                self.guessed = True
        self.guessed = True
        short = end - start <= _NIGHT
        return 0.0 if short and not before and not after else end - start

    def open_ahead(self, start: float, end: float) -> float:
        """How much of a time that lies ahead the market will be open; all of it if nobody knows."""
        if self.name is None or self.guessed or self.name == ALWAYS:
            return max(0.0, end - start)
        try:
            return self._by_calendar(start, end, self.name)
        except (MissingExtraError, UnknownNameError):
            return max(0.0, end - start)

    def _by_calendar(self, start: float, end: float, name: str) -> float:
        from rustybt_ops.feeds.bars import Interval  # noqa: PLC0415 - rarely needed, and slow
        from rustybt_ops.feeds.calendars import get_calendar  # noqa: PLC0415 - the same

        first = int(start // _MINUTE) * _MINUTE * 1000
        last = (int(end // _MINUTE) + 1) * _MINUTE * 1000
        minutes = get_calendar(name).expected(first, last, Interval.MINUTE, last + 86_400_000)
        return sum(
            max(0.0, min(end, each / 1000 + _MINUTE) - max(start, each / 1000)) for each in minutes
        )
