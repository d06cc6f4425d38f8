"""Bars from a CSV file, read as a stream: memory is bounded by the number of bars, not the file."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta, timezone
from importlib.resources import files
from pathlib import Path
from typing import IO

from rustybt_ops.deadline import Deadline
from rustybt_ops.errors import ConfigurationError, FailureKind, ServiceError, nearest
from rustybt_ops.feeds.bars import DAY, YEARS, Bars, Query
from rustybt_ops.feeds.source import calendar_of
from rustybt_ops.files import require_file
from rustybt_ops.results.model import Endpoint, Network

SAMPLE = "SPY-daily-synthetic.csv"
SAMPLE_SYMBOL = "SPY"
_LONGEST_LINE = 65_536
_TIMES = ("date", "datetime", "timestamp", "time")
_PRICES = ("open", "high", "low", "close", "volume")
_DELIMITERS = {";": "semicolons", "\t": "tabs", "|": "bars"}
_SUMMER_TIME = timedelta(hours=2)  # the most by which the offset of one place changes
_EVERY = 4096  # rows between two looks at the clock


def sample_path() -> Path:
    """The CSV that ships with the package."""
    return Path(str(files("rustybt_ops").joinpath("data", SAMPLE)))


class CsvSource:
    """A CSV file with a header: a time column, open, high, low, close, volume, perhaps symbol.

    Args:
        path: The file; without one, the sample that ships with the package.

    Raises:
        ConfigurationError: There is no such file.
    """

    versions: Mapping[str, str] = {}

    def __init__(self, path: Path | None = None) -> None:
        self._path = path or sample_path()
        require_file(self._path, "Correct --path.")
        sample = self._sample = _same_content(self._path, sample_path())
        self.endpoint = Endpoint(
            "data",
            "csv",
            Network.FILE,
            str(self._path),
            simulated=sample,
            note="the sample that ships with the package is made up by a program" if sample else "",
        )

    def calendar(self, symbol: str) -> str:
        """The calendar that the symbol's name tells."""
        return calendar_of(symbol)

    def fetch(self, query: Query, deadline: Deadline) -> Bars:
        """Read the file.

        Raises:
            ServiceError: It is no CSV file of bars, or too large for the time allowed, or it holds
                another symbol.
        """
        if self._sample and query.symbol != SAMPLE_SYMBOL:
            raise ServiceError(
                FailureKind.UNKNOWN_SYMBOL,
                f"the sample holds made-up prices of {SAMPLE_SYMBOL}, none of {query.symbol}",
                advice=f"Give a file of yours with --path, or ask the sample for {SAMPLE_SYMBOL}.",
            )
        bars = Bars(query.symbol, query.interval)
        try:
            with self._path.open(encoding="utf-8-sig", newline="") as stream:
                _Reader(self._path, query, bars, deadline).read(stream)
        except UnicodeDecodeError as error:
            raise _bad(f"{self._path} is not UTF-8 text: {error.reason}") from error
        except OSError as error:
            raise ConfigurationError(f"cannot read {self._path}: {error.strerror}") from error
        return bars


