"""Folders for a while, removed also when the process that made them is killed."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from doccheck.kernel.claims import Claim

_SHELL = "/bin/sh"
# The pipe is all that ties it to us: it closes when we end, whatever ended us.
_REMOVER = "trap '' HUP INT TERM; read -r _; rm -rf -- \"$1\""


@contextmanager
def scratch(kind: str, *, place: str | None = None) -> Iterator[Path]:
    """Make a folder in `place` (default: among the temporary ones); `kind` is part of its name.

    It is removed at the end. A process of its own sees to that where this one is killed; where
    both are, the next doccheck does.
    """
    claim = Claim(kind, place)
    try:
        with _removed_after_us(claim.path):
            yield Path(claim.path)
    finally:
        claim.remove()


@contextmanager
def _removed_after_us(folder: str) -> Iterator[None]:
    try:
        remover = subprocess.Popen(  # noqa: S603 - a fixed command
            [_SHELL, "-c", _REMOVER, "sh", folder],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={"PATH": "/usr/bin:/bin"},
            start_new_session=True,
        )
    except OSError:  # no shell here: the folder goes when we end by ourselves
        yield
        return
    with remover:
        try:
            yield
        finally:
            remover.kill()
