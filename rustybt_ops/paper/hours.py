"""Whether the market is open at a moment."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from rustybt_ops.feeds.bars import DAY
from rustybt_ops.feeds.calendars import get_calendar

_AHEAD = 400 * DAY


class Hours:
    """The hours of an exchange, looked up for a year at a time.

    Args:
        name: The calendar, as XNYS, or 24/7.

    Raises:
        UnknownNameError: There is no such calendar.
        MissingExtraError: The library of calendars is not installed.
    """

    def __init__(self, name: str) -> None:
        self._calendar = get_calendar(name)
        self.name = self._calendar.name
        self._known = (0, 0)
        self._hours: Sequence[tuple[int, int]] = ()

    def is_open(self, moment: int) -> bool:
        """Whether the market is open; the moment in milliseconds since 1970, UTC."""
        if not self._known[0] <= moment < self._known[1]:
            first = moment // DAY * DAY
            self._known = first, first + _AHEAD
            # a session may have begun on the day before
            self._hours = self._calendar.hours(first - DAY, first + _AHEAD)
        index = bisect_right(self._hours, (moment, 1 << 62)) - 1
        return index >= 0 and moment < self._hours[index][1]
