"""Retries with back-off, for services that ask for patience."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from rustybt_ops.deadline import Deadline
from rustybt_ops.errors import RateLimitedError

Value = TypeVar("Value")


def retry(
    work: Callable[[], Value],
    deadline: Deadline,
    *,
    attempts: int = 3,
    pause: float = 1.0,
    sleep: Callable[[float], None] = time.sleep,
) -> Value:
    """Call `work` again when a rate limit refuses it, twice as patiently each time.

    A pause that the deadline does not allow for is not begun: the refusal is reported at once.

    Raises:
        RateLimitedError: The last attempt was refused too, or there is no time left.
    """
    for attempt in range(1, attempts + 1):
        try:
            return work()
        except RateLimitedError as error:
            wait = pause if error.retry_after is None else error.retry_after
            if attempt == attempts or wait > deadline.remaining():
                raise
        sleep(wait)
        pause *= 2
    raise AssertionError("unreachable: the loop returns or raises")
