"""Waiting for a process to end."""

from __future__ import annotations

import os
import select
import subprocess


def wait(process: subprocess.Popen[bytes], seconds: float) -> None:
    """Wait as `Popen.wait` does, which looks ever more rarely, but notice the end at once.

    Raises:
        subprocess.TimeoutExpired: the process is still there after `seconds`.
    """
    if process.poll() is not None:
        return
    try:
        watch = os.pidfd_open(process.pid)
    except (AttributeError, OSError):  # another system, an old kernel, or a filter of calls
        process.wait(seconds)
        return
    try:
        poller = select.poll()
        poller.register(watch, select.POLLIN)
        poller.poll(seconds * 1000)
    finally:
        os.close(watch)
    process.wait(0)
