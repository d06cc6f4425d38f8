"""Which bars an exchange ought to have produced."""

from __future__ import annotations

import warnings
from array import array
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any, Protocol

from rustybt_ops.errors import ConfigurationError, UnknownNameError
from rustybt_ops.feeds.bars import YEARS, Interval, milliseconds, moment
from rustybt_ops.optional import require

ALWAYS = "24/7"
_FIRST, _LAST = date(YEARS[0], 1, 1), date(YEARS[-1], 1, 1)


class Calendar(Protocol):
    """The sessions of an exchange."""

    name: str

    def expected(self, first: int, last: int, interval: Interval, now: int) -> Sequence[int]:
        """The times of the bars that begin in [first, last) and were complete at `now`."""

    def hours(self, first: int, last: int) -> Sequence[tuple[int, int]]:
        """When it opens and closes, for the sessions of the dates from `first` to `last`."""


class AlwaysOpen:
    """An exchange that never closes."""

    name = ALWAYS

    def expected(self, first: int, last: int, interval: Interval, now: int) -> Sequence[int]:
        """The times of the bars that begin in [first, last) and were complete at `now`."""
        step = interval.step
        begin = -(-first // step) * step
        return range(begin, min(last, now - step + 1), step)

    def hours(self, first: int, last: int) -> Sequence[tuple[int, int]]:
        """One session without an end."""
        return [(first, last)]


class ExchangeCalendar:
    """An exchange with sessions and holidays.

    Args:
        name: Its name in exchange_calendars, as XNYS.

    Raises:
        UnknownNameError: There is no such calendar.
    """

    def __init__(self, name: str) -> None:
        self._library = require("exchange_calendars", "calendars")
        known = self._library.get_calendar_names()
        if name not in known:
            raise UnknownNameError(
                "calendar",
                name,
                [*known, ALWAYS],
                advice="Use the name of an exchange (XNYS, XLON, XTKS) or 24/7.",
            )
        self.name = name

    def expected(self, first: int, last: int, interval: Interval, now: int) -> Sequence[int]:
        """The times of the bars that begin in [first, last) and were complete at `now`."""
        found = array("q")
        last = min(last, now)  # what has not begun cannot be complete
        if last <= first:
            return found
        begin, end = moment(first).date(), moment(last - 1).date()
        for session, opened, closed in self._sessions(begin, end):
            if interval is Interval.DAY:
                if first <= session < last and closed <= now:
                    found.append(session)
                continue
            bars = range(opened, closed, interval.step)
            found.extend(
                each for each in bars if first <= each < last and each + interval.step <= now
            )
        return found

    def hours(self, first: int, last: int) -> Sequence[tuple[int, int]]:
        """When it opens and closes, for the sessions of the dates from `first` to `last`."""
        found = self._sessions(moment(first).date(), moment(last - 1).date())
        return [(opened, closed) for _, opened, closed in found]

    def _sessions(self, begin: date, end: date) -> Iterator[tuple[int, int, int]]:
        """Midnight of the session's date, its opening and its close, in milliseconds."""
        begin, end = max(begin, _FIRST), min(end, _LAST)
        if end < begin:
            return
        calendar = self._calendar(begin, end)
        opens, closes = calendar.opens, calendar.closes
        chosen = opens.loc[str(begin) : str(end)].index
        for session in chosen:
            yield (
                milliseconds(session.date()),
                opens[session].value // 1_000_000,
                closes[session].value // 1_000_000,
            )

    def _calendar(self, begin: date, end: date) -> Any:  # noqa: ANN401 - the library carries no types
        # a calendar must span at least two sessions: ask for some weeks more
        start = max(begin - timedelta(days=20), _FIRST)
        stop = end + timedelta(days=20)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # pandas' own deprecations are no news to a user
                return self._library.get_calendar(self.name, start=str(start), end=str(stop))
        except (ValueError, self._library.errors.CalendarError) as error:
            raise ConfigurationError(
                f"the calendar {self.name} does not cover {begin} to {end}: {error}",
                advice="Ask for a range that it covers, with --start and --end.",
            ) from error


def get_calendar(name: str) -> Calendar:
    """The calendar of this name.

    Raises:
        UnknownNameError: There is no such calendar.
    """
    return AlwaysOpen() if name == ALWAYS else ExchangeCalendar(name.upper())
