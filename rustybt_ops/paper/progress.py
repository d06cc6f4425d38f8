"""What one sees of a session that runs: a line on the terminal, an interim result on the disk."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from math import inf
from pathlib import Path

from rustybt_ops.journal.events import Reason
from rustybt_ops.paper.ended import Ended
from rustybt_ops.paper.session import PaperSession
from rustybt_ops.paper.verdict import checks, details, metrics, progress
from rustybt_ops.redact import Redactor
from rustybt_ops.results.document import Result, write
from rustybt_ops.words import counted

_SHOW = 1.0  # seconds between two lines on the terminal
_TELL = 60.0  # seconds between two lines that stay, while bars of the past are gone through
_WRITE = 3600.0  # seconds between two interim results


class Progress:
    """Called by the session again and again; most calls do nothing.

    Args:
        show: Shows a line that the next one replaces.
        alert: Shows a line that stays.
        result: What is known of the run; the interim results are copies of it.
        target: The file of the result; without one there are no interim results.
        redactor: Keeps secrets out of it.
    """

    def __init__(
        self,
        show: Callable[[str], None],
        alert: Callable[[str], None],
        result: Result,
        target: Path | None,
        redactor: Redactor,
    ) -> None:
        self._show = show
        self._alert = alert
        self._result = result
        self._target = target
        self._redactor = redactor
        self._shown = -inf
        self._seen = -inf  # on the machine's own clock, as `_told`
        self._told: float | None = None
        self._written: float | None = None

    def __call__(self, session: PaperSession) -> None:
        """Show and write what is due."""
        if not session.work.caught_up:
            self._go_through(*session.work.again)
            return
        now = session.clock.steady()
        pace = 86_400.0 if session.plan.virtual else 1.0  # virtual days pass in a blink
        if now - self._shown >= _SHOW * pace:
            self._shown = now
            self._show(_line(session))
        if self._written is None:
            self._written = now  # there is nothing to say yet
        if self._target and not session.plan.virtual and now - self._written >= _WRITE:
            self._written = now
            self._write(session, self._target)

    def _go_through(self, done: int, whole: int) -> None:
        """Show how far the strategy is with the bars of the past; it takes its time, not theirs."""
        now = time.monotonic()
        line = f"going through the bars it has seen again: {done:,} of {whole:,}"
        if now - self._seen >= _SHOW:
            self._seen = now
            self._show(line)
        if self._told is None:
            self._told = now
        if now - self._told >= _TELL:
            self._told = now
            self._alert(line)

    def _write(self, session: PaperSession, target: Path) -> None:
        """Write a result that says how far the session has come."""
        measured = session.measured()
        interim = replace(
            self._result,
            checks=checks(session, Ended(Reason.SIGNAL), measured),
            metrics=metrics(session, measured[0]),
            details=details(measured[0]),
        )
        try:
            write(interim.document(self._redactor), target)
        except OSError as error:
            self._alert(f"the interim result cannot be written: {error.strerror}")


def _line(session: PaperSession) -> str:
    value = session.engine.portfolio.portfolio_value
    now = session.clock.now() / 1000
    return (
        f"{progress(session.plan, now)}, {counted(session.engine.outcome.bars, 'bar')}, "
        f"portfolio {value:,.2f}, {counted(session.troubles.count, 'error')}"
    )
