"""`status`: what a paper-trading session is doing, whether it runs or not."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rustybt_ops.cli.options import Common, common_options
from rustybt_ops.errors import ExitCode
from rustybt_ops.words import counted

if TYPE_CHECKING:
    from rustybt_ops.cli.console import Console

_ADVICE = {
    "stopped": "The process is not running: go on with rustybt-ops paper-trade --resume.",
    "stuck": "The process lives but writes no heartbeats: look at the machine's load and disk.",
}


@click.command("status", short_help="Show what a paper-trading session is doing.")
@click.option(
    "--log-dir",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of the session's log instead of ~/.rustybt/logs.",
)
@click.option(
    "--events",
    type=click.IntRange(0, 200),
    default=5,
    show_default=True,
    help="How many of the last events to show.",
)
@click.option(
    "--output-format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Lines for a reader, or one JSON object.",
)
@common_options
@click.pass_context
def status(
    ctx: click.Context,
    *,
    log_dir: Path | None,
    events: int,
    output_format: str,
    config: Path | None,
    env_file: Path | None,
    log_level: str | None,
    verbose: bool,
) -> None:
    """Show what a paper-trading session is doing: positions, uptime so far, last events.

    Exits with 0 if it runs or has come to its end, and with 1 if its process is gone or stuck.
    """
    from rustybt_ops.cli.console import Console
    from rustybt_ops.cli.session import State
    from rustybt_ops.paper.status import look
    from rustybt_ops.redact import Redactor
    from rustybt_ops.settings.load import load

    state = ctx.find_object(State) or State((), Common(), Redactor())
    chosen = state.common.merged(Common(config, env_file, log_level, verbose))
    loaded = load({"log_dir": log_dir}, os.environ, config=chosen.config, env_file=chosen.env_file)
    found = look(loaded.settings.log_dir, time.time(), events)
    console = Console(state.redactor, verbose=chosen.verbose)
    if output_format == "json":
        click.echo(json.dumps(state.redactor.value(found.told), indent=2, ensure_ascii=False))
    else:
        _show(console, found.told)
    ctx.exit(ExitCode.PASS if found.well else ExitCode.FAILED)


def _show(console: Console, told: dict[str, Any]) -> None:
    from rustybt_ops.uptime.incident import written

    process = f", process {told['process']}" if told["process"] else ""
    console.line(f"Session {told['session'][:8]}: {told['health'].upper()}{process}")
    if told["simulated_clock"]:
        console.line("  SIMULATED: the clock is virtual. This validates no real session.")
    if told["simulated_data"]:
        console.line(f"  SIMULATED: {told['simulated_data']}. This validates no real service.")
    console.line(f"  Strategy: {told['strategy']}, bars from {told['source']}")
    console.line(f"  Time: {told['progress']}, {told['started']} to {told['planned_end']}")
    beat = told["last_heartbeat"]
    if beat:
        age = "no data yet" if beat["feed_age"] is None else f"data {beat['feed_age']:g} s old"
        market = "open" if beat["market_open"] else "closed"
        console.line(f"  Last heartbeat: {beat['timestamp']}, {age}, market {market}")
    console.line(f"  Uptime so far: {_uptime(told)}")
    console.line(f"  Portfolio: {told['portfolio_value']}, {told['cash']} of it in cash")
    for each in told["positions"]:
        console.line(f"    {each['quantity']} {each['symbol']} at {each['price']}")
    for each in told["open_orders"]:
        console.line(f"    open order: {each}")
    for each in told["events"]:
        rest = " ".join(
            f"{name}={written(value / 1000) if name == 'bar' else value}"
            for name, value in each.items()
            if name not in ("event", "timestamp", "boot_time", "seq", "boot_id", "run_id")
        )
        console.line(f"  {each['timestamp']} {each['event']} {rest}"[:160])
    if told["health"] in _ADVICE:
        console.line(f"What to do: {_ADVICE[told['health']]}")


def _uptime(told: dict[str, Any]) -> str:
    value = told["service_uptime_percent"]
    shown = "no market hours yet" if value is None else f"{int(value * 10_000) / 10_000:.4f}%"
    errors = sum(told["errors"].values())
    return f"{shown}, {counted(told['incidents'] or 0, 'incident')}, {counted(errors, 'error')}"
