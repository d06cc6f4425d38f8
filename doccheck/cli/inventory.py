"""`doccheck inventory`: what the programs offer."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from doccheck.api import inventory_manifest, inventory_markdown, load_programs, vanished
from doccheck.cli.options import (
    cache_options,
    config_options,
    load_settings,
    make_store,
    output_option,
    write_output,
)


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
@config_options
@cache_options
def command(
    *,
    program: str | None,
    output_format: str,
    output: Path | None,
    compare: bool,
    config: Path | None,
    isolated: bool,
    apps: tuple[str, ...],
    no_import: bool,
    no_cache: bool,
    cache_dir: str | None,
) -> None:
    """List the commands and options of the audited programs.

    The JSON form is the manifest that `manifest = FILE` checks against.
    """
    settings = load_settings(config=config, isolated=isolated, apps=apps, no_import=no_import)
    store = make_store(settings, no_cache=no_cache, cache_dir=cache_dir)
    programs = load_programs(settings, store, program)
    if compare:
        gone, compared = vanished(programs)
        for line in gone:
            click.echo(line)
        if gone:
            sys.exit(1)
        click.echo(f"nothing has disappeared ({compared} compared)")
        return
    make = inventory_manifest if output_format == "json" else inventory_markdown
    write_output(make(programs), output)
