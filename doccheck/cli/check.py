"""`doccheck check`: the static audit."""

from __future__ import annotations

import sys
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import click

from doccheck.api import (
    Change,
    Document,
    Report,
    Settings,
    Store,
    check,
    load_baseline,
    planned_fixes,
    planned_ignores,
    unloadable,
    with_baseline,
    with_fixed,
    write_baseline,
    write_changes,
    write_record,
)
from doccheck.cli.options import (
    cache_options,
    config_options,
    load_settings,
    make_store,
    output_option,
    write_output,
)
from doccheck.cli.progress import progress_bar
from doccheck.cli.show import show_report, stdin_document, wants_color
from doccheck.config.settings import FORMATS, SEVERITIES
from doccheck.errors import ConfigError
from doccheck.model.finding import Severity


@dataclass(frozen=True, slots=True)
class _Options:
    """The options of the verb, as given."""

    paths: tuple[str, ...]
    config: Path | None
    isolated: bool
    apps: tuple[str, ...]
    no_import: bool
    no_cache: bool
    cache_dir: str | None
    output: Path | None
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    output_format: str | None
    fix: bool
    unsafe_fixes: bool
    diff: bool
    add_ignore: str | None
    record: Path | None
    baseline: str | None
    update_baseline: bool
    fail_on: str | None
    exit_zero: bool
    statistics: bool
    color: str
    stdin_filename: str
    jobs: int
    quiet: bool
    verbose: bool


@click.command("check")
@click.argument("paths", nargs=-1, metavar="[PATHS]...")
@click.option("--select", multiple=True, metavar="RULES", help="Apply only these rules.")
@click.option("--ignore", multiple=True, metavar="RULES", help="Leave these rules out.")
@click.option("--output-format", type=click.Choice(FORMATS), help="How to report. [default: text]")
@output_option
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
@click.option("--update-baseline", is_flag=True, help="Write today's findings to the baseline.")
@click.option(
    "--fail-on",
    type=click.Choice(SEVERITIES),
    help="The least severity that makes the exit code 1. [default: error]",
)
@click.option("--exit-zero", is_flag=True, help="Exit with 0 even if there are findings.")
@click.option("--statistics", is_flag=True, help="Show counts by rule.")
@click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    help="When to use colours. [default: auto]",
)
@click.option(
    "--stdin-filename",
    default="<stdin>.md",
    metavar="NAME",
    help="The name of the document that is read for the path `-`.",
)
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(min=0),
    default=0,
    metavar="N",
    help="Processes to read documents with. [default: one a core for large sets]",
)
@config_options
@cache_options
@click.option("-q", "--quiet", is_flag=True, help="Show findings only, no summary.")
@click.option("-v", "--verbose", is_flag=True, help="List every skipped reference.")
def command(**options: Any) -> None:  # noqa: ANN401 - read into _Options, whose fields are typed
    """Check the commands in documents against the programs themselves.

    PATHS are files and folders; `-` reads a document from the standard input. Without PATHS the
    configured ones are read, or the whole project.

    Exit code: 0 nothing to report, 1 findings, 2 the check could not be made.
    """
    given = _Options(**{field.name: options[field.name] for field in fields(_Options)})
    _check_consistency(given)
    settings = _settings(given)
    stdin = stdin_document(given.stdin_filename) if given.paths == ("-",) else None
    if given.stdin_filename and "-" in given.paths and len(given.paths) > 1:
        raise ConfigError("`-` reads the standard input and cannot stand beside other paths")
    sys.exit(_run(given, settings, stdin))


def _run(given: _Options, settings: Settings, stdin: Document | None) -> int:
    store = make_store(settings, no_cache=given.no_cache, cache_dir=given.cache_dir)
    report = _checked(given, settings, store, stdin)
    if given.update_baseline:
        return _update_baseline(report, settings)
    if settings.baseline:
        report = with_baseline(report, load_baseline(settings.root / settings.baseline))
    if given.diff:
        return _show_diff(report, given, stdin)
    if given.add_ignore is not None:
        changes = planned_ignores(report, settings, Path.cwd(), given.add_ignore)
        return _rewrite(changes, given, settings, store, report)
    if given.fix:
        return _fix(report, given, settings, store, stdin)
    return _finish(report, given, settings)


def _checked(given: _Options, settings: Settings, store: Store, stdin: Document | None) -> Report:
    paths = () if stdin is not None else given.paths
    with progress_bar(quiet=given.quiet) as progress:
        return check(settings, paths, store=store, jobs=given.jobs, stdin=stdin, progress=progress)


def _settings(given: _Options) -> Settings:
    settings = load_settings(
        config=given.config, isolated=given.isolated, apps=given.apps, no_import=given.no_import
    )
    changes: dict[str, object] = {
        "select": _split(given.select),
        "ignore": (*settings.ignore, *_split(given.ignore)),
        "fail_on": given.fail_on,
        "output_format": given.output_format,
        "baseline": given.baseline and str(Path.cwd() / given.baseline),
    }
    return replace(settings, **{key: value for key, value in changes.items() if value})  # type: ignore[arg-type]  # typed by the options


def _split(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(part.strip() for value in values for part in value.split(",") if part.strip())


def _check_consistency(given: _Options) -> None:
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
    if "-" in given.paths and len(given.paths) > 1:
        raise ConfigError("`-` reads the standard input and cannot stand beside other paths")
    if "-" in given.paths and (given.add_ignore is not None or given.update_baseline):
        raise ConfigError("the standard input cannot be changed: name a file")


def _update_baseline(report: Report, settings: Settings) -> int:
    if not settings.baseline:
        raise ConfigError("--update-baseline needs --baseline FILE, or `baseline` in the settings")
    path = settings.root / settings.baseline
    count = write_baseline(report, path)
    click.echo(f"{path}: {count} known finding{'' if count == 1 else 's'}")
    return 0


def _show_diff(report: Report, given: _Options, stdin: Document | None) -> int:
    changes = planned_fixes(report, Path.cwd(), unsafe=given.unsafe_fixes, stdin=stdin)
    write_output("".join(change.diff for change in changes), given.output)
    fixed = sum(len(change.fixed) for change in changes)
    click.echo(f"would fix {fixed} of {report.summary.findings} findings", err=True)
    return 0 if given.exit_zero or not changes else 1


def _fix(
    report: Report,
    given: _Options,
    settings: Settings,
    store: Store,
    stdin: Document | None,
) -> int:
    changes = planned_fixes(report, Path.cwd(), unsafe=given.unsafe_fixes, stdin=stdin)
    if stdin is not None:
        click.echo(changes[0].text if changes else stdin.text, nl=False)
        return 0
    return _rewrite(changes, given, settings, store, report)


def _rewrite(
    changes: list[Change], given: _Options, settings: Settings, store: Store, report: Report
) -> int:
    """Write the changes and report what is left."""
    if not changes:
        return _finish(report, given, settings)
    write_changes(changes, settings.root)
    left = _checked(given, settings, store, None)
    if settings.baseline:
        left = with_baseline(left, load_baseline(settings.root / settings.baseline))
    fixed = [finding for change in changes for finding in change.fixed]
    return _finish(with_fixed(left, fixed) if given.fix else left, given, settings)


def _finish(report: Report, given: _Options, settings: Settings) -> int:
    if given.record is not None:
        write_record(report, given.record)
    color = wants_color(given.color, given.output)
    text = show_report(
        report,
        settings.output_format,
        color=color,
        statistics=given.statistics,
        quiet=given.quiet,
        verbose=given.verbose,
    )
    write_output(text, given.output)
    if given.exit_zero:
        return 0
    if unloadable(report):
        return 2
    threshold = Severity(settings.fail_on).rank
    return int(any(finding.severity.rank >= threshold for finding in report.findings))
