"""`doccheck references`: every command reference, grep-like."""

from __future__ import annotations

from pathlib import Path

import click

from doccheck import api
from doccheck.cli.options import output_option, with_settings, with_store, write_output


@click.command("references")
@click.argument("paths", nargs=-1, metavar="[PATHS]...")
@click.option(
    "--output-format",
    type=click.Choice(["text", "json"]),
    default="text",
    help="One line a reference, or JSON. [default: text]",
)
@output_option
@with_settings
@with_store
def command(
    *,
    settings: api.Settings,
    store: api.Store,
    paths: tuple[str, ...],
    output_format: str,
    output: Path | None,
) -> None:
    """List every reference to an audited program, with its verdict.

    One line each, so that `wc -l` counts them.
    """
    report = api.check(settings, paths, store=store)
    text = api.references_json if output_format == "json" else api.references_text
    write_output(text(report), output)
