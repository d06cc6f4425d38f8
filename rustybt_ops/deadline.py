"""A hard limit on how long something may take, even inside C code that takes no signals."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import TypeVar

from rustybt_ops.errors import FailureKind, ServiceError

Value = TypeVar("Value")


class Deadline:
    """A moment that must not be passed, shared by all the steps towards one answer."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds

    def remaining(self) -> float:
        """Seconds left, never below zero."""
        return max(0.0, self._end - time.monotonic())

    def run(self, work: Callable[[], Value], what: str) -> Value:
        """Run the work in a thread and wait for it no longer than the deadline allows.

        A thread that misses it is left behind: it is a daemon, so it cannot keep the process alive.

        Raises:
            ServiceError: The time is over.
        """
        answers: SimpleQueue[tuple[bool, Value | BaseException]] = SimpleQueue()
        threading.Thread(target=_answer, args=(work, answers), daemon=True).start()
        try:
            done, answer = answers.get(timeout=self.remaining())
        except Empty:
            message = f"{what} gave no answer within the limit of {self.seconds:g} s"
            raise ServiceError(FailureKind.NETWORK, message) from None
        if not done:
            assert isinstance(answer, BaseException)  # noqa: S101 - what `_answer` puts there
            raise answer
        return answer  # type: ignore[return-value]  # the flag tells which of the two it is


def _answer(
    work: Callable[[], Value], answers: SimpleQueue[tuple[bool, Value | BaseException]]
) -> None:
    try:
        answers.put((True, work()))
    except BaseException as error:  # noqa: BLE001 - raised again in the thread that waits
        answers.put((False, error))
