"""Options that several verbs share, and the settings they make."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from doccheck.atomic import replace_file
from doccheck.cache import Store
from doccheck.config import ProgramSettings, Settings, discover
from doccheck.config.settings import FORMATS
from doccheck.errors import ConfigError

Verb = Callable[..., Any]


def with_settings(function: Verb) -> Verb:
    """Add the options that choose the configuration; the verb gets `settings`."""

    @wraps(function)
    def call(
        *,
        config: Path | None,
        isolated: bool,
        apps: tuple[str, ...],
        no_import: bool,
        **rest: object,
    ) -> object:
        settings = load_settings(config=config, isolated=isolated, apps=apps, no_import=no_import)
        return function(settings=settings, **rest)

    return _with(_CONFIG, call)


def with_store(function: Verb) -> Verb:
    """Add the options that choose the cache; the verb, which takes `settings`, gets `store`."""

    @wraps(function)
    def call(*, settings: Settings, no_cache: bool, cache_dir: str | None, **rest: object) -> Any:  # noqa: ANN401 - whatever the verb takes and gives
        folder = None if no_cache else settings.root / (cache_dir or settings.cache_dir)
        return function(settings=settings, store=Store(folder), **rest)

    return _with(_CACHE, call)


def output_option(function: Verb) -> Verb:
    """Add `-o FILE`."""
    return _OUTPUT(function)


def report_options(function: Verb) -> Verb:
    """Add `--output-format` and `-o FILE`, of a verb that reports findings."""
    return _with((_FORMAT, _OUTPUT), function)


def color_option(function: Verb) -> Verb:
    """Add `--color`."""
    return _COLOR(function)


def quiet_option(function: Verb) -> Verb:
    """Add `-q`."""
    return _QUIET(function)


def _with(options: tuple[Callable[[Verb], Verb], ...], function: Verb) -> Verb:
    for option in reversed(options):
        function = option(function)
    return function


_CONFIG = (
    click.option(
        "--config",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Read the settings from FILE (doccheck.toml or pyproject.toml).",
    ),
    click.option("--isolated", is_flag=True, help="Read no configuration file."),
    click.option(
        "--app",
        "apps",
        multiple=True,
        metavar="[NAME=]MODULE:EXPR",
        help="Check this program, instead of the configured ones (repeatable).",
    ),
    click.option(
        "--no-import",
        is_flag=True,
        help="Never import an audited program: check from manifests alone.",
    ),
)
_CACHE = (
    click.option("--no-cache", is_flag=True, help="Neither read nor write the cache."),
    click.option(
        "--cache-dir",
        metavar="DIR",
        help="Keep the cache in DIR instead of .doccheck_cache.",
    ),
)
_FORMAT = click.option(
    "--output-format", type=click.Choice(FORMATS), help="How to report. [default: text]"
)
_COLOR = click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    help="When to use colours. [default: auto]",
)
_QUIET = click.option("-q", "--quiet", is_flag=True, help="Show findings only, no summary.")
_OUTPUT = click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write to FILE instead of the standard output.",
)


def load_settings(
    *, config: Path | None, isolated: bool, apps: tuple[str, ...], no_import: bool
) -> Settings:
    """Return the settings in force, command line options applied.

    Raises:
        ConfigError: a fault in the file, or options that contradict.
    """
    if config is not None and isolated:
        raise ConfigError("--config and --isolated contradict each other")
    settings = discover(Path.cwd(), config=config, isolated=isolated)
    if apps:
        settings = dataclasses.replace(settings, programs=dict(_program(app) for app in apps))
    if no_import:
        settings = dataclasses.replace(settings, allow_import=False)
    return settings


def write_output(text: str, output: Path | None) -> None:
    """Write a report to a file, atomically, or to the standard output.

    Raises:
        ConfigError: the file cannot be written.
    """
    if output is None or str(output) == "-":
        if text:
            # The renderer has decided about colours: click must not strip them again.
            click.echo(text, nl=not text.endswith("\n"), color=True)
        return
    try:
        replace_file(output, text.encode("utf-8", "replace"))
    except OSError as error:
        raise ConfigError(f"{output}: cannot be written: {error.strerror}") from error


def _program(app: str) -> tuple[str, ProgramSettings]:
    name, _, target = app.rpartition("=")
    module, colon, _ = target.partition(":")
    if not colon or not module:
        raise ConfigError(
            f"--app {app}: expected [NAME=]MODULE:EXPR", hint="--app prog=pkg.cli:main"
        )
    return name or module.split(".")[0], ProgramSettings(app=target, given=True)
