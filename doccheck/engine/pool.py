"""Reading many documents on all cores, in order, without keeping their text."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

SMALL = 400
"""Below this number of documents a second process costs more than it saves."""
_CHUNK = 16


def worker_count(jobs: int, items: int) -> int:
    """Return how many processes to use; `jobs` 0 means one for each core."""
    if items < SMALL and jobs == 0:
        return 1
    available = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return max(1, min(jobs or available or 1, items))


def in_order(function: Callable[[T], R], items: Sequence[T], *, workers: int) -> Iterable[R]:
    """Return the results of `function` over `items`, in their order."""
    if workers == 1:
        return map(function, items)
    return _parallel(function, items, workers)


def _parallel(function: Callable[[T], R], items: Sequence[T], workers: int) -> Iterator[R]:
    # Forking keeps what is imported; elsewhere the platform's own way is the only safe one.
    method = "fork" if "fork" in multiprocessing.get_all_start_methods() else None
    context = multiprocessing.get_context(method)
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        yield from pool.map(function, items, chunksize=_CHUNK)
