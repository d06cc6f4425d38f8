"""Progress of long runs: on a terminal only, on the error stream, gone when done."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_MANY = 200


@contextmanager
def progress_bar(*, quiet: bool) -> Iterator[Callable[[int, int], None] | None]:
    """Yield a callback that shows how many documents are read, or None where nobody looks."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    shown = False

    def show(done: int, total: int) -> None:
        nonlocal shown
        if total >= _MANY and (done % 50 == 0 or done == total):
            shown = True
            sys.stderr.write(f"\rreading {done}/{total} documents")
            sys.stderr.flush()

    try:
        yield show
    finally:
        if shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
