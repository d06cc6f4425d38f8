"""The result document: JSON as `schemas/result.schema.json` describes it, written atomically."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib.resources import files
from math import isfinite
from pathlib import Path
from typing import Any
from uuid import uuid4

import rustybt_ops
from rustybt_ops.files import write_atomically
from rustybt_ops.redact import Redactor
from rustybt_ops.results.model import Check, Endpoint, Scalar, Status, worst

SCHEMA_VERSION = 1


@dataclass(slots=True)
class Result:
    """One run of one command, filled while it goes on."""

    command: str
    argv: Sequence[str]
    environment: str | None
    virtual_clock: bool = False
    started: datetime = field(default_factory=lambda: datetime.now(UTC))
    finished: datetime | None = None
    run_id: str = field(default_factory=lambda: uuid4().hex)
    endpoints: list[Endpoint] = field(default_factory=list)
    versions: dict[str, str] = field(default_factory=dict)
    parameters: dict[str, Scalar] = field(default_factory=dict)
    checks: list[Check] = field(default_factory=list)
    metrics: dict[str, Scalar] = field(default_factory=dict)
    samples: list[dict[str, Scalar]] = field(default_factory=list)
    artifacts: list[dict[str, Scalar]] = field(default_factory=list)
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def status(self) -> Status:
        """The verdict over all checks."""
        return worst(check.status for check in self.checks)

    @property
    def simulated(self) -> bool:
        """Whether the clock or any endpoint is not the real thing."""
        return self.virtual_clock or any(endpoint.simulated for endpoint in self.endpoints)

    def document(self, redactor: Redactor) -> dict[str, Any]:
        """The run as plain JSON values, without secrets."""
        finished = self.finished or datetime.now(UTC)
        made = {
            "schema_version": SCHEMA_VERSION,
            "tool": {"name": "rustybt-ops", "version": rustybt_ops.__version__},
            "command": self.command,
            "argv": list(self.argv),
            "run_id": self.run_id,
            "started": timestamp(self.started),
            "finished": timestamp(finished),
            "duration_seconds": round((finished - self.started).total_seconds(), 3),
            "status": self.status,
            "environment": self.environment,
            "simulated": self.simulated,
            "endpoints": [asdict(each) for each in self.endpoints],
            "clock": {
                "kind": "virtual" if self.virtual_clock else "system",
                "simulated": self.virtual_clock,
            },
            "host": {"system": platform.system(), "machine": platform.machine()},
            "versions": {"python": platform.python_version(), **self.versions},
            "parameters": self.parameters,
            "checks": [_check(each) for each in self.checks],
            "metrics": self.metrics,
            "samples": self.samples,
            "artifacts": self.artifacts,
            "details": self.details,
        }
        redacted = redactor.value(_finite(made))
        assert isinstance(redacted, dict)  # noqa: S101 - a mapping stays a mapping
        return redacted


def _finite(value: object) -> object:
    """The same structure with null for what JSON cannot hold: NaN and infinity."""
    if isinstance(value, float):
        return value if isfinite(value) else None
    if isinstance(value, Mapping):
        return {key: _finite(each) for key, each in value.items()}
    return [_finite(each) for each in value] if isinstance(value, list | tuple) else value


def _check(check: Check) -> dict[str, Any]:
    """A check without the fields that say nothing."""
    made = asdict(check)
    return {key: each for key, each in made.items() if each not in (None, (), "")}


def timestamp(moment: datetime) -> str:
    """UTC as RFC 3339 writes it, to the millisecond."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def default_name(command: str, started: datetime, run_id: str) -> str:
    """A file name that sorts by time and never clashes."""
    return f"{command}-{started.astimezone(UTC):%Y%m%dT%H%M%SZ}-{run_id[:8]}.json"


def write(document: Mapping[str, Any], path: Path) -> None:
    """Write the document so that a reader finds all of it or none.

    Raises:
        OSError: The folder cannot be written to.
    """
    write_atomically(path, encoded(document) + b"\n")


def encoded(document: Mapping[str, Any]) -> bytes:
    """The document as it stands in a file, without the end of its last line."""
    text = json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False)
    return text.encode(errors="backslashreplace")  # a file's name that is no text is escaped


def schema() -> dict[str, Any]:
    """The published JSON Schema of a result document."""
    text = files("rustybt_ops").joinpath("schemas/result.schema.json").read_text("utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded
