"""What a session was asked to do; it is kept with the session, so that it can be resumed."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal

from rustybt_ops.errors import ConfigurationError, FailureKind, ServiceError
from rustybt_ops.feeds.bars import Interval

_DURATION = re.compile(r"(\d{1,9})([smhd])")
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_LONGEST = 3660 * 86_400  # seconds, ten years


def parse_duration(text: str) -> int:
    """The seconds of a duration such as 30s, 15m, 1h or 30d.

    Raises:
        ConfigurationError: It is none, or zero, or longer than ten years.
    """
    found = _DURATION.fullmatch(text.strip())
    if found is None:
        raise ConfigurationError(
            f"'{text}' is no duration", advice="Give a number and a unit: 30s, 15m, 1h, 30d."
        )
    seconds = int(found[1]) * _UNITS[found[2]]
    if not 0 < seconds <= _LONGEST:
        what = "longer than ten years" if seconds else "no time at all"
        raise ConfigurationError(f"the duration {text} is {what}", advice="Give one as 30d.")
    return seconds


@dataclass(frozen=True, slots=True)
class Plan:
    """What was asked for.

    Attributes:
        run_id: The session's name.
        strategy: The strategy's file.
        digest: The SHA-256 of that file.
        broker: Who takes the orders.
        source: Where the bars come from.
        exchange: The exchange of the source ccxt.
        place: The file or bundle of the source, if it has one.
        interval: The length of a bar.
        symbols: The symbols asked for besides those of the strategy.
        capital: The cash it begins with.
        commission: Commission for each unit traded.
        minimum: Least commission for an order.
        slippage: Basis points by which market and stop orders fill worse than the price seen.
        lot: Quantities are multiples of it.
        tick: Limits and stops are multiples of it.
        virtual: Whether the clock is virtual.
        heartbeat: Seconds from one heartbeat to the next.
        calendar: The calendar of the market, as XNYS, or 24/7; the source's own if None.
        duration: Seconds.
        started: Wall time, milliseconds since 1970, UTC.
        planned_end: The same; it stays where it is when the session is resumed.
        pace: Seconds between recorded bars under the real clock; None for their own interval.
        first: The first day of recorded bars, as 2024-01-01; None for all that there are.
    """

    run_id: str
    strategy: str
    digest: str
    broker: str
    source: str
    exchange: str
    place: str | None
    interval: Interval
    symbols: tuple[str, ...]
    capital: Decimal
    commission: Decimal
    minimum: Decimal
    slippage: Decimal
    lot: Decimal
    tick: Decimal
    virtual: bool
    heartbeat: float
    calendar: str | None
    duration: int
    started: int
    planned_end: int
    pace: float | None = None
    first: str | None = None

    @property
    def first_day(self) -> date | None:
        """The first day of recorded bars."""
        return None if self.first is None else date.fromisoformat(self.first)

    def encode(self) -> str:
        """The plan as JSON."""
        return json.dumps(asdict(self), default=str)

    @classmethod
    def decode(cls, text: str) -> Plan:
        """The plan that `encode` wrote.

        Raises:
            ServiceError: It is of another version of the program.
        """
        try:
            made = json.loads(text)
            for name in ("capital", "commission", "minimum", "slippage", "lot", "tick"):
                made[name] = Decimal(made[name])
            made["interval"] = Interval(made["interval"])
            made["symbols"] = tuple(made["symbols"])
            return cls(**made)
        except (KeyError, TypeError, ValueError) as error:
            raise ServiceError(
                FailureKind.STORAGE,
                f"the session was written by another version of the program: {error}",
                advice="Resume it with that version, or begin a new one with --new.",
            ) from error


# what must stay the same when a session is resumed, by the option that says it
OPTIONS = {
    "strategy": "--strategy",
    "broker": "--broker",
    "source": "--source",
    "exchange": "--exchange",
    "place": "--path",
    "interval": "--interval",
    "symbols": "--symbols",
    "capital": "--capital",
    "virtual": "--clock",
    "heartbeat": "--heartbeat",
    "calendar": "--calendar",
    "duration": "--duration",
    "pace": "--pace",
    "first": "--start",
}
