"""A sandbox that is opened while there is other work to do."""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

from doccheck.errors import DoccheckError
from doccheck.sandbox.interface import Worker


class Opening:
    """Opens sandboxes, the first ahead of its use if that is begun; an unused one is closed."""

    def __init__(self, make: Callable[[], Worker]) -> None:
        """Open sandboxes by `make`."""
        self._make = make
        self._lock = threading.Lock()
        self._begun: Worker | DoccheckError | None = None

    def begin(self) -> None:
        """Start to open the first: it starts in a process of its own, and is not waited for."""
        try:
            self._begun = self._make()
        except DoccheckError as error:  # of interest only if it is taken
            self._begun = error

    def take(self) -> Worker:
        """Return a sandbox, which is then its taker's to close.

        Raises:
            DoccheckError: It cannot be opened.
        """
        with self._lock:
            begun, self._begun = self._begun, None
        if isinstance(begun, DoccheckError):
            raise begun
        return begun or self._make()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._begun is not None and not isinstance(self._begun, DoccheckError):
            self._begun.close()
