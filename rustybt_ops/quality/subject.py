"""What the quality checks look at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from rustybt_ops.errors import ConfigurationError
from rustybt_ops.feeds.bars import Bars, Query
from rustybt_ops.feeds.calendars import Calendar

ITEMS = 200  # single findings that a result keeps
MOST = 10_000_000  # expected bars; minutes of 19 years
DAILY_SHARE = 0.95  # of the expected records that must be there


@dataclass
class Subject:
    """The bars of one symbol and what they are held against.

    Attributes:
        raw: The bars as the source gave them: what is wrong with a single row is looked for here,
            so that a row that stands twice hides nothing.
        query: What was asked for.
        calendar: The sessions that there should be.
        now: The time in milliseconds: a bar that is not over cannot be missing.
        min_records: The fewest bars that are enough; None takes it from the calendar.
    """

    raw: Bars
    query: Query
    calendar: Calendar
    now: int
    min_records: int | None = None

    @cached_property
    def bars(self) -> Bars:
        """The bars sorted, one a time."""
        return self.raw.ordered()

    @property
    def first(self) -> int:
        """Where the range begins: as asked, or with the first bar."""
        if self.query.first is not None:
            return self.query.first
        return self.bars.times[0] if len(self.bars) else 0

    @property
    def last(self) -> int:
        """Where the range ends, itself excluded: as asked, or after the last bar."""
        if self.query.last is not None:
            return self.query.last
        return self.bars.times[-1] + self.query.interval.step if len(self.bars) else 0

    @cached_property
    def expected(self) -> Sequence[int]:
        """The times of the bars that there should be.

        Raises:
            ConfigurationError: They are too many to be looked for one by one.
        """
        found = self.calendar.expected(self.first, self.last, self.query.interval, self.now)
        if len(found) > MOST:
            raise ConfigurationError(
                f"the range from {self.label(self.first)} has {len(found):,} bars of "
                f"{self.query.interval}, more than {MOST:,}",
                advice="Choose a shorter one with --start and --end, or a longer --interval.",
            )
        return found

    @cached_property
    def missing(self) -> list[int]:
        """The times of the bars that should be there and are not."""
        return list(only_in_first(self.expected, self.bars.times))

    @cached_property
    def extra(self) -> list[int]:
        """The times of the bars that the calendar does not know."""
        return list(only_in_first(self.bars.times, self.expected))

    def label(self, moment: int) -> str:
        """A time as text."""
        return self.bars.label(moment)

    def row_label(self, index: int) -> str:
        """The time of a row as the source gave it, and its line where the source is a file."""
        told = self.raw.label(self.raw.times[index])
        return f"{told} ({self.raw.place(index)})" if self.raw.lines else told


def only_in_first(first: Sequence[int], second: Sequence[int]) -> Iterator[int]:
    """What is in the first of two ascending sequences and not in the second."""
    others = iter(second)
    other = next(others, None)
    for each in first:
        while other is not None and other < each:
            other = next(others, None)
        if other != each:
            yield each
