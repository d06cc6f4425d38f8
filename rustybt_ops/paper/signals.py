"""A polite end: SIGTERM, SIGHUP and Ctrl-C let the session finish what it is doing."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

from rustybt_ops.paper.session import PaperSession

GRACE = 10.0  # seconds that a strategy has to come back


@contextmanager
def stopping(session: PaperSession) -> Iterator[None]:
    """Let signals end the session while the block runs.

    The first one asks for the end. A strategy that does not come back within the grace, or a
    second signal, ends it in the middle of what it does; so does a strategy that is still at work
    at the planned end, when the grace is over. One that goes through the bars of the past then has
    as long as it takes, if only it gets on within each grace.
    """

    def polite(number: int, frame: object) -> None:  # noqa: ARG001 - a signal handler
        if session.work.stopping:
            session.work.break_off()
        session.stop()
        signal.setitimer(signal.ITIMER_REAL, GRACE, GRACE)

    def firm(number: int, frame: object) -> None:  # noqa: ARG001 - a signal handler
        if not session.work.gets_on():
            session.work.break_off()

    asked = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
    heard = [each for each in asked if signal.getsignal(each) is not signal.SIG_IGN]  # nohup
    handlers = {signal.SIGALRM: firm, **dict.fromkeys(heard, polite)}
    before = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    if not session.clock.virtual:
        signal.setitimer(signal.ITIMER_REAL, max(0.0, session.schedule.left()) + GRACE, GRACE)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        for number, handler in before.items():
            signal.signal(number, handler)
