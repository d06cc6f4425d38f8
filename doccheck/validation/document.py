"""Result documents as values: what the commands found out, whoever wrote them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from msgspec import Struct, field

LARGEST = 1e300
"""The largest number that is taken for a measurement."""
Scalar = bool | int | float | str | None


class Status(StrEnum):
    """The verdict of a check or of a whole run."""

    PASS = "pass"  # noqa: S105 - not a password
    WARN = "warn"
    FAIL = "fail"
    SKIPPED = "skipped"
    IN_PROGRESS = "in_progress"


class Check(Struct, frozen=True):
    """One thing that was looked at: what was measured, and against which threshold."""

    name: str
    status: Status
    detail: str = ""
    value: Scalar = None
    unit: str = ""
    threshold: Scalar = None
    advice: str = ""
    items: tuple[str, ...] = ()


class Endpoint(Struct, frozen=True):
    """What was checked: a broker, a data source; `simulated` where it is not the real thing."""

    kind: str
    name: str
    network: str
    simulated: bool
    note: str = ""


class Result(Struct, frozen=True):
    """One run of one command. `file` is the document's name, `raw` all of it as decoded."""

    file: str
    command: str
    argv: tuple[str, ...]
    started: datetime
    finished: datetime
    status: Status
    simulated: bool
    run_id: str = ""
    tool: str = ""
    environment: str = ""
    endpoints: tuple[Endpoint, ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, Scalar] = field(default_factory=dict)
    checks: tuple[Check, ...] = ()
    metrics: Mapping[str, Scalar] = field(default_factory=dict)
    samples: tuple[Mapping[str, Scalar], ...] = ()
    details: Mapping[str, Any] = field(default_factory=dict)
    discrepancies: tuple[Mapping[str, Any], ...] = ()
    raw: Mapping[str, Any] = field(default_factory=dict)

    def check(self, name: str) -> Check | None:
        """Return the check of this name; None where the run did not make it."""
        return next((one for one in self.checks if one.name == name), None)

    def number(self, name: str) -> float | None:
        """Return a metric as a number; None where it is missing or none."""
        return number(self.metrics.get(name))


class Problem(Struct, frozen=True):
    """A file that could not be used, and why; a `harmless` one was merely passed over."""

    file: str
    message: str
    harmless: bool = False


class Results(Struct, frozen=True):
    """All documents of a folder, oldest first, and what could not be read."""

    documents: tuple[Result, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def unreadable(self) -> tuple[Problem, ...]:
        """The problems that someone has to mend."""
        return tuple(problem for problem in self.problems if not problem.harmless)

    def history(self, command: str) -> tuple[Result, ...]:
        """Return the runs of a command, newest first."""
        return tuple(one for one in reversed(self.documents) if one.command == command)

    def latest(self, command: str) -> Result | None:
        """Return the newest run of a command; None where there is none."""
        return next(iter(self.history(command)), None)

    def by(self, command: str, subject: Callable[[Result], Hashable]) -> tuple[Result, ...]:
        """Return the newest run of a command about each subject, in the order of subjects."""
        newest = {subject(one): one for one in self.documents if one.command == command}
        return tuple(newest[key] for key in sorted(newest, key=repr))


def number(value: object) -> float | None:
    """Return `value` as a number; None for what is none: true, false, infinity."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) <= LARGEST else None
