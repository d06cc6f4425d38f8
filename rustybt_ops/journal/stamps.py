"""The clocks that an entry is stamped with."""

from __future__ import annotations

import time
from pathlib import Path
from typing import NamedTuple, Protocol
from uuid import uuid4

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


class Stamp(NamedTuple):
    """One reading of both clocks.

    Attributes:
        wall: Wall time, seconds since 1970, UTC.
        boot_time: Seconds on the clock that never jumps; None where there is none.
        boot_id: The machine's boot.
    """

    wall: float
    boot_time: float | None
    boot_id: str


class Stamps(Protocol):
    """Reads both clocks."""

    def read(self) -> Stamp:
        """The time."""


class MachineStamps:
    """The clocks of this machine."""

    def __init__(self) -> None:
        try:
            self._boot_id = _BOOT_ID.read_text().strip()
        except OSError:  # not Linux: no boot but this process's own can be told apart
            self._boot_id = str(uuid4())
        self._clock = getattr(time, "CLOCK_BOOTTIME", None)

    def read(self) -> Stamp:
        """The time."""
        boot_time = None if self._clock is None else round(time.clock_gettime(self._clock), 3)
        return Stamp(time.time(), boot_time, self._boot_id)
