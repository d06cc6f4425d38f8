"""Cleans up after a supervisor that no namespace ends, however it ended."""

from __future__ import annotations

import contextlib
import os
import signal
import socket

from doccheck.kernel import calls
from doccheck.kernel.trees import empty
from doccheck.sandbox.inside.processes import Processes, send
from doccheck.sandbox.inside.settings import Settings


def guard(control: socket.socket, settings: Settings) -> None:
    """Go on in a child; stay behind to end what it leaves, and to remove its folder.

    The guardian keeps doccheck's rights and stands outside of every confinement: no block can
    reach it, and orphans of the supervisor become its own.
    """
    calls.prctl(calls.PR_SET_CHILD_SUBREAPER, 1)
    child = os.fork()
    if child == 0:
        return
    control.close()
    signal.signal(signal.SIGTERM, lambda *_: send((child,), signal.SIGKILL))
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    processes = Processes(everything=False)
    processes.keep(child)
    os.waitpid(child, 0)
    processes.end_everything()
    empty(settings.base)
    with contextlib.suppress(OSError):
        os.rmdir(settings.base)
    os._exit(0)
