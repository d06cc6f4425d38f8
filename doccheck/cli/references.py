"""`doccheck references`: every command reference, grep-like."""

from __future__ import annotations

from pathlib import Path

import click

from doccheck.api import check, references_json, references_text
from doccheck.cli.options import (
    cache_options,
    config_options,
    load_settings,
    make_store,
    output_option,
    write_output,
)


@click.command("references")
@click.argument("paths", nargs=-1, metavar="[PATHS]...")
@click.option(
    "--output-format",
    type=click.Choice(["text", "json"]),
    default="text",
    help="One line a reference, or JSON. [default: text]",
)
@output_option
@config_options
@cache_options
def command(
    *,
    paths: tuple[str, ...],
    output_format: str,
    output: Path | None,
    config: Path | None,
    isolated: bool,
    apps: tuple[str, ...],
    no_import: bool,
    no_cache: bool,
    cache_dir: str | None,
) -> None:
    """List every reference to an audited program, with its verdict.

    One line each, so that `wc -l` counts them.
    """
    settings = load_settings(config=config, isolated=isolated, apps=apps, no_import=no_import)
    report = check(
        settings, paths, store=make_store(settings, no_cache=no_cache, cache_dir=cache_dir)
    )
    text = references_json(report) if output_format == "json" else references_text(report)
    write_output(text, output)
