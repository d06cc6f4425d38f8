"""From options and settings to a session: a new one, or the unfinished one of the folder."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

from rustybt_ops.errors import ConfigurationError
from rustybt_ops.feeds.bars import DAY, Interval, label, milliseconds, moment
from rustybt_ops.feeds.bundle import BundleSource
from rustybt_ops.feeds.calendars import ALWAYS
from rustybt_ops.feeds.live import LiveFeed
from rustybt_ops.feeds.live_opening import open_live_feed
from rustybt_ops.feeds.manifest import STREAM
from rustybt_ops.feeds.opening import Choice, open_source
from rustybt_ops.files import expand
from rustybt_ops.journal.decode import Unread, decode_line
from rustybt_ops.journal.writer import last_lines
from rustybt_ops.paper.clocks import RealSessionClock, SessionClock, VirtualSessionClock
from rustybt_ops.paper.folder import Folder
from rustybt_ops.paper.plan import OPTIONS, Plan, parse_duration
from rustybt_ops.paper.recorded import RecordedFeed
from rustybt_ops.settings.model import DataSettings, Settings

CAPITAL = Decimal(100_000)
DURATION = "30d"
SOURCE = "yfinance"
_SPARE = 4 * DAY  # after the last bar: a weekend and a holiday may lie there
_LIVE = {"yfinance", "ccxt", STREAM}
_SMALLEST = Decimal("0.00000001")  # of crypto currencies


@dataclass(frozen=True, slots=True)
class Request:
    """The options of the command line; None where one is not given.

    Attributes:
        strategy: The strategy's file.
        broker: Who takes the orders.
        duration: As 30d.
        path: The file or bundle of the source.
        interval: The length of a bar.
        symbols: Symbols besides those of the strategy.
        capital: The cash it begins with.
        clock: real or virtual.
        start: The first day of recorded bars.
        heartbeat: Seconds from one heartbeat to the next.
        pace: Seconds between recorded bars under the real clock.
    """

    strategy: Path | None
    broker: str | None
    duration: str | None
    path: Path | None
    interval: Interval | None
    symbols: tuple[str, ...] | None
    capital: Decimal | None
    clock: str | None
    start: date | None
    heartbeat: float | None
    pace: float | None

    def given(self, settings: Settings, options: Mapping[str, object]) -> dict[str, Any]:
        """What was asked for, by the names of the plan; defaults are left out."""
        found: dict[str, object] = {
            "strategy": None if self.strategy is None else str(expand(self.strategy).absolute()),
            "broker": self.broker,
            "source": options.get("data.source"),
            "exchange": options.get("data.exchange"),
            "place": None if self.path is None else str(expand(self.path).absolute()),
            "interval": self.interval,
            "symbols": self.symbols,
            "capital": self.capital,
            "virtual": None if self.clock is None else self.clock == "virtual",
            "heartbeat": self.heartbeat,
            "calendar": settings.data.calendar if options.get("data.calendar") else None,
            "duration": None if self.duration is None else parse_duration(self.duration),
            "pace": self.pace,
            "first": None if self.start is None else self.start.isoformat(),
        }
        return {name: value for name, value in found.items() if value is not None}


def new_plan(request: Request, settings: Settings, options: Mapping[str, object]) -> Plan:
    """The plan of a new session; when it starts is not settled yet.

    Raises:
        ConfigurationError: Something is missing or makes no sense.
    """
    given = request.given(settings, options)
    if "strategy" not in given:
        raise ConfigurationError(
            "no strategy is given", advice="Add --strategy with the file that holds it."
        )
    source = settings.data.source or SOURCE
    paper, coins = settings.paper, source in {"ccxt", STREAM}
    plan = Plan(
        run_id=uuid4().hex,
        strategy="",
        digest=digest(Path(given["strategy"])),
        broker="paper",
        source=source,
        exchange=settings.data.exchange,
        place=None,
        interval=_interval(request, replace(settings.data, source=source)),
        symbols=(),
        capital=CAPITAL,
        commission=_exact(paper.commission),
        minimum=_exact(paper.minimum_commission),
        slippage=_exact(paper.slippage),
        lot=_exact(paper.lot) if paper.lot else _SMALLEST if coins else Decimal(1),
        tick=_exact(paper.tick) if paper.tick else _SMALLEST if coins else Decimal("0.01"),
        virtual=False,
        heartbeat=paper.heartbeat,
        calendar=settings.data.calendar or _calendar(request, source),
        duration=parse_duration(DURATION),
        started=0,
        planned_end=0,
    )
    return replace(plan, **given)


def require_same(plan: Plan, given: Mapping[str, object]) -> None:
    """Refuse to resume a session as another one.

    Raises:
        ConfigurationError: An option says something else than when the session began.
    """
    for name, value in given.items():
        known = getattr(plan, name)
        if known != value:
            raise ConfigurationError(
                f"the session began with {OPTIONS[name]} {_shown(name, known)}, "
                f"not {_shown(name, value)}",
                advice="Resume it with the same options, or with --resume alone; --new begins "
                "another session.",
            )


def _shown(name: str, value: object) -> str:
    if name == "virtual":
        return "virtual" if value else "real"
    if name == "duration":
        return f"of {value} s"
    if isinstance(value, tuple):
        return ",".join(map(str, value)) or "unset"
    return "unset" if value is None else str(value)


def digest(path: Path) -> str:
    """The SHA-256 of a file; empty if it cannot be read, which the loader reports better."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
    except OSError:
        return ""


