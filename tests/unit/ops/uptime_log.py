"""Synthetic logs of paper trading, with outages planted at known moments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from uuid import UUID

from rustybt_ops.journal.events import Entry, encode, stamp

START = datetime(2025, 10, 11, tzinfo=UTC).timestamp()
DAY = 86_400
INTERVAL = 5
RUN = "0b5d1f3a" * 4
SYMBOLS = ("SPY", "QQQ", "IWM", "TLT", "GLD")


@dataclass(frozen=True)
class Planted:
    """An outage: kill, reboot, suspend, shutdown, feed or loop; in seconds after the start."""

    kind: str
    start: int
    seconds: int

    @property
    def end(self) -> int:
        return self.start + self.seconds

    @property
    def trouble(self) -> str:
        return self.kind if self.kind in ("feed", "loop") else "process"


@cache
def _day(number: int) -> str:
    return stamp(number * DAY)[:11]


@cache
def _boot(number: int) -> str:
    return str(UUID(int=number + 1))


def _stamp(milliseconds: int) -> str:
    day, rest = divmod(milliseconds, DAY * 1000)
    seconds, fraction = divmod(rest, 1000)
    minutes, second = divmod(seconds, 60)
    return f"{_day(day)}{minutes // 60:02}:{minutes % 60:02}:{second:02}.{fraction:03}Z"


@dataclass
class Log:
    """Numbers the entries and keeps both clocks."""

    run_id: str = RUN
    start: float = START
    boots: int = 0
    seq: int = 0
    offset: float = 0.0  # of the wall clock against true time

    def _clocks(self, at: float) -> tuple[float, float, str]:
        boot_id = _boot(self.boots)
        return self.start + at + self.offset, 1000.0 + at - 500 * self.boots, boot_id

    def event(self, kind: str, at: float, **fields: object) -> bytes:
        wall, boot_time, boot_id = self._clocks(at)
        self.seq += 1
        return encode(Entry(kind, wall, self.seq, self.run_id, boot_id, boot_time, fields))

    def beat(
        self, at: float, *, age: float | None = 1.0, lag: float = 0.0, market: bool = True
    ) -> bytes:
        wall, boot_time, boot_id = self._clocks(at)
        self.seq += 1
        when = _stamp(round(wall * 1000))
        # `encode` writes the same, in twenty times as long
        return (
            f'{{"event":"heartbeat","timestamp":"{when}","boot_time":{boot_time},"seq":{self.seq},'
            f'"boot_id":"{boot_id}","run_id":"{self.run_id}","interval":{INTERVAL},'
            f'"feed_age":{"null" if age is None else age},"loop_lag":{lag},'
            f'"market_open":{"true" if market else "false"},"strategy_time":"{when}"}}\n'
        ).encode()

    def begin(
        self, at: float = 0, *, seconds: float = 30 * DAY, kind: str = "start", **more: object
    ) -> bytes:
        fields: Mapping[str, object] = {
            "planned_end": stamp(self.start + seconds),
            "heartbeat_seconds": INTERVAL,
            "feed_seconds": 60,
            "calendar": "24/7",
            "clock": "virtual",
            "strategy": "simple_strategy.py",
            "broker": "paper",
        }
        return self.event(kind, at, **{**fields, **more})


def session(
    seconds: int = 30 * DAY,
    planted: Sequence[Planted] = (),
    *,
    bars: bool = False,
    log: Log | None = None,
) -> Iterator[bytes]:
    """The lines of a session with a heartbeat each 5 s and these outages."""
    log = log or Log()
    yield log.begin(seconds=seconds)
    todo = sorted(planted, key=lambda each: each.start)
    at = 0
    while at < seconds:
        outage = todo[0] if todo else None
        if outage is None or at < outage.start:
            yield log.beat(at, age=float(at % 60))
            if bars and at % 60 == 0:
                for symbol in SYMBOLS:
                    yield log.event("bar", at + 0.01, symbol=symbol, close="512.37")
            at += INTERVAL
            continue
        todo.pop(0)
        yield from _outage(log, outage, seconds)
        at = outage.end
    if not planted or max(each.end for each in planted) < seconds:
        yield log.event("shutdown", seconds, reason="completed")


def _outage(log: Log, outage: Planted, seconds: int) -> Iterator[bytes]:
    if outage.kind in ("feed", "loop"):
        yield log.event("error", outage.start, category="network", message="connection lost")
        for at in range(outage.start, outage.end, INTERVAL):
            silent = at - outage.start
            feed = outage.kind == "feed"
            # the last data came a minute before they were missed
            yield log.beat(at, age=silent + 60.0 if feed else 1.0, lag=0.0 if feed else silent)
        return
    if outage.kind == "shutdown":
        yield log.event("shutdown", outage.start, reason="signal")
    if outage.kind == "reboot":
        log.boots += 1
    if outage.end < seconds and outage.kind != "suspend":
        yield log.begin(outage.end, seconds=seconds, kind="restart")


def write(path: Path, lines: Iterable[bytes]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        stream.writelines(lines)
    return path
