"""`test-data`: does a source deliver complete and consistent bars?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rustybt_ops.cli.options import Common, common_options, result_options
from rustybt_ops.commands.shared_data import (
    Asked,
    data_options,
    data_settings,
    fetch,
    make_query,
    subject_of,
)

if TYPE_CHECKING:
    from rustybt_ops.cli.session import Session
    from rustybt_ops.feeds.source import Source
    from rustybt_ops.quality.subject import Subject

_SAMPLE = 3  # bars shown from each end


@click.command("test-data", short_help="Prove that a data source delivers sound bars.")
@click.option("--symbol", help="Symbol to fetch [default: SPY; ccxt: BTC/USDT].")
@data_options
@click.option("--min-records", type=click.IntRange(1), help="Fewest records that are enough.")
@result_options
@common_options
def test_data(
    *,
    symbol: str | None,
    min_records: int | None,
    output: Path | None,
    config: Path | None,
    env_file: Path | None,
    log_level: str | None,
    verbose: bool,
    **data: Any,  # noqa: ANN401 - the options on data, as click passes them
) -> None:
    """Prove that a data source delivers sound bars.

    Fetches the bars of a symbol and checks them: schema, order, gaps against the calendar of the
    exchange, consistency, outliers, splits, and whether there are enough. A network source that
    cannot be reached fails; nothing else is used in its place.
    """
    from rustybt_ops.cli.launch import run

    asked = Asked(data["start"], data["end"], data["interval"], data["path"])
    run(
        "test-data",
        Common(config, env_file, log_level, verbose),
        lambda session: check_data(session, asked, min_records),
        options={**data_settings(data), "data.symbol": symbol},
        output=output,
    )


def check_data(session: Session, asked: Asked, min_records: int | None) -> None:
    """Fetch, check, and show a sample."""
    from rustybt_ops.feeds.calendars import get_calendar
    from rustybt_ops.feeds.opening import open_source, symbol_of
    from rustybt_ops.quality.examine import CHECKS, look_at

    settings = session.settings.data
    choice = asked.choice()
    source = open_source(settings, choice)
    query = make_query(source, symbol_of(settings), choice)
    get_calendar(settings.calendar or source.calendar(query.symbol))  # a typo stops us here
    session.result.versions.update(source.versions)
    session.result.parameters.update(
        source=settings.source,
        symbol=query.symbol,
        start=str(query.start) if query.start else None,
        end=str(query.end) if query.end else None,
        interval=str(query.interval),
    )
    session.begin("test-data", source.endpoint)
    bars = fetch(session, source, query)
    if bars is None:
        return
    subject = subject_of(session, source, bars, query, min_records)
    session.result.parameters["calendar"] = subject.calendar.name
    for name in CHECKS:
        session.check(name, lambda name=name: look_at(subject, name))  # type: ignore[misc]  # mypy does not type the default
    record(session, subject, source)
    show_sample(session, session.result.samples)


def record(session: Session, subject: Subject, source: Source) -> None:
    """Put the figures and a sample into the result."""
    bars = subject.bars
    session.result.details["missing"] = [subject.label(each) for each in subject.missing[:1000]]
    session.result.details["extra"] = [subject.label(each) for each in subject.extra[:1000]]
    session.result.metrics.update(
        records=len(bars),
        expected_records=len(subject.expected),
        missing_records=len(subject.missing),
        extra_records=len(subject.extra),
    )
    if source.endpoint.network == "file":
        session.result.artifacts.append({"path": str(source.endpoint.url)})
    if not len(bars):
        return
    session.result.metrics.update(first=bars.label(bars.times[0]), last=bars.label(bars.times[-1]))
    indices = sorted(
        {*range(min(_SAMPLE, len(bars))), *range(max(0, len(bars) - _SAMPLE), len(bars))}
    )
    session.result.samples.extend(bars.row(index) for index in indices)


def show_sample(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Print the sample as a table."""
    if not rows:
        return
    names = ("time", "open", "high", "low", "close", "volume")
    session.console.line("  Sample:")
    session.console.line("    " + "".join(f"{name:>14}" for name in names))
    for row in rows:
        cells = (f"{row[name]:>14}" if name == "time" else f"{row[name]:>14.10g}" for name in names)
        session.console.line("    " + "".join(cells))