def open_feed(plan: Plan, settings: Settings, clock: SessionClock) -> LiveFeed:
    """The feed of a session: what comes now, or under a virtual clock what came then.

    Raises:
        ConfigurationError: There is no such source, or an option does not fit it.
    """
    data = replace(settings.data, source=plan.source, exchange=plan.exchange)
    path = None if plan.place is None else Path(plan.place)
    if not plan.virtual:
        choice = Choice(path, plan.interval, plan.first_day)
        return open_live_feed(data, choice, pace=plan.pace)
    source = open_source(data, Choice(path, plan.interval))
    begin = moment(plan.started).date() if plan.started else plan.first_day
    if begin is None and source.endpoint.network != "file":
        raise ConfigurationError(
            f"the source {plan.source} needs a beginning for the virtual clock",
            advice="Add --start with the first day.",
        )
    end = None if begin is None else begin + timedelta(seconds=plan.duration + 86_400)
    return RecordedFeed(source, plan.interval, clock, begin, end)


def _interval(request: Request, data: DataSettings) -> Interval:
    """The length of a bar where none is asked for: the source's own."""
    if request.interval is not None:
        return request.interval
    if data.source == "csv":
        return Interval.DAY
    if data.source in _LIVE:
        return Interval.DAY if request.clock == "virtual" else Interval.MINUTE
    source = open_source(data, Choice(request.path))
    return source.interval if isinstance(source, BundleSource) else Interval.DAY


def _calendar(request: Request, source: str) -> str | None:
    """What is replayed under the real clock comes at any hour; all else by its own calendar."""
    return ALWAYS if request.clock != "virtual" and source not in _LIVE else None


def open_clock(plan: Plan, folder: Folder) -> SessionClock:
    """The clock of a session; a virtual one goes on where it stood."""
    if not plan.virtual:
        return RealSessionClock()
    return VirtualSessionClock(last_time(folder) or plan.started)


def last_time(folder: Folder) -> int | None:
    """Wall time of the journal's last entry, in milliseconds; None in a new session."""
    if not folder.begun:
        return None
    for line in reversed(last_lines(folder.base, 1)):
        entry = decode_line(line)
        if not isinstance(entry, Unread):
            return round(entry.time * 1000)
    return None


def set_start(plan: Plan, feed: LiveFeed, clock: SessionClock, symbols: Sequence[str]) -> Plan:
    """Settle when a new session starts and ends.

    Raises:
        ConfigurationError: The recorded bars do not last that long.
        ServiceError: They cannot be read.
    """
    started = clock.now()
    if isinstance(feed, RecordedFeed) and isinstance(clock, VirtualSessionClock):
        first = feed.first(symbols)
        started = milliseconds(plan.first_day) if plan.first_day else first
        clock.begin(started)
        if feed.last + _SPARE < started + plan.duration * 1000:
            raise ConfigurationError(
                f"the recorded bars end on {label(feed.last, Interval.DAY)}, before the session",
                advice="Choose a shorter --duration, an earlier --start, or another source.",
            )
    return replace(plan, started=started, planned_end=started + plan.duration * 1000)


def _exact(value: float | None) -> Decimal:
    return Decimal(repr(value))
