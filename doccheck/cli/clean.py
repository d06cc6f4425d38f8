"""`doccheck clean`: remove the cache."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from doccheck.cli.options import config_options, load_settings
from doccheck.errors import InputError


@click.command("clean")
@config_options
@click.option("--cache-dir", metavar="DIR", help="The cache's folder, if not the configured one.")
def command(
    *,
    config: Path | None,
    isolated: bool,
    apps: tuple[str, ...],
    no_import: bool,
    cache_dir: str | None,
) -> None:
    """Remove the cache folder."""
    settings = load_settings(config=config, isolated=isolated, apps=apps, no_import=no_import)
    folder = settings.root / (cache_dir or settings.cache_dir)
    if not folder.exists():
        click.echo(f"{folder}: nothing to remove")
        return
    if not (folder / "CACHEDIR.TAG").is_file():
        raise InputError(
            f"{folder}: not a cache folder (it holds no CACHEDIR.TAG); nothing removed",
            hint="check `cache-dir` in the settings",
        )
    shutil.rmtree(folder)
    click.echo(f"{folder}: removed")
