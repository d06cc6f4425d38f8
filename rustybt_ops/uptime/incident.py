"""A stretch of time in which the session was not alive or not of use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from rustybt_ops.results.document import timestamp
from rustybt_ops.results.model import Scalar

_LARGE = 0.1  # share of the allowed downtime from which one incident is a warning


class Trouble(StrEnum):
    """What was missing."""

    PROCESS = "process"
    FEED = "feed"
    LOOP = "loop"


class Severity(StrEnum):
    """How much an incident matters against the downtime that the target allows."""

    CRITICAL = "critical"
    WARNING = "warning"
    MINOR = "minor"


@dataclass(frozen=True, slots=True)
class Incident:
    """One outage.

    Attributes:
        trouble: What was missing.
        start: When it began: when the next sign of life was due. Wall time.
        end: When the first sign of life came again, or the end of the period.
        seconds: How long it lasted.
        counted: How much of that counts: what fell into market hours.
        cause: The likely cause, in one line.
        ongoing: It had not ended at the end of the period.
        evidence: What the log holds around it, oldest first.
    """

    trouble: Trouble
    start: float
    end: float
    seconds: float
    counted: float
    cause: str
    ongoing: bool = False
    evidence: tuple[str, ...] = ()

    def severity(self, allowed: float) -> Severity:
        """How much it matters where `allowed` seconds of downtime are within the target."""
        if self.counted and (self.counted > allowed or self.ongoing):
            return Severity.CRITICAL
        return Severity.WARNING if self.counted > _LARGE * allowed else Severity.MINOR

    def row(self, allowed: float) -> dict[str, Scalar | list[str]]:
        """The incident as the result document shows it."""
        return {
            "start": written(self.start),
            "end": written(self.end),
            "duration_seconds": round(self.seconds, 3),
            "counted_seconds": round(self.counted, 3),
            "trouble": str(self.trouble),
            "severity": str(self.severity(allowed)),
            "cause": self.cause,
            "ongoing": self.ongoing,
            "evidence": list(self.evidence),
        }


def written(time: float) -> str:
    """Wall time for a reader."""
    return timestamp(datetime.fromtimestamp(round(time, 3), UTC))
