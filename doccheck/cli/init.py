"""`doccheck init`: a commented configuration from what is found."""

from __future__ import annotations

from pathlib import Path

import click

from doccheck.api import initial_settings
from doccheck.cli.options import write_output
from doccheck.errors import ConfigError


@click.command("init")
@click.option("--stdout", is_flag=True, help="Print the configuration; write nothing.")
def command(*, stdout: bool) -> None:
    """Write a commented doccheck.toml from what is found in this folder.

    An existing configuration is never overwritten.
    """
    folder = Path.cwd()
    text = initial_settings(folder)
    if stdout:
        click.echo(text, nl=False)
        return
    path = folder / "doccheck.toml"
    if path.exists():
        raise ConfigError(
            f"{path}: exists already", hint="`doccheck init --stdout` prints a new one"
        )
    write_output(text, path)
    if "\n[programs." in text:
        click.echo(f"{path}: written; now try `doccheck check`")
    else:
        click.echo(f"{path}: written; no program was found: name yours there")
