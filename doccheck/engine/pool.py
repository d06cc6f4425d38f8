"""The same work on many items, on all cores, in order."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from multiprocessing.context import BaseContext

T = TypeVar("T")
R = TypeVar("R")

SMALL = 400
"""Below this number of documents a second process costs more than it saves."""
_CHUNK = 32

_function: Callable[[Any], Any]


def worker_count(jobs: int, items: int) -> int:
    """Return how many processes to use; `jobs` 0 means one for each core, for large sets."""
    if items < SMALL and jobs == 0:
        return 1
    return max(1, min(jobs or _cores(), items))


def in_order(function: Callable[[T], R], items: Sequence[T], *, workers: int) -> Iterator[R]:
    """Yield the results of `function` over `items`, in their order."""
    if workers == 1 or _fork() is None:
        return map(function, items)
    return _parallel(function, items, workers)


def _parallel(function: Callable[[T], R], items: Sequence[T], workers: int) -> Iterator[R]:
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - for large sets only

    # A forked process inherits the function with all it holds: nothing is copied through a pipe.
    with ProcessPoolExecutor(
        workers, mp_context=_fork(), initializer=_remember, initargs=(function,)
    ) as pool:
        yield from pool.map(_call, items, chunksize=_CHUNK)


def _fork() -> BaseContext | None:
    import multiprocessing  # noqa: PLC0415 - for large sets only

    if "fork" not in multiprocessing.get_all_start_methods():
        return None
    return multiprocessing.get_context("fork")


def _remember(function: Callable[[Any], Any]) -> None:
    global _function  # noqa: PLW0603 - the one value that a worker process keeps
    _function = function


def _call(item: Any) -> Any:  # noqa: ANN401 - whatever the function takes and gives
    return _function(item)


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
