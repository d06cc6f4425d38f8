"""The entries of `paper-trade.log`: one JSON object a line, the same fields first in each.

=============== ================================================================================
event           what happened, one of `Kind`
timestamp       wall clock, UTC, RFC 3339 with milliseconds and `Z`
boot_time       seconds on the clock that never jumps and counts a suspended machine's sleep
                (`CLOCK_BOOTTIME`); null where there is none
seq             1, 2, 3 ... over the whole session, restarts included: a hole is a lost entry, a
                number seen before is an entry written again
boot_id         the machine's boot (`/proc/sys/kernel/random/boot_id`)
run_id          the session: it stays the same when the session is resumed
=============== ================================================================================

What each kind has besides:

=============== ================================================================================
start, restart  planned_end (timestamp), heartbeat_seconds, feed_seconds (the usual time between
                two pieces of market data), calendar (as XNYS, or 24/7), clock (real or virtual),
                strategy, broker, simulated (why the market data are not the real thing; null
                where they are). `restart` is the first entry of a process that resumes.
heartbeat       interval (seconds to the next one), feed_age (seconds since market data last
                came; null before the first), loop_lag (seconds that the strategy has been at work
                on what is due, 0 when idle), market_open, strategy_time (when the strategy last
                ran; null before)
shutdown        reason, one of `Reason`: the process ended in good order
error           category (`Category`), message, suppressed (like errors since the last entry of
                this kind that were left out)
clock_jump      seconds the wall clock moved against the other one; planned_end, if it moved along
order           order_id, symbol, side, amount, type
fill            order_id, fill_id, symbol, amount, price
bar             symbol, close: market data given to the strategy
=============== ================================================================================

Readers ignore fields and kinds that they do not know.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, NamedTuple

try:
    from orjson import dumps as _dumps
except ModuleNotFoundError:  # some times slower, and the same otherwise

    def _dumps(value: object, /) -> bytes:  # type: ignore[misc]  # takes less than the other
        return json.dumps(
            value, separators=(",", ":"), ensure_ascii=False, allow_nan=False
        ).encode()


LOG_NAME = "paper-trade.log"
VIRTUAL_BOOT = "virtual-"  # begins the boot_id of a machine that is a virtual clock


class Kind(StrEnum):
    """What an entry tells."""

    START = "start"
    RESTART = "restart"
    HEARTBEAT = "heartbeat"
    SHUTDOWN = "shutdown"
    ORDER = "order"
    FILL = "fill"
    ERROR = "error"
    CLOCK_JUMP = "clock_jump"
    BAR = "bar"


class Category(StrEnum):
    """Which part an error comes from."""

    NETWORK = "network"
    FEED = "feed"
    BROKER = "broker"
    STRATEGY = "strategy"
    STORAGE = "storage"
    CLOCK = "clock"
    INTERNAL = "internal"


class Reason(StrEnum):
    """Why a process ended in good order; after `failure` the session was meant to go on."""

    COMPLETED = "completed"
    SIGNAL = "signal"
    OPERATOR = "operator"
    FAILURE = "failure"


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry other than a heartbeat; `time` is wall time in seconds since 1970."""

    event: str
    time: float
    seq: int
    run_id: str
    boot_id: str = ""
    boot_time: float | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)


class Heartbeat(NamedTuple):
    """A sign of life; `time` is wall time in seconds since 1970."""

    time: float
    seq: int
    run_id: str
    boot_id: str
    boot_time: float | None
    interval: float
    feed_age: float | None
    loop_lag: float
    market_open: bool
    strategy_time: str | None = None


def encode(entry: Entry | Heartbeat) -> bytes:
    """The line that records the entry, with its end."""
    if isinstance(entry, Heartbeat):
        event = str(Kind.HEARTBEAT)
        extra: Mapping[str, Any] = {
            "interval": entry.interval,
            "feed_age": entry.feed_age,
            "loop_lag": entry.loop_lag,
            "market_open": entry.market_open,
            "strategy_time": entry.strategy_time,
        }
    else:
        event, extra = str(entry.event), entry.fields
    made = {
        "event": event,
        "timestamp": stamp(entry.time),
        "boot_time": entry.boot_time,
        "seq": entry.seq,
        "boot_id": entry.boot_id,
        "run_id": entry.run_id,
        **extra,
    }
    return _dumps(made) + b"\n"


def stamp(time: float) -> str:
    """Wall time as the log writes it."""
    moment = datetime.fromtimestamp(round(time, 3), UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
