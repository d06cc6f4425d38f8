"""CPU time of whole commands: user plus system, of the command and all it starts."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

PYTHON = sys.executable


@dataclass(frozen=True, slots=True)
class Ratio:
    """One line of the report: `value` times the baseline, and the most it should be."""

    name: str
    baseline: str
    value: float
    limit: float | None
    detail: str = ""

    @property
    def kept(self) -> bool:
        """Tell whether the limit is kept."""
        return self.limit is None or self.value <= self.limit

    def row(self) -> str:
        """Return a row of the Markdown table."""
        limit = "" if self.limit is None else f"≤ {self.limit:g} {'✓' if self.kept else '✗'}"
        return f"| {self.name} | {self.baseline} | {self.value:.2f} | {limit} | {self.detail} |"


@dataclass(frozen=True, slots=True)
class Skipped:
    """A line of the report for what could not be measured here."""

    name: str
    baseline: str
    reason: str
    kept = True

    def row(self) -> str:
        """Return a row of the Markdown table."""
        return f"| {self.name} | {self.baseline} | skipped | | {self.reason} |"


def cpu(
    command: Sequence[str | Path], *, cwd: Path | None = None, ok: Sequence[int] = (0,)
) -> float:
    """Return the CPU seconds of one run of `command`.

    Raises:
        RuntimeError: it exits with another code than those in `ok`.
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(  # noqa: S603 - our own programs
        [str(word) for word in command],
        cwd=cwd,
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": ""},
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in ok:
        raise RuntimeError(f"{command}: exit code {done.returncode}\n{done.stderr.decode()}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def median(sample: Callable[[], float], rounds: int = 7) -> float:
    """Return the median of `rounds` samples."""
    return statistics.median(sample() for _ in range(rounds))


def interleaved(*samples: Callable[[], float], rounds: int = 7) -> tuple[float, ...]:
    """Return the median of each sample, taken in turn so that drift hits all alike."""
    taken: list[list[float]] = [[] for _ in samples]
    for _ in range(rounds):
        for column, sample in zip(taken, samples, strict=True):
            column.append(sample())
    return tuple(statistics.median(column) for column in taken)
