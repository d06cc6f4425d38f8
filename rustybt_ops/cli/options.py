"""Options that are accepted before and after the command."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

Function = TypeVar("Function", bound=Callable[..., Any])

STDOUT = Path("/dev/stdout")  # what `--output -` means
_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


@dataclass(slots=True)
class Common:
    """The values of the shared options; what stands after the command wins."""

    config: Path | None = None
    env_file: Path | None = None
    log_level: str | None = None
    verbose: bool = False

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Common:
        """The values as click passes them."""
        return cls(**values)

    def merged(self, later: Common) -> Common:
        """These values, overridden by those that were given later."""
        return Common(
            later.config or self.config,
            later.env_file or self.env_file,
            later.log_level or self.log_level,
            later.verbose or self.verbose,
        )


def common_options(function: Function) -> Function:
    """Add the shared options to the group or to a command."""
    path = click.Path(path_type=Path, dir_okay=False)
    for option in (
        click.option("-v", "--verbose", is_flag=True, help="Print more of what was found."),
        click.option(
            "--log-level",
            type=click.Choice(_LEVELS, case_sensitive=False),
            help="The least severe entry in the log file.",
        ),
        click.option("--env-file", type=path, help="File of variables instead of ./.env."),
        click.option(
            "--config", type=path, help="Settings file instead of ~/.rustybt/config.yaml."
        ),
    ):
        function = option(function)
    return function


def _output(ctx: click.Context, param: click.Parameter, value: str | None) -> Path | None:  # noqa: ARG001 - click's interface
    """The path that is given; `-` stands for standard output, and `./-` for a file."""
    if value is None:
        return None
    return STDOUT if value == "-" else Path(value)


def result_options(function: Function) -> Function:
    """Add the options that say where the result document goes."""
    for option in (
        click.option(
            "--results-dir",
            type=click.Path(path_type=Path, file_okay=False),
            help="Folder of the result documents instead of ~/.rustybt/results.",
        ),
        click.option(
            "-o",
            "--output",
            type=click.Path(dir_okay=False, allow_dash=True),
            callback=_output,
            help="File that receives the result document; - is standard output.",
        ),
    ):
        function = option(function)
    return function
