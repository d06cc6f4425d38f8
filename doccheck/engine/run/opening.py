"""A sandbox that is opened while there is other work to do."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Self

from doccheck.sandbox.interface import Worker


class Opening:
    """Opens sandboxes, the first ahead of its use if that is begun; an unused one is closed."""

    def __init__(self, make: Callable[[], Worker]) -> None:
        """Open sandboxes by `make`."""
        self._make = make
        self._lock = threading.Lock()
        self._begun: Future[Worker] | None = None

    def begin(self) -> None:
        """Start to open the first."""
        pool = ThreadPoolExecutor(1, thread_name_prefix="doccheck-open")
        self._begun = pool.submit(self._make)
        pool.shutdown(wait=False)

    def take(self) -> Worker:
        """Return a sandbox, which is then its taker's to close.

        Raises:
            DoccheckError: It cannot be opened.
        """
        with self._lock:
            if self._begun is not None:
                worker, self._begun = self._begun.result(), None
                return worker
        return self._make()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._begun is not None and self._begun.exception() is None:
            self._begun.result().close()
