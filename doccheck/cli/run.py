"""`doccheck run`: executes what the documents show, in a sandbox."""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path
from typing import Any

import click
from msgspec import Struct
from msgspec.structs import replace

from doccheck import api
from doccheck.cli.options import (
    color_option,
    quiet_option,
    report_options,
    with_settings,
    with_store,
    write_output,
)
from doccheck.cli.progress import progress_bar
from doccheck.cli.terminal import wants_color
from doccheck.config.running import POLICIES, STRENGTHS
from doccheck.errors import ConfigError
from doccheck.model.display import printable


class _Given(Struct, frozen=True):
    """The options of `doccheck run`, as given."""

    paths: tuple[str, ...]
    policy: str | None
    output_format: str | None
    output: Path | None
    record: Path | None
    update: bool
    jobs: int
    fail_fast: bool
    last_failed: bool
    fail_under: int | None
    require_isolation: str | None
    unsafe_no_sandbox: bool
    color: str
    quiet: bool
    verbose: bool


@click.command("run")
@click.argument("paths", nargs=-1, metavar="[PATHS]...")
@click.option(
    "--policy",
    type=click.Choice(POLICIES),
    help="What to execute: marked blocks and help screens, help screens alone, or all blocks."
    " [default: marked]",
)
@report_options
@click.option(
    "--record",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Keep the result of every block in FILE (JSON), for the site to show.",
)
@click.option("--update", is_flag=True, help="Write what was printed into the pages that show it.")
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(min=0),
    default=0,
    metavar="N",
    help="Sandboxes to work in at a time. [default: as many as pay off]",
)
@click.option("--fail-fast", is_flag=True, help="Stop at the first failure.")
@click.option("--last-failed", is_flag=True, help="Leave out what passed last time.")
@click.option(
    "--fail-under",
    type=click.IntRange(0, 100),
    metavar="PCT",
    help="Exit with 1 if less than PCT percent of what is executable was executed.",
)
@click.option(
    "--require-isolation",
    type=click.Choice(STRENGTHS),
    help="The least that the sandbox must keep. [default: fallback]",
)
@click.option(
    "--unsafe-no-sandbox",
    is_flag=True,
    help="Execute without a sandbox: the commands can do whatever you can.",
)
@color_option
@with_settings
@with_store
@quiet_option
@click.option("-v", "--verbose", is_flag=True, help="List every block, executed or not.")
def command(*, settings: api.Settings, store: api.Store, **options: Any) -> None:  # noqa: ANN401 - read into _Given, whose fields are typed
    """Check the commands in documents, then execute them in a sandbox.

    What a directive marks is executed, and the help screen of every command that is named. A
    command that the check refuses is not executed: its finding stands for it.

    Exit code: 0 nothing to report, 1 findings or too little executed, 2 it could not work: usage,
    settings, no sandbox, or a program that cannot be loaded. Ctrl-C reports what was executed
    until then, and ends with 130.
    """
    given = _Given(**{name: options[name] for name in _Given.__struct_fields__})
    if given.unsafe_no_sandbox and given.require_isolation:
        raise ConfigError("--unsafe-no-sandbox and --require-isolation contradict each other")
    settings = _with_options(settings, given)
    api.begin_sandbox(settings, unsafe=given.unsafe_no_sandbox)
    report = _updated(settings, store, given) if given.update else _run(settings, store, given)
    interrupted = report.run is not None and report.run.interrupted
    if given.record is not None and not interrupted:
        api.write_run_record(report, given.record)
    from doccheck.report.formats import render  # noqa: PLC0415 - not needed to show the help
    from doccheck.report.options import RenderOptions  # noqa: PLC0415 - the same

    shown = RenderOptions(
        color=wants_color(given.color, given.output), quiet=given.quiet, verbose=given.verbose
    )
    write_output(render(report, settings.output_format, shown), given.output)
    if interrupted:
        if given.record is not None:
            click.echo(f"{given.record} was not written: the run is not whole", err=True)
        raise click.Abort
    sys.exit(_code(report, settings))


def _run(settings: api.Settings, store: api.Store, given: _Given) -> api.Report:
    return _executed(settings, store, given).report


def _updated(settings: api.Settings, store: api.Store, given: _Given) -> api.Report:
    """Execute, write what was printed, and execute what changed once more: it must hold."""
    executed = _executed(settings, store, given)
    if executed.report.run is not None and executed.report.run.interrupted:
        click.echo("the pages were not updated: the run is not whole", err=True)
        return executed.report
    updates = api.planned_updates(executed, Path.cwd())
    for told in updates.refused:
        click.echo(printable(told), err=True)
    if not updates.changes:
        return executed.report
    api.write_changes(updates.changes, settings.root)
    left = _run(settings, store, replace(given, last_failed=False))
    return api.with_fixed(left, [one for change in updates.changes for one in change.fixed])


def _executed(settings: api.Settings, store: api.Store, given: _Given) -> api.Executed:
    options = api.RunOptions(
        unsafe=given.unsafe_no_sandbox,
        jobs=given.jobs,
        fail_fast=given.fail_fast,
        last_failed=given.last_failed,
    )
    with progress_bar("executed", "blocks", quiet=given.quiet, many=1) as progress:
        return api.run(settings, given.paths, options, store=store, progress=progress)


def _with_options(settings: api.Settings, given: _Given) -> api.Settings:
    named = {
        "policy": given.policy,
        "fail_under": given.fail_under,
        "require_isolation": given.require_isolation,
    }
    chosen: dict[str, Any] = {key: value for key, value in named.items() if value is not None}
    settings = dataclasses.replace(settings, run=dataclasses.replace(settings.run, **chosen))
    if given.output_format:
        settings = dataclasses.replace(settings, output_format=given.output_format)
    return settings


def _code(report: api.Report, settings: api.Settings) -> int:
    if api.unloadable(report):
        return 2
    threshold = api.Severity(settings.fail_on).rank
    if any(one.severity.rank >= threshold for one in report.findings):
        return 1
    info = report.run
    return int(info is not None and info.sums.percent < info.fail_under)
