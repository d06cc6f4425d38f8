"""Bars in columns: compact enough for millions of them."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from rustybt_ops.errors import FailureKind, ServiceError

DAY = 86_400_000  # milliseconds
YEARS = range(1900, 2201)  # in which an exchange may have been open
MOST_ROWS = 5_000_000
_MOST_FAULTS = 1000


class Interval(StrEnum):
    """The length of a bar."""

    MINUTE = "1m"
    FIVE_MINUTES = "5m"
    QUARTER = "15m"
    HALF_HOUR = "30m"
    HOUR = "1h"
    DAY = "1d"

    @property
    def step(self) -> int:
        """The length in milliseconds."""
        number, unit = int(self[:-1]), self[-1]
        return number * {"m": 60_000, "h": 3_600_000, "d": DAY}[unit]

    @property
    def intraday(self) -> bool:
        """Whether it is shorter than a day."""
        return self is not Interval.DAY


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked of a source: the start is included, the end is not."""

    symbol: str
    start: date | None
    end: date | None
    interval: Interval = Interval.DAY

    @property
    def first(self) -> int | None:
        """The start in milliseconds."""
        return None if self.start is None else milliseconds(self.start)

    @property
    def last(self) -> int | None:
        """The end in milliseconds."""
        return None if self.end is None else milliseconds(self.end)


@dataclass(slots=True)
class Bars:
    """The bars of one symbol, in the order in which the source gave them.

    Attributes:
        symbol: The symbol.
        interval: The length of a bar.
        times: When each bar begins, in milliseconds since 1970, UTC; a daily bar carries midnight
            UTC of its session's date.
        open: Opening prices; `high`, `low`, `close` and `volume` likewise.
        lines: The line of the file that each bar stands on, where the source is a file of lines.
        splits: Splits that the source declares, by the time of their bar.
        faults: Rows that could not be read, with their place.
        fault_count: How many there are; only the first thousand are kept.
        disagreements: What is wrong with all rows together, though each can be read.
        notes: What a reader should know of how the source was read.
    """

    symbol: str
    interval: Interval
    times: array[int] = field(default_factory=lambda: array("q"))
    open: array[float] = field(default_factory=lambda: array("d"))
    high: array[float] = field(default_factory=lambda: array("d"))
    low: array[float] = field(default_factory=lambda: array("d"))
    close: array[float] = field(default_factory=lambda: array("d"))
    volume: array[float] = field(default_factory=lambda: array("d"))
    lines: array[int] = field(default_factory=lambda: array("q"))
    splits: dict[int, float] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    fault_count: int = 0
    disagreements: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.times)

    def add(
        self,
        moment: int,
        values: tuple[float, float, float, float, float],
        *,
        line: int | None = None,
    ) -> None:
        """Append a bar: open, high, low, close, volume, and where it stands in its file.

        Raises:
            ServiceError: There are more bars than can be looked at.
        """
        if len(self.times) >= MOST_ROWS:
            raise ServiceError(
                FailureKind.BAD_DATA,
                f"more than {MOST_ROWS:,} bars",
                advice="Ask for a shorter range with --start and --end.",
            )
        self.times.append(moment)
        if line is not None:
            self.lines.append(line)
        for column, value in zip(self.columns(), values, strict=True):
            column.append(value)

    def columns(self) -> tuple[array[float], ...]:
        """Open, high, low, close, volume."""
        return self.open, self.high, self.low, self.close, self.volume

    def fault(self, text: str) -> None:
        """Record a row that could not be read."""
        self.fault_count += 1
        if len(self.faults) < _MOST_FAULTS:
            self.faults.append(text)

    def in_order(self) -> bool:
        """Whether each bar is later than the one before."""
        return all(later > earlier for earlier, later in pairwise(self.times))

    def row(self, index: int) -> dict[str, bool | int | float | str | None]:
        """One bar as names and values."""
        names = ("open", "high", "low", "close", "volume")
        values = dict(zip(names, (column[index] for column in self.columns()), strict=True))
        return {"time": self.label(self.times[index]), **values}

    def label(self, moment: int) -> str:
        """A time as a reader knows it: the date of a daily bar, the UTC minute of another."""
        return label(moment, self.interval)

    def place(self, index: int) -> str:
        """Where a bar stands as the source gave it: the line of the file, or which row it is."""
        return f"line {self.lines[index]}" if self.lines else f"row {index + 1}"

    def ordered(self) -> Bars:
        """The bars sorted by time, the first of each time only."""
        if self.in_order():
            return self
        order = sorted(range(len(self)), key=self.times.__getitem__)
        kept = Bars(self.symbol, self.interval, splits=self.splits)
        previous: int | None = None
        for index in order:
            if self.times[index] != previous:
                previous = self.times[index]
                kept.times.append(previous)
                for target, source in zip(kept.columns(), self.columns(), strict=True):
                    target.append(source[index])
        return kept


def milliseconds(day: date) -> int:
    """Midnight UTC of a date."""
    return (day - date(1970, 1, 1)).days * DAY


def moment(milliseconds_: int) -> datetime:
    """The time that a number of milliseconds since 1970 stands for.

    Raises:
        ServiceError: It lies beyond the years that have four digits.
    """
    try:
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds_)
    except OverflowError:
        message = f"{milliseconds_} ms after 1970 is no time of a bar"
        raise ServiceError(FailureKind.BAD_DATA, message) from None


def label(milliseconds_: int, interval: Interval) -> str:
    """A time as text, with no more precision than the interval has."""
    pattern = "%Y-%m-%d %H:%M" if interval.intraday else "%Y-%m-%d"
    return moment(milliseconds_).strftime(pattern)
