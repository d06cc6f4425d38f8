"""What the terminal gets: readable text; progress only where someone watches."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from rustybt_ops.errors import ConfigurationError
from rustybt_ops.redact import Redactor
from rustybt_ops.results.model import Check, Endpoint, Status

_WORDS = {
    Status.PASS: ("PASS", "green"),
    Status.WARN: ("WARN", "yellow"),
    Status.FAIL: ("FAIL", "red"),
    Status.SKIPPED: ("SKIP", "cyan"),
    Status.IN_PROGRESS: ("RUNS", "cyan"),
}
_INDENT = " " * 8
_SHOWN = 20  # single findings of a check, unless more are asked for


class Console:
    """Prints the lines of a run, without secrets and without control characters.

    Args:
        redactor: Knows the secrets.
        verbose: Whether all that was found is printed.
        aside: Whether everything goes to standard error, as standard output is for a document.
    """

    def __init__(self, redactor: Redactor, *, verbose: bool = False, aside: bool = False) -> None:
        self._redactor = redactor
        self._aside = aside
        self._verbose = verbose
        self._progress = 0

    def line(self, text: str = "", *, error: bool = False, colour: str | None = None) -> None:
        """Print one line of text."""
        self.clear()
        clean = printable(self._redactor.text(text))
        self._echo(click.style(clean, fg=colour) if colour else clean, error=error)

    def head(self, title: str, endpoints: Sequence[Endpoint], environment: str) -> None:
        """Say what is going to be checked."""
        self.line(f"{title} (environment: {environment})")
        for endpoint in endpoints:
            place = f" at {endpoint.url}" if endpoint.url else ""
            self.line(f"  {endpoint.kind}: {endpoint.name}, {endpoint.network}{place}")
            if endpoint.simulated:
                self.line(f"  SIMULATED: {endpoint.note}. This validates no real service.")
            elif endpoint.note:
                self.line(f"  {endpoint.note}")

    def check(self, check: Check) -> None:
        """Print one check, what failed and what to do."""
        word, colour = _WORDS[check.status]
        kind = f"{check.failure}: " if check.failure else ""
        self.clear()
        text = printable(self._redactor.text(f"{check.name}: {kind}{check.detail}"))
        self._echo(f"  {click.style(word, fg=colour)}  {text}")
        limit = len(check.items) if self._verbose else _SHOWN
        for item in check.items[:limit]:
            self._echo(f"{_INDENT}- {printable(self._redactor.text(item))}")
        if len(check.items) > limit:
            self.line(f"{_INDENT}- and {len(check.items) - limit} more (-v shows them)")
        if self._verbose and check.threshold is not None:
            self.line(
                f"{_INDENT}measured {check.value} {check.unit or ''}, limit {check.threshold}"
            )
        if check.advice and check.status in (Status.FAIL, Status.WARN):
            self.line(f"{_INDENT}What to do: {check.advice}")

    def progress(self, text: str) -> None:
        """Show what is going on, on a terminal only; the next line wipes it out."""
        if not sys.stderr.isatty():
            return
        self.clear()
        shown = printable(self._redactor.text(text))[:76] + "..."
        click.echo(shown, nl=False, err=True)
        self._progress = len(shown)

    def clear(self) -> None:
        """Wipe out the progress line."""
        if self._progress:
            click.echo("\r" + " " * self._progress + "\r", nl=False, err=True)
            self._progress = 0

    def _echo(self, text: str, *, error: bool = False) -> None:
        echo(text, error=error or self._aside)


def echo(text: str | bytes, *, error: bool = False) -> None:
    """Print a line.

    Raises:
        ConfigurationError: Its reader takes no more: the disk is full, say.
    """
    try:
        click.echo(text, err=error)
    except BrokenPipeError:
        raise
    except OSError as failure:
        raise ConfigurationError(
            f"the output cannot be written: {failure.strerror}",
            advice="Free space where it goes, or send it elsewhere.",
        ) from failure


def printable(text: str) -> str:
    """The text with control characters written out: a service cannot steer the terminal."""
    if text.isprintable():
        return text
    return "".join(
        each if each.isprintable() or each == "\n" else f"\\x{ord(each):02x}" for each in text
    )