class _Reader:
    """Reads the rows of one file into bars."""

    def __init__(self, path: Path, query: Query, bars: Bars, deadline: Deadline) -> None:
        self._path = path
        self._query = query
        self._bars = bars
        self._deadline = deadline
        self._columns: dict[str, int] = {}
        self._zones: set[timedelta | None] = set()
        self._other_symbols: set[str] = set()

    def read(self, stream: IO[str]) -> None:
        """Read all rows."""
        rows = csv.reader(self._lines(stream))
        try:
            header = next(rows, None)
            self._columns = self._header(header)
            for row in rows:
                if row:
                    self._row(rows.line_num, row)
                if rows.line_num % _EVERY == 0 and not self._deadline.remaining():
                    raise _bad(f"{self._path} is too large to be read in time")
        except csv.Error as error:
            raise _bad(f"{self._path}:{rows.line_num}: {error}") from error
        self._conclude()

    def _lines(self, stream: IO[str]) -> Iterator[str]:
        """The lines; none may be so long that it cannot be a bar."""
        while line := stream.readline(_LONGEST_LINE):
            if len(line) == _LONGEST_LINE:
                raise _bad(f"{self._path} has a line longer than {_LONGEST_LINE} characters")
            yield line.replace("\0", "")

    def _header(self, header: Sequence[str] | None) -> dict[str, int]:
        if not header:
            raise _bad(f"{self._path} is empty")
        names = [name.strip().casefold() for name in header]
        found = {name: index for index, name in enumerate(names)}
        if len(header) == 1:
            for delimiter, words in _DELIMITERS.items():
                if delimiter in header[0]:
                    raise _bad(f"{self._path} is separated by {words}; commas are needed")
        columns = {name: index for name, index in found.items() if name in (*_PRICES, "symbol")}
        time = next((name for name in _TIMES if name in found), None)
        missing = [name for name in _PRICES if name not in columns]
        if time is None:
            missing.insert(0, " or ".join(_TIMES))
        else:
            columns["time"] = found[time]
        twice = [name for name in (*_PRICES, "symbol", time) if name and names.count(name) > 1]
        if twice:
            raise _bad(f"{self._path} has the column '{twice[0]}' more than once")
        if missing:
            raise _bad(f"{self._path} lacks the column {_with_nearest(missing, found)}")
        return columns

    def _row(self, line: int, row: Sequence[str]) -> None:
        try:
            symbol = self._columns.get("symbol")
            if symbol is not None and row[symbol].strip() != self._query.symbol:
                self._other_symbols.add(row[symbol].strip())
                return
            moment = self._moment(row[self._columns["time"]].strip())
            values = [_number(name, row[self._columns[name]]) for name in _PRICES]
        except IndexError:
            self._bars.fault(f"line {line}: {len(row)} fields, fewer than the header has")
            return
        except ValueError as error:
            self._bars.fault(f"line {line}: {error}")
            return
        query = self._query
        if (query.first is None or moment >= query.first) and (
            query.last is None or moment < query.last
        ):
            found = (values[0], values[1], values[2], values[3], values[4])
            self._bars.add(moment, found, line=line)

    def _moment(self, text: str) -> int:
        try:
            parsed = datetime.fromisoformat(text)
        except ValueError:
            raise ValueError(f"'{text[:40]}' is no ISO 8601 time, as 2024-01-31") from None
        if parsed.year not in YEARS:
            raise ValueError(f"'{text[:40]}' is not of the years {YEARS[0]} to {YEARS[-1]}")
        offset = parsed.utcoffset()
        self._zones.add(offset)
        if not self._query.interval.intraday:
            parsed = parsed.replace(tzinfo=UTC)  # a session's date stands in its own time zone
        elif offset is None:
            parsed = parsed.replace(tzinfo=UTC)
        moment = int(parsed.timestamp() * 1000)
        return moment if self._query.interval.intraday else moment // DAY * DAY

    def _conclude(self) -> None:
        """Say what the rows have shown together."""
        zones = sorted(each for each in self._zones if each is not None)
        if zones and None in self._zones:
            self._bars.disagreements.append("some times carry a time zone and others none")
        if zones and zones[-1] - zones[0] > _SUMMER_TIME:
            span = f"from UTC{_offset(zones[0])} to UTC{_offset(zones[-1])}"
            if self._query.interval.intraday:
                self._bars.notes.append(f"times of several time zones, {span}")
            else:  # a date is one of its own time zone
                self._bars.disagreements.append(f"the dates are of several time zones, {span}")
        if "symbol" not in self._columns:
            symbol = self._query.symbol
            self._bars.notes.append(f"no symbol column: all rows are taken as {symbol}")
        if self._query.interval.intraday and self._zones == {None}:
            self._bars.notes.append("times without a time zone are taken as UTC")
        if not len(self._bars) and self._other_symbols:
            near = nearest(self._query.symbol, self._other_symbols)
            known = ", ".join(near or sorted(self._other_symbols)[:5])
            raise ServiceError(
                FailureKind.UNKNOWN_SYMBOL,
                f"{self._path} holds no {self._query.symbol}; it holds {known}",
            )


def _offset(offset: timedelta) -> str:
    """An offset as ISO 8601 writes it: +05:30."""
    return datetime(2000, 1, 1, tzinfo=timezone(offset)).isoformat()[19:]


def _number(name: str, text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise ValueError(f"{name} '{text.strip()[:40]}' is no number") from None


def _with_nearest(missing: Sequence[str], found: Mapping[str, int]) -> str:
    """The missing columns, each with the column that may be meant for it."""
    parts = []
    for name in missing:
        near = nearest(name, found, 1)
        parts.append(f"'{name}'" + (f" (it has '{near[0]}')" if near else ""))
    return ", ".join(parts)


def _bad(message: str) -> ServiceError:
    return ServiceError(FailureKind.BAD_DATA, message)


def _same_content(path: Path, other: Path) -> bool:
    """Whether two files are the same, compared only if their sizes are."""
    if path.stat().st_size != other.stat().st_size:
        return False
    return path.read_bytes() == other.read_bytes()
