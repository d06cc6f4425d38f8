"""Work counted instead of timed, so that a busy machine fails no test."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType


def calls_in(task: Callable[[], object]) -> int:
    """Run `task` and return how many functions, of Python or C, it called.

    The count is the same on every machine. What a regular expression does inside is not seen.
    """
    count = 0

    def note(_frame: FrameType, event: str, _arg: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        task()
    finally:
        sys.setprofile(before)
    return count
