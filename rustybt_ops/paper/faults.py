"""Faults planted into a session under a virtual clock: what it does then can be measured exactly.

    faults = [Fault(Kind.KILL, 3600, 600), Fault(Kind.FEED, 90_000, 1800)]
    rehearse(folder, plan, strategy, source, faults)

runs a whole session, of 30 days if the plan says so, within seconds. Afterwards its folder is what
a real session would have left behind: `analyze-uptime` must find these outages and no other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from rustybt_ops.errors import FailureKind, ServiceError
from rustybt_ops.feeds.live import LiveBar, LiveFeed
from rustybt_ops.feeds.source import Source
from rustybt_ops.journal.events import Reason
from rustybt_ops.paper.clocks import VirtualSessionClock
from rustybt_ops.paper.ended import Ended
from rustybt_ops.paper.folder import open_folder
from rustybt_ops.paper.plan import Plan
from rustybt_ops.paper.recorded import RecordedFeed
from rustybt_ops.paper.session import PaperSession
from rustybt_ops.trading.algorithm import Algorithm

if TYPE_CHECKING:
    from rustybt_ops.trading.bardata import BarData
    from rustybt_ops.trading.context import Context


_EARLY = 0.001  # seconds: the heartbeat due at the end of a fault sees that it is over


class Kind(StrEnum):
    """What happens.

    KILL: the process ends at once, and another one resumes. REBOOT: the same, by way of a boot.
    SUSPEND: the machine sleeps. SHUTDOWN: the process is asked to end, and another one resumes.
    FEED: no data come. NETWORK: the feed raises errors. LOOP: the strategy blocks at its next bar.
    CLOCK: the wall clock is set forward by the seconds given, or back if they are below zero.
    """

    KILL = "kill"
    REBOOT = "reboot"
    SUSPEND = "suspend"
    SHUTDOWN = "shutdown"
    FEED = "feed"
    NETWORK = "network"
    LOOP = "loop"
    CLOCK = "clock"


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault.

    Attributes:
        kind: What happens.
        start: When, in seconds after the start of the session.
        seconds: How long it lasts; of a clock, by how much it is set.
    """

    kind: Kind
    start: float
    seconds: float

    @property
    def end(self) -> float:
        """When it is over, in seconds after the start of the session."""
        return self.start + self.seconds


class Killed(BaseException):
    """The process of the session has been killed, for all that the session can tell."""


class FaultyFeed:
    """A feed that fails when it is told to.

    Args:
        feed: What delivers while all is well.
        clock: What time it is.
    """

    def __init__(self, feed: LiveFeed, clock: VirtualSessionClock) -> None:
        self.interval = feed.interval
        self.cadence = feed.cadence
        self.endpoint = feed.endpoint
        self.versions = feed.versions
        self.calendar = feed.calendar
        self.subscribe = feed.subscribe
        self.close = feed.close
        self._feed = feed
        self._clock = clock
        self._until = 0.0
        self._raises = False
        self._held: list[LiveBar] = []
        self._came: float | None = None

    def fail(self, seconds: float, *, raises: bool) -> None:
        """Deliver nothing for a while, silently or with errors."""
        self._until = self._clock.steady() + seconds - _EARLY
        self._raises = raises

    def poll(self, wait: float) -> Sequence[LiveBar]:
        """What the feed has, unless it fails at present: then it comes later.

        Raises:
            ServiceError: It fails with errors.
        """
        if self._left() <= 0:
            self._held += self._feed.poll(0 if self._held else wait)
        if self._left() > 0:
            if self._raises:
                raise ServiceError(FailureKind.NETWORK, "the connection was lost (planted)")
            self._clock.wait(min(self._left(), wait))
            return ()
        bars, self._held = self._held, []
        if bars:
            self._came = self._clock.steady()
        return bars

    def _left(self) -> float:
        return self._until - self._clock.steady()

    @property
    def age(self) -> float | None:
        """Seconds since it last delivered."""
        return None if self._came is None else self._clock.steady() - self._came


class Blocking(Algorithm):
    """A strategy that blocks when it is told to.

    Args:
        strategy: What decides.
        clock: What passes while it blocks.
    """

    def __init__(self, strategy: Algorithm, clock: VirtualSessionClock) -> None:
        self.initialize = strategy.initialize  # type: ignore[method-assign]  # passed on
        self._strategy = strategy
        self._clock = clock
        self.block = 0.0

    def before_trading_start(self, context: Context, data: BarData) -> None:
        """The strategy's own."""
        self._strategy.before_trading_start(context, data)

    def handle_data(self, context: Context, data: BarData) -> None:
        """Block if need be, then decide."""
        seconds, self.block = self.block, 0.0
        if seconds:
            self._clock.wait(seconds)
        self._strategy.handle_data(context, data)


def rehearse(
    folder: Path,
    plan: Plan,
    strategy: Callable[[], Algorithm],
    source: Source,
    faults: Sequence[Fault],
) -> Ended:
    """Run a session under a virtual clock with these faults, through to its end.

    Args:
        folder: Where it is kept.
        plan: What is asked for; its clock is virtual and its start settled.
        strategy: Makes the strategy, for each process anew.
        source: Where the bars come from.
        faults: What happens; no two at the same time.
    """
    clock = VirtualSessionClock(plan.started)
    stage = _Stage(clock)
    for fault in faults:
        moment = plan.started + round(fault.start * 1000)
        clock.alarm(moment, partial(stage.strike, fault))
    resumed = False
    while True:
        feed = FaultyFeed(RecordedFeed(source, plan.interval, clock), clock)
        blocking = Blocking(strategy(), clock)
        open_ = open_folder(folder, resume=resumed)
        try:
            session = PaperSession(open_, plan, blocking, feed, clock, resumed=resumed)
            stage.take(session, feed, blocking)
            ended = session.run()
        except Killed:
            ended = Ended(Reason.SIGNAL)
        finally:
            open_.close()
        if ended.reason is not Reason.SIGNAL:
            return ended
        stage.restart()
        resumed = True


class _Stage:
    """Strikes the process of the moment."""

    def __init__(self, clock: VirtualSessionClock) -> None:
        self._clock = clock
        self._parts: tuple[PaperSession, FaultyFeed, Blocking] | None = None
        self._down = 0.0
        self._reboot = False

    def take(self, session: PaperSession, feed: FaultyFeed, strategy: Blocking) -> None:
        """From now on this is the process."""
        self._parts = session, feed, strategy

    def restart(self) -> None:
        """Let the time pass in which there is no process."""
        self._clock.resume()
        self._clock.leap(self._down)
        if self._reboot:
            self._clock.reboot()
        self._down, self._reboot = 0.0, False

    def strike(self, fault: Fault) -> None:
        """Let a fault happen.

        Raises:
            Killed: The process ends at once.
        """
        assert self._parts is not None  # noqa: S101 - time passes in a session only
        session, feed, strategy = self._parts
        kind, seconds = fault.kind, fault.seconds
        if kind in (Kind.KILL, Kind.REBOOT, Kind.SHUTDOWN):
            self._down, self._reboot = seconds, kind is Kind.REBOOT
            if kind is Kind.SHUTDOWN:
                session.stop()
                return
            session.journal.flush()  # a real clock has every entry written at once
            raise Killed
        if kind is Kind.SUSPEND:
            self._clock.leap(seconds)
        elif kind is Kind.LOOP:
            strategy.block = seconds - _EARLY
        elif kind is Kind.CLOCK:
            self._clock.jump(seconds)
        else:
            feed.fail(seconds, raises=kind is Kind.NETWORK)
