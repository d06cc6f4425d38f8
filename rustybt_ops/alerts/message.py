"""What an alert says."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from datetime import UTC, datetime

from rustybt_ops.results.document import timestamp


@dataclass(frozen=True, slots=True)
class Alert:
    """One alert.

    Attributes:
        subject: One line.
        body: What happened.
        severity: info, warning or critical.
        environment: What the machine is for.
        at: When it happened, UTC.
        host: The machine.
    """

    subject: str
    body: str
    severity: str
    environment: str
    at: str
    host: str

    def text(self) -> str:
        """The alert as plain text."""
        return (
            f"{self.subject}\n\n{self.body}\n\nseverity: {self.severity}\n"
            f"environment: {self.environment}\nhost: {self.host}\ntime: {self.at}\n"
        )


def make(subject: str, body: str, severity: str, environment: str) -> Alert:
    """An alert of this machine, now."""
    now = timestamp(datetime.now(UTC))
    return Alert(subject, body, severity, environment, now, platform.node())


def make_test(environment: str) -> Alert:
    """The alert that tests a target."""
    body = "This is a test of the alerts of rustybt-ops. Nothing is wrong."
    return make("rustybt-ops: test alert", body, "info", environment)
