"""The executions that captions tell of: recorded ones, or `doccheck run` called here."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from doccheck.api import Settings
from doccheck.errors import ConfigError, InputError
from mkdocs_plugins.doccheck.executions import Executions, read_record
from mkdocs_plugins.doccheck.pages import PageText

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
    """Execute the pages that are files now, in a process of its own, and return what it tells.

    Raises:
        InputError: nothing could be executed.
    """
    command = [sys.executable, "-m", "doccheck", "run"]
    if settings.source:
        command += ["--config", str(settings.source)]
    files = [str(page.path) for page in pages if page.path is not None]
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


MODES = {"cached": recorded, "live": executed}
