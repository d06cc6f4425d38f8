"""`doccheck inventory`: what the programs offer."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from doccheck import api
from doccheck.cli.options import output_option, with_settings, with_store, write_output


@click.command("inventory")
@click.option("--program", metavar="NAME", help="Only this program.")
@click.option(
    "--output-format",
    type=click.Choice(["markdown", "json"]),
    default="markdown",
    help="A Markdown page, or the manifest as JSON. [default: markdown]",
)
@output_option
@click.option(
    "--check",
    "compare",
    is_flag=True,
    help="Fail if a command or option of the checked-in manifest has disappeared.",
)
@with_settings
@with_store
def command(
    *,
    settings: api.Settings,
    store: api.Store,
    program: str | None,
    output_format: str,
    output: Path | None,
    compare: bool,
) -> None:
    """List the commands and options of the audited programs.

    The JSON form is the manifest that `manifest = FILE` checks against.
    """
    programs = api.load_programs(settings, store, program)
    if compare:
        gone, compared = api.vanished(programs)
        for line in gone:
            click.echo(line)
        if gone:
            sys.exit(1)
        click.echo(f"nothing has disappeared ({compared} compared)")
        return
    make = api.inventory_manifest if output_format == "json" else api.inventory_markdown
    write_output(make(programs), output)
