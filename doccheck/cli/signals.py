"""What ends doccheck from outside ends it as Ctrl-C does: with everything cleaned up."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from types import FrameType

_LATEST = [signal.SIGINT]


def listen() -> None:
    """Take SIGTERM and SIGHUP for a keyboard interrupt, unless whoever started us ignores them."""
    for name in ("SIGTERM", "SIGHUP"):  # Windows has no SIGHUP
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _interrupter(os.getpid()))


def received() -> int:
    """Return the number of the signal that interrupted us."""
    return int(_LATEST[0])


def _interrupter(own: int) -> Callable[[int, FrameType | None], None]:
    def interrupt(number: int, frame: FrameType | None) -> None:
        del frame
        if os.getpid() != own:  # a child that was forked: it has nothing to clean up
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)
            return
        _LATEST[0] = signal.Signals(number)
        raise KeyboardInterrupt

    return interrupt
