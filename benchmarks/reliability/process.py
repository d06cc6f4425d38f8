"""A session in a process of its own, that can be struck from outside."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rustybt_ops.errors import ConfigurationError
from rustybt_ops.feeds.bars import Interval
from rustybt_ops.feeds.live import LiveBar
from rustybt_ops.feeds.replay import ReplayFeed
from rustybt_ops.paper.clocks import RealSessionClock
from rustybt_ops.paper.folder import open_folder
from rustybt_ops.paper.plan import Plan
from rustybt_ops.paper.session import PaperSession
from rustybt_ops.paper.signals import stopping
from tests.unit.ops.paper.rehearsal import DAY, Churn, Waves, plan

REFUSED = 2  # the exit code of a session that is not let in
_PACE = 0.004  # seconds between two bars
_DAYS = 5  # of bars that are there to be handed out
_ROTATED = 200_000  # bytes: the log is rotated while it is struck
_PATIENCE = 60.0  # seconds


class Erratic(ReplayFeed):
    """Hands out old bars again, among the new ones."""

    def poll(self, wait: float) -> Sequence[LiveBar]:
        """The new bars, after one from before."""
        bars = list(super().poll(wait))
        if bars and (old := self._next - 1 - self._next % 20) > 0:
            bars.insert(0, self._bars[old])
        return bars


@dataclass(slots=True)
class Child:
    """A process that runs a session.

    Attributes:
        number: Its number.
        trading: Becomes readable when it trades.
    """

    number: int
    trading: int

    def wait_until_it_trades(self) -> None:
        """Until it has gone through the bars of the past and hands out new ones."""
        require(os.read(self.trading, 1) == b"t", "the session ended before it traded")

    def end(self, how: signal.Signals | None = None) -> int:
        """End it, or wait for its end; its exit code, below zero the signal that ended it."""
        if how is not None:
            os.kill(self.number, how)
        status = os.waitpid(self.number, 0)[1]
        os.close(self.trading)
        return os.waitstatus_to_exitcode(status)


def start(
    folder: Path, *, erratic: bool = False, during: Callable[[], None] | None = None
) -> Child:
    """Start a session, or go on with the one in the folder, from what is imported here."""
    reads, writes = os.pipe()
    number = os.fork()
    if number:
        os.close(writes)
        return Child(number, reads)
    os.close(reads)
    code = 1
    try:
        _run(folder, writes, erratic=erratic, during=during)
        code = 0
    except ConfigurationError:
        code = REFUSED
    finally:
        os._exit(code)


def _run(folder: Path, told: int, *, erratic: bool, during: Callable[[], None] | None) -> None:
    opened = open_folder(folder, resume=True, largest=_ROTATED)
    kept = opened.plan
    make = Erratic if erratic else ReplayFeed
    feed = make(Waves(_DAYS * DAY, Interval.MINUTE), Interval.MINUTE, pace=_PACE)
    seen = [0]

    def watch(session: PaperSession) -> None:
        if not seen[0] and session.engine.outcome.bars > session.work.again[1]:
            seen[0] = os.write(told, b"t")

    session = PaperSession(
        opened,
        kept or _plan(),
        Churn(),
        feed,
        RealSessionClock(),
        resumed=kept is not None,
        watch=watch,
    )
    if during:
        threading.Thread(target=during, daemon=True).start()
    with stopping(session):
        session.run()


def _plan() -> Plan:
    """An hour's session under the real clock."""
    now = time.time_ns() // 1_000_000
    made = plan(1 / 24, 0.02, Interval.MINUTE)
    return replace(made, virtual=False, started=now, planned_end=now + 3_600_000)


def require(condition: bool, message: str) -> None:  # noqa: FBT001 - an assertion
    """Stop here unless the condition holds: the table would mean nothing."""
    if not condition:
        raise SystemExit(message)


def wait_for(condition: Callable[[], object], what: str) -> None:
    """Until the condition holds."""
    end = time.monotonic() + _PATIENCE
    while not condition():
        require(time.monotonic() < end, f"it has not come to this: {what}")
        time.sleep(0.01)
