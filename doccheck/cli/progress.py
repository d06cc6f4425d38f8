"""Progress of long runs: on a terminal only, on the error stream, gone when done."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_MANY = 200
_STEPS = 40
"""Shown changes of a long run: more would only cost time."""


@contextmanager
def progress_bar(
    verb: str = "reading", noun: str = "documents", *, quiet: bool, many: int = _MANY
) -> Iterator[Callable[[int, int], None] | None]:
    """Yield a callback that shows how far a run is, or None where nobody looks.

    Runs of fewer than `many` items show nothing.
    """
    if quiet or not sys.stderr.isatty():
        yield None
        return
    shown = False

    def show(done: int, total: int) -> None:
        nonlocal shown
        if total >= many and (done % max(1, total // _STEPS) == 0 or done == total):
            shown = True
            sys.stderr.write(f"\r{verb} {done}/{total} {noun}")
            sys.stderr.flush()

    try:
        yield show
    finally:
        if shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
