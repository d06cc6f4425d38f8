"""The executions that captions tell of: recorded ones, or `doccheck run` called here."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from doccheck.api import Settings
from doccheck.errors import ConfigError, InputError
from mkdocs_plugins.doccheck.executions import Executions, read_record
from mkdocs_plugins.doccheck.pages import PageText

_MARKDOWN = frozenset({".md", ".markdown"})
_CANNOT = 2
"""What `doccheck run` exits with when nothing could be executed."""


def recorded(
    record: Path | None, pages: Sequence[PageText], root: Path, settings: Settings
) -> Executions:
    """Return what a record tells; an absent one tells nothing.

    Raises:
        ConfigError: no record is named.
        InputError: it cannot be used.
    """
    del pages, settings
    if record is None:
        raise ConfigError(
            "`run: cached` wants to know the record of the run",
            hint="name it: `record: FILE`, and make it with `doccheck run --record FILE`",
        )
    found = read_record(record)
    return Executions(found.executions if found else (), root)


def executed(
    record: Path | None, pages: Sequence[PageText], root: Path, settings: Settings
) -> Executions:
    """Execute the pages now, in a process of its own, and return what it tells.

    Executed are files: those of the pages, and the Markdown files that pages include.

    Raises:
        InputError: nothing could be executed.
    """
    command = [sys.executable, "-m", "doccheck", "run"]
    if settings.source:
        command += ["--config", str(settings.source)]
    files = dict.fromkeys(str(page.path) for page in pages if page.path is not None)
    files |= dict.fromkeys(str(path) for path in _included(pages))
    with tempfile.TemporaryDirectory(prefix="doccheck-") as folder:
        target = record or Path(folder, "run.json")
        done = subprocess.run(  # noqa: S603 - our own program
            [*command, "--record", str(target), "--", *files],
            cwd=root,
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
        )
        if done.returncode >= _CANNOT or done.returncode < 0:
            said = done.stderr.strip() or f"it ended with {done.returncode}"
            raise InputError(f"`doccheck run` could not execute the pages: {said}")
        found = read_record(target)
    return Executions(found.executions if found else (), root)


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
