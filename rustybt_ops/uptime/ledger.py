"""The seconds of a session: in all, in market hours, and lost."""

from __future__ import annotations

from dataclasses import dataclass, field

from rustybt_ops.uptime.clock import SteadyClock
from rustybt_ops.uptime.incident import Incident, Trouble

LISTED = 10_000  # incidents kept one by one; the rest is only counted


@dataclass(slots=True)
class Ledger:
    """Adds up what lies within the period; its bounds are wall time."""

    low: float
    high: float
    market: float = 0.0
    lost: dict[Trouble, float] = field(default_factory=lambda: dict.fromkeys(Trouble, 0.0))
    count: int = 0
    incidents: list[Incident] = field(default_factory=list)

    def clip(self, start: float, end: float, clock: SteadyClock) -> tuple[float, float]:
        """The part of a stretch of steady time that lies within the period."""
        first = max(start, self.low)
        return first, max(first, min(end, self.high + clock.correction))

    def live(self, start: float, end: float, clock: SteadyClock) -> None:
        """Time in which the market was open and the process alive."""
        first, last = self.clip(start, end, clock)
        self.market += last - first

    def record(self, incident: Incident) -> None:
        """Add an incident and what it cost."""
        self.count += 1
        self.lost[incident.trouble] += incident.counted
        if incident.trouble is Trouble.PROCESS:
            self.market += incident.counted
        if len(self.incidents) < LISTED:
            self.incidents.append(incident)
