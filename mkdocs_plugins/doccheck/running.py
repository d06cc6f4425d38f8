"""The executions that captions tell of: recorded ones, or `doccheck run` called here."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from doccheck.api import Settings, Store, standing_blocks
from doccheck.errors import ConfigError, InputError
from doccheck.model.run_record import RunRecord
from mkdocs_plugins.doccheck.executions import Executions, read_record
from mkdocs_plugins.doccheck.pages import PageText

_MARKDOWN = frozenset({".md", ".markdown"})
_CANNOT = 2
"""What `doccheck run` exits with when nothing could be executed."""


@dataclass(frozen=True, slots=True)
class Site:
    """Where `mkdocs.yml` lies, and what a check there rests on."""

    root: Path
    settings: Settings
    store: Store


def recorded(record: Path | None, pages: Sequence[PageText], site: Site) -> Executions:
    """Return what a record tells; an absent one tells nothing.

    Raises:
        ConfigError: no record is named.
        DoccheckError: it cannot be used.
    """
    del pages
    if record is None:
        raise ConfigError(
            "`run: cached` wants to know the record of the run",
            hint="name it: `record: FILE`, and make it with `doccheck run --record FILE`",
        )
    return _held_against(read_record(record), site)


def executed(record: Path | None, pages: Sequence[PageText], site: Site) -> Executions:
    """Execute the pages now, in a process of its own, and return what it tells.

    Executed are files: those of the pages, and the Markdown files that pages include.

    Raises:
        DoccheckError: nothing could be executed.
    """
    command = [sys.executable, "-m", "doccheck", "run"]
    if site.settings.source:
        command += ["--config", str(site.settings.source)]
    files = dict.fromkeys(str(page.path) for page in pages if page.path is not None)
    files |= dict.fromkeys(str(path) for path in _included(pages))
    with tempfile.TemporaryDirectory(prefix="doccheck-") as folder:
        target = record or Path(folder, "run.json")
        done = subprocess.run(  # noqa: S603 - our own program
            [*command, "--record", str(target), "--", *files],
            cwd=site.root,
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
        )
        if done.returncode >= _CANNOT or done.returncode < 0:
            said = done.stderr.strip() or f"it ended with {done.returncode}"
            raise InputError(f"`doccheck run` could not execute the pages: {said}")
        found = read_record(target)
    return _held_against(found, site)


def _held_against(record: RunRecord | None, site: Site) -> Executions:
    """Hold a record against what stands on the pages now."""
    if record is None:
        return Executions()
    standing = standing_blocks(site.settings, record, cwd=site.root, store=site.store)
    return Executions(record.executions, standing)


def _included(pages: Iterable[PageText]) -> list[Path]:
    return sorted({path for page in pages for path in page.included if path.suffix in _MARKDOWN})


def as_written(pages: Sequence[PageText]) -> str:
    """Return what is said of pages that are not executed as the reader sees them."""
    count = sum(page.changed for page in pages)
    if not count:
        return ""
    return (
        f"`run: live` executed files as they are written; snippets or plugins rewrite {count} of"
        f" {len(pages)} pages, and what these put in was executed only where it is a Markdown"
        " file itself"
    )


MODES = {"cached": recorded, "live": executed}
