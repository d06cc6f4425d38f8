"""`analyze-uptime`: how much of the time was a paper-trading session alive and of use?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rustybt_ops.cli.options import Common, common_options, result_options
from rustybt_ops.errors import ConfigurationError

if TYPE_CHECKING:
    from rustybt_ops.cli.session import Session
    from rustybt_ops.uptime.discover import Logs
    from rustybt_ops.uptime.period import Period
    from rustybt_ops.uptime.reader import Reading
    from rustybt_ops.uptime.summary import Summary

TARGET = 99.9
_MOMENT = click.DateTime(
    ["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%SZ"]
)
_SECONDS = click.FloatRange(0, min_open=True)


@dataclass(frozen=True, slots=True)
class Asked:
    """The options that are no settings."""

    log_dir: Path | None
    log_file: Path | None
    session: str | None
    start_date: datetime | None
    end_date: datetime | None
    as_of: datetime | None
    target: float
    calendar: str | None
    max_feed_age: float | None
    max_loop_lag: float | None
    tickets: Path | None

    def period(self) -> Period:
        """The period these options ask for.

        Raises:
            ConfigurationError: It is empty.
        """
        from rustybt_ops.uptime.period import Period

        start, end, as_of = (_utc(each) for each in (self.start_date, self.end_date, self.as_of))
        for last, name in ((end, "end"), (as_of, "moment of --as-of")):
            if start is not None and last is not None and start >= last:
                raise ConfigurationError(
                    f"the period is empty: its start {self.start_date:%Y-%m-%d} is not before the "
                    f"{name}",
                    advice="The start is included, the end is not: the end must be later.",
                )
        now = datetime.now(UTC).timestamp()
        return Period(start, end, now if as_of is None else as_of, as_of is not None)

    def require_sense(self) -> None:
        """Refuse what click lets pass.

        Raises:
            ConfigurationError: Two options contradict each other, or a number is none.
        """
        if self.log_dir and self.log_file:
            raise ConfigurationError("give --log-dir or --log-file, not both")
        for value in (self.target, self.max_feed_age, self.max_loop_lag):
            if value is not None and not isfinite(value):
                raise ConfigurationError(f"'{value}' is not a number that can be compared with")


def _utc(moment: datetime | None) -> float | None:
    return None if moment is None else moment.replace(tzinfo=UTC).timestamp()


@click.command("analyze-uptime", short_help="Measure the uptime of a paper-trading session.")
@click.option(
    "--log-dir",
    type=click.Path(path_type=Path),
    help="Folder of paper-trade.log [default: RUSTYBT_LOG_DIR].",
)
@click.option(
    "--log-file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="One log file instead of a folder.",
)
@click.option("--session", metavar="ID", help="Session to look at, if there are several.")
@click.option("--start-date", type=_MOMENT, metavar="DATE", help="First day (UTC), included.")
@click.option("--end-date", type=_MOMENT, metavar="DATE", help="End (UTC), not included itself.")
@click.option(
    "--as-of", type=_MOMENT, metavar="MOMENT", help="Judge the session up to here, not up to now."
)
@click.option(
    "--target",
    type=click.FloatRange(0, 100, min_open=True),
    default=TARGET,
    show_default=True,
    help="Least uptime in percent.",
)
@click.option("--calendar", metavar="NAME", help="Exchange calendar, as XNYS, or 24/7.")
@click.option(
    "--max-feed-age",
    type=_SECONDS,
    metavar="SECONDS",
    help="Oldest market data may be [default: three times their usual pause].",
)
@click.option(
    "--max-loop-lag",
    type=_SECONDS,
    metavar="SECONDS",
    help="Longest the strategy may be busy [default: 60].",
)
@click.option(
    "--tickets",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder that receives one remediation ticket an incident, in Markdown.",
)
@result_options
@common_options
def analyze_uptime(
    *,
    results_dir: Path | None,
    output: Path | None,
    config: Path | None,
    env_file: Path | None,
    log_level: str | None,
    verbose: bool,
    **asked: Any,  # noqa: ANN401 - the other options, as click passes them
) -> None:
    """Measure the uptime of a paper-trading session.

    Reads paper-trade.log, the JSON lines that paper trading writes into RUSTYBT_LOG_DIR, its
    rotated and compressed files included, and measures by the heartbeats how long the process was
    alive and how long it was of use. Silence out of market hours is not downtime. Without a
    heartbeat there is no uptime. Exits with 1 under the target.
    """
    from rustybt_ops.cli.launch import run

    chosen = Asked(**asked)
    chosen.require_sense()
    period = chosen.period()
    run(
        "analyze-uptime",
        Common(config, env_file, log_level, verbose),
        lambda session: _analyze(session, chosen, period),
        options={"results_dir": results_dir},
        output=output,
    )


def _analyze(session: Session, asked: Asked, period: Period) -> None:
    from rustybt_ops.files import ensure_writable, expand
    from rustybt_ops.uptime.checks import checks
    from rustybt_ops.uptime.choose import choose
    from rustybt_ops.uptime.summary import Summary

    if asked.tickets:
        ensure_writable(expand(asked.tickets), "--tickets")
    if asked.calendar:
        from rustybt_ops.feeds.calendars import get_calendar

        get_calendar(asked.calendar)  # a typo stops us here
    logs = _logs(session, asked)
    reading = _read(session, asked, period, logs)
    place = ", ".join(str(each.folder) for each in logs)
    chosen = choose(reading, asked.session, place)
    summary = Summary(chosen, period, asked.target)
    _begin(session, summary, logs)
    for check in checks(summary, reading):
        session.report(check)
    _record(session, summary, reading)
    if asked.tickets:
        _tickets(session, summary, expand(asked.tickets))


def _logs(session: Session, asked: Asked) -> list[Logs]:
    from rustybt_ops.files import expand
    from rustybt_ops.uptime.discover import Logs, find

    if asked.log_file:
        return [Logs(asked.log_file, [asked.log_file])]
    folder = expand(asked.log_dir or session.settings.log_dir)
    found = find(folder)
    for each in found:
        if each.folder != folder:
            session.console.line(f"Log found in the folder {each.folder}")
    return found


def _read(session: Session, asked: Asked, period: Period, logs: list[Logs]) -> Reading:
    from rustybt_ops.uptime.reader import read
    from rustybt_ops.uptime.terms import Limits

    paths = [path for each in logs for path in each.paths]
    session.console.progress(f"reading {len(paths)} files")
    limits = Limits(asked.max_feed_age, asked.max_loop_lag)
    return read(paths, period, limits, calendar=asked.calendar, wanted=asked.session)


def _begin(session: Session, summary: Summary, logs: list[Logs]) -> None:
    from rustybt_ops.results.model import Endpoint, Network
    from rustybt_ops.uptime.incident import written

    chosen, terms = summary.session, summary.session.terms
    low, high = map(written, summary.bounds)
    session.result.virtual_clock = terms.virtual
    session.result.parameters.update(
        session=chosen.run_id,
        start=low,
        end=high,
        planned_end=None if terms.planned_end is None else written(terms.planned_end),
        as_of=written(summary.period.as_of),
        target_percent=summary.target,
        strategy=terms.strategy,
        broker=terms.broker,
        calendar=chosen.market.name,
    )
    virtual = "its clock was virtual" if terms.virtual else ""
    notes = "; ".join(each for each in (virtual, terms.simulated) if each)
    name, place = terms.strategy or chosen.run_id, str(logs[0].folder)
    session.begin(
        "analyze-uptime", Endpoint("strategy", name, Network.FILE, place, bool(notes), notes)
    )
    session.console.line(f"  Period: {low} (included) to {high} (not included)")


def _record(session: Session, summary: Summary, reading: Reading) -> None:
    chosen = summary.session
    session.result.metrics.update(summary.metrics())
    session.result.metrics.update(
        lines=reading.lines, torn_lines=reading.torn, foreign_lines=reading.foreign
    )
    day, days = summary.days
    listed = chosen.ledger.incidents
    session.result.details.update(
        target_met=summary.met,
        interim=summary.interim,
        day=day,
        days=days,
        incidents=[each.row(summary.allowed) for each in listed],
        incidents_not_listed=chosen.ledger.count - len(listed),
        errors_by_category=dict(chosen.tally.errors.most_common()),
        clock_jumps=[{"at": each.at, "seconds": each.seconds} for each in chosen.clock.jumps],
    )


def _tickets(session: Session, summary: Summary, folder: Path) -> None:
    from rustybt_ops.cli.session import State
    from rustybt_ops.redact import Redactor
    from rustybt_ops.uptime.tickets import write_tickets
    from rustybt_ops.words import counted

    state = click.get_current_context().find_object(State)
    try:
        paths = write_tickets(summary, folder, state.redactor if state else Redactor())
    except OSError as error:
        raise ConfigurationError(
            f"the tickets cannot be written to {folder}: {error.strerror}",
            advice="Free space or choose another folder with --tickets.",
        ) from error
    session.result.artifacts.extend({"path": str(path)} for path in paths)
    session.console.line(f"{counted(len(paths), 'ticket')} in {folder}")
