"""The uptime of a session, by the same rules as `analyze-uptime`."""

from __future__ import annotations

from pathlib import Path

from rustybt_ops.journal.events import LOG_NAME
from rustybt_ops.journal.logfile import rotated
from rustybt_ops.uptime.period import Period
from rustybt_ops.uptime.reader import Reading, read
from rustybt_ops.uptime.summary import Summary
from rustybt_ops.uptime.terms import Limits

TARGET = 99.9


def measure(folder: Path, run_id: str, now: float) -> tuple[Summary, Reading] | None:
    """The uptime of a session up to a moment (wall time, seconds); None if it has no entries."""
    path = folder / LOG_NAME
    paths = [*(each for _, each in rotated(path)), *([path] if path.exists() else [])]
    period = Period(None, None, now, as_of_given=True)
    reading = read(paths, period, Limits(), wanted=run_id)
    session = reading.sessions.get(run_id)
    return None if session is None else (Summary(session, period, TARGET), reading)
