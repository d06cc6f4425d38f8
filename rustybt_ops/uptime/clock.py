"""A time that never jumps, made of the two clocks in the log."""

from __future__ import annotations

from dataclasses import dataclass, field

TOLERANCE = 1.0  # seconds by which the clocks may differ from one entry to the next
_LISTED = 1000


@dataclass(frozen=True, slots=True)
class Jump:
    """The wall clock moved by `seconds`, seen at the wall time `at`."""

    at: float
    seconds: float


@dataclass(slots=True)
class SteadyClock:
    """Wall time plus a correction that undoes the jumps of the wall clock.

    Within one boot the other clock tells how much time passed. Across boots only wall time can,
    and time that would run backwards is taken as no time at all.
    """

    wall: float
    boot_time: float | None
    boot_id: str
    correction: float = 0.0
    count: int = 0
    jumps: list[Jump] = field(default_factory=list)

    @property
    def now(self) -> float:
        """Steady time at the last reading."""
        return self.wall + self.correction

    def read(self, wall: float, boot_time: float | None, boot_id: str) -> float:
        """Take in a reading of both clocks and return steady time."""
        moved = wall - self.wall
        passed = moved
        if boot_id == self.boot_id and boot_time is not None and self.boot_time is not None:
            passed = boot_time - self.boot_time
        jump = moved - max(passed, 0.0)
        if abs(jump) > TOLERANCE or moved < 0:
            self._note(Jump(wall, round(jump, 3)))
            self.correction -= jump
        self.wall, self.boot_time, self.boot_id = wall, boot_time, boot_id
        return self.now

    def _note(self, jump: Jump) -> None:
        if abs(jump.seconds) <= TOLERANCE:
            return
        self.count += 1
        if len(self.jumps) < _LISTED:
            self.jumps.append(jump)
