"""`doccheck clean`: remove the cache."""

from __future__ import annotations

import shutil

import click

from doccheck.cache.store import is_cache
from doccheck.cli.options import with_settings
from doccheck.config import Settings
from doccheck.errors import InputError


@click.command("clean")
@click.option("--cache-dir", metavar="DIR", help="The cache's folder, if not the configured one.")
@with_settings
def command(*, settings: Settings, cache_dir: str | None) -> None:
    """Remove the cache folder."""
    folder = settings.root / (cache_dir or settings.cache_dir)
    if not folder.exists():
        click.echo(f"{folder}: nothing to remove")
        return
    if not is_cache(folder):
        raise InputError(
            f"{folder}: not a cache folder of doccheck (its CACHEDIR.TAG would say so);"
            " nothing removed",
            hint="check `cache-dir` in the settings",
        )
    shutil.rmtree(folder)
    click.echo(f"{folder}: removed")
