"""`paper-trade`: a strategy trades with made-up money at live or recorded prices, for weeks."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rustybt_ops.cli.options import Common, common_options, result_options
from rustybt_ops.commands.shared_data import Asked, data_settings, live_data_options
from rustybt_ops.errors import ConfigurationError

if TYPE_CHECKING:
    from rustybt_ops.cli.session import Session
    from rustybt_ops.paper.folder import Folder
    from rustybt_ops.paper.opening import Request
    from rustybt_ops.paper.plan import Plan
    from rustybt_ops.paper.progress import Progress
    from rustybt_ops.paper.session import PaperSession

_MOST = 10**15  # beyond it the figures of a result are not exact
LOG = "paper-program"  # the program's own log: `paper-trade.log` holds the journal and no more


@dataclass(frozen=True, slots=True)
class Options:
    """The options that are no settings and no part of the plan."""

    resume: bool
    new: bool


@click.command("paper-trade", short_help="Let a strategy trade with made-up money.")
@click.option("--strategy", type=click.Path(path_type=Path), help="File that holds the strategy.")
@click.option("--broker", type=click.Choice(["paper"]), help="Who takes the orders [paper].")
@click.option("--duration", metavar="TIME", help="How long: 30s, 15m, 1h, 30d [default: 30d].")
@click.option("--symbols", metavar="NAMES", help="Symbols besides the strategy's, as SPY,QQQ.")
@click.option("--capital", metavar="AMOUNT", help="Cash it begins with [default: 100000].")
@click.option(
    "--clock",
    type=click.Choice(["real", "virtual"]),
    help="'virtual' runs through recorded bars at full speed [default: real].",
)
@click.option(
    "--pace",
    type=click.FloatRange(0.001, 86_400),
    metavar="SECONDS",
    help="Pause between recorded bars under the real clock [default: their interval].",
)
@click.option(
    "--heartbeat",
    type=click.FloatRange(0.05, 3600),
    metavar="SECONDS",
    help="Pause between two signs of life in the log [default: 5].",
)
@click.option("--resume", is_flag=True, help="Go on with the unfinished session, if there is one.")
@click.option("--new", is_flag=True, help="Set the unfinished session aside and begin another.")
@click.option(
    "--log-dir",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of the log and of the session's state instead of ~/.rustybt/logs.",
)
@live_data_options
@result_options
@common_options
def paper_trade(
    *,
    results_dir: Path | None,
    output: Path | None,
    config: Path | None,
    env_file: Path | None,
    log_level: str | None,
    verbose: bool,
    resume: bool,
    new: bool,
    log_dir: Path | None,
    **given: Any,  # noqa: ANN401 - the other options, as click passes them
) -> None:
    """Let a strategy trade with made-up money, for as long as it takes to believe it.

    Orders, fills, errors and heartbeats go into paper-trade.log, and into a database that survives
    whatever happens to the process: --resume goes on where it stopped, to the same planned end.
    SIGTERM or Ctrl-C ends the process in good order. analyze-uptime and status read what it
    writes. Without --source the bars are Yahoo's, a minute long. Under --clock virtual the result
    is labelled simulated.
    """
    from rustybt_ops.cli.launch import run

    if resume and new:
        raise ConfigurationError("--resume and --new contradict each other")
    request = _request(given)
    options = {**data_settings({**given, "results_dir": results_dir}), "log_dir": log_dir}
    run(
        "paper-trade",
        Common(config, env_file, log_level, verbose),
        lambda session: _trade(session, request, options, Options(resume, new)),
        options=options,
        output=output,
        log_name=LOG,
    )


def _request(given: dict[str, Any]) -> Request:
    from rustybt_ops.paper.opening import Request
    from rustybt_ops.paper.plan import parse_duration

    if given["duration"] is not None:
        parse_duration(given["duration"])
    choice = Asked(given["start"], given["end"], given["interval"], given["path"]).choice()
    return Request(
        strategy=given["strategy"],
        broker=given["broker"],
        duration=_duration(given["duration"], choice.start, choice.end),
        path=choice.path,
        interval=choice.interval,
        symbols=_symbols(given["symbols"]),
        capital=_capital(given["capital"]),
        clock=given["clock"],
        start=choice.start,
        heartbeat=given["heartbeat"],
        pace=given["pace"],
    )


def _duration(text: str | None, start: Any, end: Any) -> str | None:  # noqa: ANN401 - dates or None
    """The duration; --start and --end say it as well."""
    if end is None:
        return text
    if text is not None:
        raise ConfigurationError("give --duration or --end, not both")
    if start is None:
        raise ConfigurationError("--end needs --start", advice="Or give --duration.")
    return f"{(end - start).days}d"


def _symbols(text: str | None) -> tuple[str, ...] | None:
    if text is None:
        return None
    names = tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
    if not names:
        raise ConfigurationError("--symbols names no symbol", advice="Give them as SPY,QQQ.")
    return names


def _capital(text: str | None) -> Decimal | None:
    if text is None:
        return None
    try:
        amount = Decimal(text)
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or amount <= 0:
        raise ConfigurationError(f"--capital {text} is no amount above zero")
    if amount > _MOST:
        raise ConfigurationError(f"--capital {text} is more than {_MOST:,}")
    return amount


def _trade(session: Session, request: Request, options: dict[str, object], how: Options) -> None:
    from rustybt_ops.paper.folder import open_folder

    folder = open_folder(session.settings.log_dir, resume=how.resume, new=how.new)
    try:
        _run(session, request, options, folder, how)
    finally:
        folder.close()


def _run(
    session: Session, request: Request, options: dict[str, object], folder: Folder, how: Options
) -> None:
    from rustybt_ops.paper.progress import Progress
    from rustybt_ops.paper.signals import stopping
    from rustybt_ops.paper.verdict import checks, details, metrics

    console = session.console
    alert = partial(console.line, error=True)
    progress = Progress(console.progress, alert, session.result, session.target, session.redactor)
    paper = _prepared(session, request, options, folder, progress, resume=how.resume)
    try:
        with stopping(paper):
            ended = paper.run()
    finally:
        paper.feed.close()
    measured = paper.measured()
    console.clear()
    for check in checks(paper, ended, measured):
        session.report(check)
    session.result.metrics.update(metrics(paper, measured[0]))
    session.result.details.update(details(measured[0]))


def _prepared(
    session: Session,
    request: Request,
    options: dict[str, object],
    folder: Folder,
    progress: Progress,
    *,
    resume: bool,
) -> PaperSession:
    """The session, ready to run."""
    from rustybt_ops.paper.opening import (
        digest,
        new_plan,
        open_clock,
        open_feed,
        require_same,
        set_start,
    )
    from rustybt_ops.paper.session import PaperSession
    from rustybt_ops.trading.loader import load_strategy

    known = folder.plan
    if known is None and request.strategy is None and resume:
        raise ConfigurationError(
            f"there is no unfinished session in {folder.path}",
            advice="Give the folder of its log with --log-dir, or begin one with --strategy.",
        )
    if known is not None:
        require_same(known, request.given(session.settings, options))
    plan = known or new_plan(request, session.settings, options)
    strategy = load_strategy(Path(plan.strategy))
    if known is not None and digest(Path(plan.strategy)) != plan.digest:
        session.console.line("The strategy's file has changed since the session began.")
    clock = open_clock(plan, folder)
    feed = open_feed(plan, session.settings, clock)
    paper = PaperSession(
        folder,
        plan,
        strategy,
        feed,
        clock,
        resumed=known is not None,
        redactor=session.redactor,
        alert=partial(session.console.line, error=True),
        watch=progress,
        most_failures=session.settings.paper.failures,
    )
    if known is None:
        paper.schedule.settle(set_start(plan, feed, clock, paper.engine.symbols))
    _head(session, paper.plan, paper)
    return paper


def _head(session: Session, plan: Plan, paper: PaperSession) -> None:
    from rustybt_ops.results.model import Endpoint, Network
    from rustybt_ops.uptime.incident import written

    session.result.virtual_clock = plan.virtual
    session.result.versions.update(paper.feed.versions)
    session.result.parameters.update(
        session=plan.run_id,
        strategy=plan.strategy,
        symbols=",".join(paper.engine.symbols),
        interval=str(plan.interval),
        calendar=paper.hours.name,
        capital=str(plan.capital),
        heartbeat_seconds=plan.heartbeat,
        duration_seconds=plan.duration,
        start=written(plan.started / 1000),
        planned_end=written(paper.schedule.planned_end / 1000),
        resumed=paper.resumed,
    )
    folder = paper.folder.path
    session.result.artifacts.extend({"path": str(folder / name)} for name in paper.files)
    session.begin(
        "paper-trade", Endpoint("broker", plan.broker, Network.PAPER), paper.feed.endpoint
    )
    if plan.virtual:
        session.console.line("  SIMULATED: the clock is virtual. This validates no real session.")
    verb = "goes on" if paper.resumed else "begins"
    session.console.line(
        f"  Session {plan.run_id[:8]} {verb}: {', '.join(paper.engine.symbols)}, {plan.interval} "
        f"bars, until {written(paper.schedule.planned_end / 1000)}"
    )
    session.console.line(f"  Log: {folder / paper.files[0]}")
