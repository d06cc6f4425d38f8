"""`doccheck check`: the static audit."""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path
from typing import Any

import click

from doccheck import api
from doccheck.cli.audit import Audit, CheckOptions
from doccheck.cli.options import (
    color_option,
    quiet_option,
    report_options,
    with_settings,
    with_store,
)
from doccheck.config.settings import SEVERITIES
from doccheck.errors import ConfigError


@click.command("check")
@click.argument("paths", nargs=-1, metavar="[PATHS]...")
@click.option("--select", multiple=True, metavar="RULES", help="Apply only these rules.")
@click.option("--ignore", multiple=True, metavar="RULES", help="Leave these rules out.")
@report_options
@click.option("--fix", is_flag=True, help="Write the safe fixes into the documents.")
@click.option("--unsafe-fixes", is_flag=True, help="With --fix or --diff: the unsafe ones too.")
@click.option("--diff", is_flag=True, help="Show what --fix would change; write nothing.")
@click.option(
    "--add-ignore",
    is_flag=False,
    flag_value="",
    metavar="[REASON]",
    help="Write a directive for every finding: --add-ignore=REASON.",
)
@click.option(
    "--record",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Keep the found, fixed and open discrepancies in FILE (JSON).",
)
@click.option("--baseline", metavar="FILE", help="Report only what FILE does not know.")
@click.option(
    "--since",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Tell new findings from those in the baseline FILE, and list what is fixed.",
)
@click.option("--update-baseline", is_flag=True, help="Write today's findings to the baseline.")
@click.option(
    "--fail-on",
    type=click.Choice(SEVERITIES),
    help="The least severity that makes the exit code 1. [default: error]",
)
@click.option("--exit-zero", is_flag=True, help="Exit with 0 even if there are findings.")
@click.option("--statistics", is_flag=True, help="Show counts by rule.")
@color_option
@click.option(
    "--stdin-filename",
    default="<stdin>.md",
    metavar="NAME",
    help="The name of the document that is read for the path `-`; its suffix says what it is.",
)
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(min=0),
    default=0,
    metavar="N",
    help="Processes to read documents with. [default: one a core for large sets]",
)
@with_settings
@with_store
@quiet_option
@click.option("-v", "--verbose", is_flag=True, help="List every skipped reference.")
def command(*, settings: api.Settings, store: api.Store, **options: Any) -> None:  # noqa: ANN401 - read into CheckOptions, whose fields are typed
    """Check the commands in documents against the programs themselves.

    PATHS are files and folders; `-` reads a document from the standard input. Without PATHS the
    configured ones are read, or the whole project.

    Exit code: 0 nothing to report, 1 findings, 2 the check could not be made.
    """
    _require_rules(options["select"], options["ignore"])
    given = CheckOptions(**{name: options[name] for name in CheckOptions.__struct_fields__})
    _check_consistency(given)
    sys.exit(Audit(given, _with_options(settings, given), store).run())


def _with_options(settings: api.Settings, given: CheckOptions) -> api.Settings:
    changes: dict[str, object] = {
        "select": _split(given.select),
        "ignore": (*settings.ignore, *_split(given.ignore)),
        "fail_on": given.fail_on,
        "output_format": given.output_format,
        "baseline": given.baseline and str(Path.cwd() / given.baseline),
    }
    return dataclasses.replace(settings, **{key: value for key, value in changes.items() if value})  # type: ignore[arg-type]  # typed by the options


def _require_rules(*named: tuple[str, ...]) -> None:
    """Require that the rules exist, before the settings are blamed for them."""
    if not any(named):
        return
    from doccheck.rules.selection import UnknownRuleError, codes  # noqa: PLC0415 - rarely needed

    try:
        for values in named:
            for selector in _split(values):
                codes(selector)
    except UnknownRuleError as error:
        raise ConfigError(str(error), hint="`doccheck rule` lists them all") from None


def _split(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(part.strip() for value in values for part in value.split(",") if part.strip())


def _check_consistency(given: CheckOptions) -> None:
    modes = {
        "--fix": given.fix,
        "--diff": given.diff,
        "--add-ignore": given.add_ignore is not None,
        "--update-baseline": given.update_baseline,
    }
    chosen = [name for name, on in modes.items() if on]
    if len(chosen) > 1:
        raise ConfigError(f"{' and '.join(chosen)} contradict each other: choose one")
    if given.unsafe_fixes and not (given.fix or given.diff):
        raise ConfigError("--unsafe-fixes needs --fix or --diff")
    if given.since and chosen:
        raise ConfigError(f"--since compares a check: it cannot stand beside {chosen[0]}")
    if "-" in given.paths and len(given.paths) > 1:
        raise ConfigError("`-` reads the standard input and cannot stand beside other paths")
    if "-" in given.paths and (given.add_ignore is not None or given.update_baseline):
        raise ConfigError("the standard input cannot be changed: name a file")
