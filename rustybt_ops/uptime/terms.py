"""What a session said about itself when it started, and the limits that follow from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf, isfinite
from typing import Any

from rustybt_ops.journal.decode import moment

INTERVAL = 5.0
_FEED = 60.0
_LATE = 3  # times the usual pause between data
_LAG = 60.0


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits that someone asked for instead of the session's own, in seconds."""

    feed_age: float | None = None
    loop_lag: float | None = None


@dataclass(slots=True)
class Terms:
    """The session's own account of itself.

    Attributes:
        planned_end: When it is to end, wall time.
        interval: Seconds from one heartbeat to the next.
        feed: The usual seconds from one piece of market data to the next.
        calendar: The exchange's calendar, as XNYS, or 24/7.
        virtual: Whether it ran under a virtual clock.
        strategy: The strategy's file or name.
        broker: The broker's name.
        simulated: Why its market data were not the real thing; None where nothing says so.
        known: Whether it has said anything: in a log without its beginning it may not have.
    """

    planned_end: float | None = None
    interval: float = INTERVAL
    feed: float = _FEED
    calendar: str | None = None
    virtual: bool = False
    strategy: str | None = None
    broker: str | None = None
    simulated: str | None = None
    known: bool = False

    def read(self, fields: Mapping[str, Any]) -> None:
        """Take over what a start or restart entry tells; what is malformed is left out."""
        self.planned_end = _moment(fields.get("planned_end")) or self.planned_end
        self.interval = _seconds(fields.get("heartbeat_seconds")) or self.interval
        self.feed = _seconds(fields.get("feed_seconds")) or self.feed
        self.calendar = _text(fields.get("calendar")) or self.calendar
        self.virtual = fields.get("clock", "virtual" if self.virtual else "real") == "virtual"
        self.strategy = _text(fields.get("strategy")) or self.strategy
        self.broker = _text(fields.get("broker")) or self.broker
        self.simulated = _text(fields.get("simulated")) or self.simulated

    def feed_limit(self, limits: Limits) -> float:
        """The oldest that market data may be, in seconds; no limit where nothing tells one."""
        if limits.feed_age is not None:
            return limits.feed_age
        return _LATE * self.feed if self.known else inf

    def loop_limit(self, limits: Limits) -> float:
        """The longest that the strategy may be at work, in seconds."""
        return _LAG if limits.loop_lag is None else limits.loop_lag


def _moment(value: object) -> float | None:
    try:
        return moment(value)
    except (TypeError, ValueError, OverflowError):
        return None


def _seconds(value: object) -> float | None:
    good = isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)
    return float(value) if good and value > 0 else None  # type: ignore[arg-type,operator]  # see `good`


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
