"""The clocks of a session: one that the machine drives, and one that runs as fast as it can."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Protocol
from uuid import uuid4

from rustybt_ops.journal.events import VIRTUAL_BOOT
from rustybt_ops.journal.stamps import MachineStamps, Stamp

_SLICE = 0.2  # seconds: a signal is noticed this soon


class SessionClock(Protocol):
    """What time it is, and who calls for heartbeats; it reads the stamps of the journal as well.

    Attributes:
        virtual: Whether its time has nothing to do with the machine's.
    """

    virtual: bool

    def now(self) -> int:
        """Wall time, milliseconds since 1970, UTC."""

    def read(self) -> Stamp:
        """Both clocks."""

    def steady(self) -> float:
        """Seconds on a clock that never jumps; only differences mean something."""

    def wait(self, seconds: float) -> None:
        """Let this time pass, or less if the session is to stop."""

    def beat(self, interval: float, action: Callable[[], None]) -> None:
        """Call an action now and at this interval, until `quiet`."""

    def quiet(self) -> None:
        """Call no more."""

    def stop(self) -> None:
        """Wait for nothing any more."""


class RealSessionClock:
    """The machine's time; heartbeats have a thread of their own."""

    virtual = False

    def __init__(self) -> None:
        self._stamps = MachineStamps()
        self._stopped = False
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    def now(self) -> int:
        """Wall time, milliseconds since 1970, UTC."""
        return time.time_ns() // 1_000_000

    def read(self) -> Stamp:
        """Both clocks."""
        return self._stamps.read()

    def steady(self) -> float:
        """Seconds since the boot, a suspended machine's sleep included where that can be had."""
        boot_time = self._stamps.read().boot_time
        return time.monotonic() if boot_time is None else boot_time

    def wait(self, seconds: float) -> None:
        """Sleep, in slices so short that a signal is noticed."""
        end = time.monotonic() + seconds
        while not self._stopped and (left := end - time.monotonic()) > 0:
            time.sleep(min(left, _SLICE))

    def beat(self, interval: float, action: Callable[[], None]) -> None:
        """Call the action from a thread."""
        self._ended.clear()
        action()
        self._thread = threading.Thread(
            target=self._beats, args=(interval, action), name="heartbeat", daemon=True
        )
        self._thread.start()

    def _beats(self, interval: float, action: Callable[[], None]) -> None:
        due = time.monotonic() + interval
        while not self._ended.wait(max(0.0, due - time.monotonic())):
            action()
            late = time.monotonic() - due
            due += interval * (1 + late // interval)  # beats that were missed are not made up for

    def quiet(self) -> None:
        """End the thread."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def stop(self) -> None:
        """Wait for nothing any more; signal handlers may call this."""
        self._stopped = True


class VirtualSessionClock:
    """Time that passes only when someone waits for it; heartbeats come while it passes.

    Args:
        start: Where it begins: milliseconds since 1970, UTC.
    """

    virtual = True

    def __init__(self, start: int) -> None:
        self._steady = start  # milliseconds
        self._offset = 0
        self._boot = start
        self._boot_id = f"{VIRTUAL_BOOT}{uuid4()}"
        self._stopped = False
        self._interval = 0
        self._due = 0
        self._action: Callable[[], None] | None = None
        self._alarms: list[tuple[int, Callable[[], None]]] = []

    def now(self) -> int:
        """Wall time, milliseconds since 1970, UTC."""
        return self._steady + self._offset

    def read(self) -> Stamp:
        """Both clocks."""
        return Stamp(self.now() / 1000, (self._steady - self._boot) / 1000, self._boot_id)

    def steady(self) -> float:
        """Seconds, without what `jump` has made up."""
        return self._steady / 1000

    def wait(self, seconds: float) -> None:
        """Move on, with the heartbeats that fall into this time."""
        self._pass(self._steady + round(seconds * 1000))

    def _pass(self, end: int) -> None:
        while not self._stopped:
            beat = self._due if self._action is not None else end + 1
            if self._alarms and self._alarms[0][0] <= min(end, beat):
                moment, action = self._alarms.pop(0)
                self._steady = max(self._steady, moment)
                action()
            elif self._action is not None and beat <= end:
                self._steady = max(self._steady, beat)
                self._due += self._interval
                self._action()
            else:
                self._steady = max(self._steady, end)
                return

    def beat(self, interval: float, action: Callable[[], None]) -> None:
        """Call the action now and whenever this much time has passed."""
        self._interval = round(interval * 1000)
        self._due = self._steady + self._interval
        self._action = action
        action()

    def quiet(self) -> None:
        """Call no more."""
        self._action = None

    def stop(self) -> None:
        """Let no more time pass."""
        self._stopped = True

    def resume(self) -> None:
        """Let time pass again: another process goes on where one has stopped."""
        self._stopped = False

    def begin(self, moment: int) -> None:
        """Let time begin at this moment, in milliseconds since 1970, UTC."""
        self._steady = self._boot = moment

    def alarm(self, moment: int, action: Callable[[], None]) -> None:
        """Call an action once the time is there (steady, milliseconds), before any heartbeat."""
        self._alarms.append((moment, action))
        self._alarms.sort(key=lambda alarm: alarm[0])

    def leap(self, seconds: float) -> None:
        """Let time pass without heartbeats, as for a machine that sleeps or a dead process."""
        self._steady += round(seconds * 1000)
        self._due = max(self._due, self._steady)

    def jump(self, seconds: float) -> None:
        """Set the wall clock forward, or back if below zero."""
        self._offset += round(seconds * 1000)

    def reboot(self) -> None:
        """Begin another boot."""
        self._boot = self._steady
        self._boot_id = f"{VIRTUAL_BOOT}{uuid4()}"
