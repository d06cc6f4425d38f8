"""The figures of a session within a period."""

from __future__ import annotations

from dataclasses import dataclass, field

from rustybt_ops.journal.events import Kind
from rustybt_ops.results.model import Scalar
from rustybt_ops.uptime.incident import Trouble
from rustybt_ops.uptime.period import Period
from rustybt_ops.uptime.session import Session

DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Summary:
    """Uptime of a session.

    Process uptime is the share of the whole period in which the process was alive; a silence out
    of market hours is not downtime. Service uptime is the share of the market hours in which the
    process was alive, market data came and the strategy kept up: it is the one that is judged.
    """

    session: Session
    period: Period
    target: float
    _ahead: float = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        planned, high = self.session.terms.planned_end, self.session.ledger.high
        ahead = planned is not None and self.interim
        seconds = self.session.market.open_ahead(high, planned or high) if ahead else 0.0
        object.__setattr__(self, "_ahead", seconds)

    @property
    def total(self) -> float:
        """Seconds of the period."""
        return self.session.total

    @property
    def bounds(self) -> tuple[float, float]:
        """The period in wall time; as it was asked for where the session lies beside it."""
        low, high = self.session.ledger.low, self.session.ledger.high
        if high > low:
            return low, high
        return low, max(low, high if self.period.end is None else self.period.end)

    @property
    def market(self) -> float:
        """Seconds of the period in which the market was open."""
        return min(self.session.ledger.market, self.total)

    @property
    def process_downtime(self) -> float:
        """Seconds in market hours without a process."""
        return self.session.ledger.lost[Trouble.PROCESS]

    @property
    def service_downtime(self) -> float:
        """Seconds in market hours without a useful service."""
        return sum(self.session.ledger.lost.values())

    @property
    def process_uptime(self) -> float | None:
        """Percent; None where there is nothing to measure."""
        return _share(self.total, self.process_downtime)

    @property
    def service_uptime(self) -> float | None:
        """Percent; None where there is nothing to measure."""
        return _share(self.market, self.service_downtime)

    @property
    def allowed(self) -> float:
        """Seconds of downtime that the target allows: until the planned end, if that lies ahead."""
        return (self.market + self._ahead) * (100 - self.target) / 100

    @property
    def met(self) -> bool:
        """Whether the service uptime reaches the target, before any rounding."""
        return self.service_uptime is not None and self.service_uptime >= self.target

    @property
    def lost(self) -> bool:
        """Whether the target is missed, or out of reach however well the session goes on."""
        return not self.met and (not self.interim or self.service_downtime > self.allowed)

    @property
    def measured(self) -> bool:
        """Whether there is anything to say."""
        return self.session.beats > 0 and self.total > 0

    @property
    def interim(self) -> bool:
        """Whether the session was still to go on at the moment up to which it is judged.

        One that was stopped before its planned end may be resumed.
        """
        planned, high = self.session.terms.planned_end, self.session.ledger.high
        return planned is not None and high < planned and high != self.period.end

    @property
    def days(self) -> tuple[int, int | None]:
        """The day of the session at the end of the period, and of how many."""
        planned, begun = self.session.terms.planned_end, self.session.first_time
        whole = None if planned is None else max(1, round((planned - begun) / DAY))
        return max(1, int((self.session.ledger.high - begun) // DAY) + 1), whole

    def metrics(self) -> dict[str, Scalar]:
        """The figures for the result document."""
        session, events = self.session, self.session.tally.events
        errors = sum(session.tally.errors.values())
        measured = self.measured
        return {
            "uptime_percent": _rounded(self.service_uptime) if measured else None,
            "service_uptime_percent": _rounded(self.service_uptime) if measured else None,
            "process_uptime_percent": _rounded(self.process_uptime) if measured else None,
            "target_percent": self.target,
            "total_seconds": round(self.total, 3),
            "market_seconds": round(self.market, 3),
            "downtime_seconds": round(self.service_downtime, 3),
            "process_downtime_seconds": round(self.process_downtime, 3),
            "feed_downtime_seconds": round(session.ledger.lost[Trouble.FEED], 3),
            "loop_downtime_seconds": round(session.ledger.lost[Trouble.LOOP], 3),
            "allowed_downtime_seconds": round(self.allowed, 3),
            "incidents": session.ledger.count,
            "heartbeats": session.beats,
            "errors": errors,
            "errors_per_day": round(errors * DAY / self.total, 3) if self.total else None,
            "orders": events[Kind.ORDER],
            "trades": events[Kind.FILL],
            "restarts": events[Kind.RESTART],
            "clock_jumps": session.clock.count,
            "missing_entries": session.missing,
            "duplicate_entries": session.duplicates,
        }


def _share(total: float, lost: float) -> float | None:
    return max(0.0, 100 * (total - lost) / total) if total > 0 else None


def _rounded(value: float | None) -> float | None:
    """To six digits, but never up to 100 from below."""
    if value is None or value == 100:  # noqa: PLR2004 - all of it
        return value
    return min(round(value, 6), 99.999999)
