"""What the two commands on market data share: their options, and the way from a query to bars."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from rustybt_ops.errors import ConfigurationError
from rustybt_ops.words import counted

if TYPE_CHECKING:
    from rustybt_ops.cli.session import Session
    from rustybt_ops.feeds.bars import Bars, Query
    from rustybt_ops.feeds.opening import Choice
    from rustybt_ops.feeds.source import Source
    from rustybt_ops.quality.subject import Subject

Function = TypeVar("Function", bound=Callable[..., Any])

_DATES = click.DateTime(["%Y-%m-%d"])
_INTERVALS = ("1m", "5m", "15m", "30m", "1h", "1d")


@dataclass(frozen=True, slots=True)
class Asked:
    """The options on data that are no settings."""

    start: datetime | None
    end: datetime | None
    interval: str | None
    path: Path | None

    def choice(self) -> Choice:
        """These options as the feeds understand them.

        Raises:
            ConfigurationError: The range is empty, or no exchange was open then.
        """
        from rustybt_ops.feeds.bars import YEARS, Interval
        from rustybt_ops.feeds.opening import Choice

        start, end = _date(self.start), _date(self.end)
        for each in (start, end):
            if each and each.year < YEARS[0]:
                raise ConfigurationError(
                    f"there are no bars of the year {each.year}",
                    advice=f"Give a date from {YEARS[0]} on.",
                )
        if start and end and start >= end:
            raise ConfigurationError(
                f"the range {start} to {end} is empty",
                advice="The start is included, the end is not: the end must be later.",
            )
        if start and start > datetime.now(UTC).date():
            raise ConfigurationError(f"the start {start} lies in the future")
        return Choice(self.path, Interval(self.interval) if self.interval else None, start, end)


def _date(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


_SOURCE = "'yfinance', 'ccxt', 'csv', 'bundle', or the name of a registered bundle."
_LIVE_SOURCE = (
    "'yfinance', 'ccxt', 'ccxt-websocket', 'csv', 'bundle', or the name of a registered bundle "
    "[default: yfinance]."
)


def data_options(function: Function) -> Function:
    """Add the options that say which bars are wanted."""
    return _with_options(function, _SOURCE)


def live_data_options(function: Function) -> Function:
    """The same, with the sources that have live bars only."""
    return _with_options(function, _LIVE_SOURCE)


def _with_options(function: Function, source: str) -> Function:
    for option in (
        click.option(
            "--timeout", type=float, metavar="SECONDS", help="Longest time the source may take."
        ),
        click.option(
            "--base-url",
            metavar="URL",
            help="Gateway in front of the source: https://HOST/path is called as URL/HOST/path.",
        ),
        click.option("--calendar", metavar="NAME", help="Exchange calendar, as XNYS, or 24/7."),
        click.option("--path", type=click.Path(path_type=Path), help="File or bundle to read."),
        click.option("--exchange", metavar="ID", help="Exchange of ccxt."),
        click.option("--interval", type=click.Choice(_INTERVALS), help="Length of a bar."),
        click.option("--end", type=_DATES, metavar="DATE", help="End, not included itself."),
        click.option("--start", type=_DATES, metavar="DATE", help="First day, included."),
        click.option("--source", metavar="NAME", help=source),
    ):
        function = option(function)
    return function


def data_settings(values: Mapping[str, Any]) -> dict[str, object]:
    """The options that are settings, by the key of the setting.

    Raises:
        ConfigurationError: One does not go with the source that is given beside it.
    """
    source = values["source"]
    foreign = {"exchange": {"yfinance", "csv", "bundle"}, "base_url": {"csv", "bundle"}}
    for name, sources in foreign.items():
        if values[name] is not None and source in sources:
            option = name.replace("_", "-")
            raise ConfigurationError(f"--{option} does not go with the source {source}")
    names = ("source", "exchange", "calendar", "base_url", "timeout")
    return {f"data.{name}": values[name] for name in names} | {"results_dir": values["results_dir"]}


def make_query(source: Source, symbol: str, choice: Choice) -> Query:
    """The query for a symbol; network sources get the last year where no range is given."""
    from rustybt_ops.feeds.bars import Interval, Query
    from rustybt_ops.feeds.bundle import BundleSource
    from rustybt_ops.feeds.yahoo import default_range

    default = source.interval if isinstance(source, BundleSource) else Interval.DAY
    query = Query(symbol, choice.start, choice.end, choice.interval or default)
    if source.endpoint.network == "file":
        return query
    return Query(symbol, *default_range(query), query.interval)


def fetch(session: Session, source: Source, query: Query) -> Bars | None:
    """Fetch the bars as a check of its own; None if they cannot be had."""
    from rustybt_ops.deadline import Deadline
    from rustybt_ops.results.checks import passed

    got: list[Bars] = []

    def look() -> Any:  # noqa: ANN401 - a check
        started = time.perf_counter()
        bars = source.fetch(query, Deadline(session.settings.data.timeout))
        took = time.perf_counter() - started
        got.append(bars)
        session.result.metrics["fetch_seconds"] = round(took, 3)
        detail = f"{counted(len(bars), 'record')} of {query.symbol} in {took:.2f} s"
        return passed("fetch", detail, value=round(took, 3), unit="s")

    session.check("fetch", look)
    return got[0] if got else None


def subject_of(
    session: Session, source: Source, bars: Bars, query: Query, min_records: int | None = None
) -> Subject:
    """The bars with the calendar they are held against."""
    from rustybt_ops.feeds.calendars import get_calendar
    from rustybt_ops.quality.subject import Subject

    name = session.settings.data.calendar or source.calendar(query.symbol)
    return Subject(bars, query, get_calendar(name), int(time.time() * 1000), min_records)
