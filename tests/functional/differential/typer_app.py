"""A Typer application with every kind of parameter that Typer makes."""
# Typer reads the annotations when the application is made.
# ruff: noqa: FBT001, FBT002, UP045

import datetime as dt
import enum
import pathlib
import uuid
from typing import Annotated, Literal, Optional

import typer

# Installing completion would write to the home folder.
app = typer.Typer(add_completion=False)
jobs = typer.Typer(no_args_is_help=False)
app.add_typer(jobs, name="jobs")


class Color(enum.Enum):
    """What there is to choose from."""

    RED = "red"
    GREEN = "Green"


@app.callback()
def root(verbose: Annotated[int, typer.Option("--verbose", "-v", count=True)] = 0) -> None:
    """Stand for the program."""


@app.command()
def paint(
    color: Color,
    shades: Optional[list[str]] = None,
    loose: Annotated[Color, typer.Option(case_sensitive=False)] = Color.RED,
    mode: Literal["fast", "slow"] = "fast",
    dry: bool = False,
    wet: Annotated[bool, typer.Option("--wet/--no-wet", "-w/-W")] = True,
) -> None:
    """Take choices and flags."""


@app.command(hidden=True)
def measure(
    size: Annotated[int, typer.Argument(min=1, max=9)],
    ratio: Annotated[float, typer.Option(min=0, max=1)] = 0,
    limit: Annotated[int, typer.Option(min=0, max=5, clamp=True)] = 0,
    pair: tuple[int, str] = (0, ""),
    many: Annotated[Optional[list[int]], typer.Option("--many", "-m")] = None,
) -> None:
    """Take numbers."""


@jobs.command(deprecated=True)
def start(
    name: Annotated[str, typer.Option()],
    when: Annotated[dt.datetime, typer.Option(formats=["%Y-%m-%d"])],
    key: Annotated[Optional[uuid.UUID], typer.Option()] = None,
    file: Annotated[pathlib.Path, typer.Option()] = pathlib.Path(),
) -> None:
    """Take dates and the like."""


@jobs.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def run(target: str, force: Annotated[bool, typer.Option("--force", "-f")] = False) -> None:
    """Pass the rest on."""
