"""The record that `doccheck run --record` writes, read back by those who show it."""

from __future__ import annotations

from collections.abc import Container, Mapping
from enum import StrEnum
from typing import Any

from msgspec import Struct

from doccheck.model.executed import ExecutionRow, Outcome, RunSkip, Source
from doccheck.model.execution import Aspect, Containment, Isolation, Level

COMMAND = "doccheck run"
"""What `command` says in such a record."""


class RunRecord(Struct, frozen=True):
    """A record of a run: when, how well contained, the sums, and every block.

    `policy` is what was to be executed.
    """

    started: str
    finished: str
    status: str
    metrics: Mapping[str, int | float]
    isolation: Isolation
    executions: tuple[ExecutionRow, ...]
    policy: str = ""


class Standing(Struct, frozen=True):
    """Something executable as it stands on a page now.

    `digest` is comparable with that of an `ExecutionRow`; `text` are its lines in the file, fences
    included. `printed_by` is the command of an `output-of` directive, for a block that shows
    nothing but its output.
    """

    digest: str
    line: int
    end_line: int
    text: str
    printed_by: str = ""


class Validity(StrEnum):
    """Whether a recorded result still speaks of what stands on the page."""

    HOLDS = "holds"
    CHANGED = "changed"
    """The block, its directives, its session or its settings are others, or it is gone."""
    UNKNOWN = "unknown"
    """The record is of an older release and does not tell."""


def validity(row: ExecutionRow, digests: Container[str]) -> Validity:
    """Tell whether a recorded result holds, given the digests of what stands in its file now.

    A help screen stands for no block: it was asked for as it still would be.
    """
    if not row.digest:
        return Validity.UNKNOWN
    holds = row.source is Source.HELP or row.digest in digests
    return Validity.HOLDS if holds else Validity.CHANGED


def execution_object(row: ExecutionRow) -> dict[str, Any]:
    """Return one execution as the record has it."""
    return {
        "file": row.file,
        "line": row.line,
        "end_line": row.end_line,
        "programs": list(row.programs),
        "commands": list(row.commands),
        "source": row.source.value,
        "shown": row.shown,
        "ran": row.ran,
        "outcome": row.outcome.value,
        "reason": row.reason,
        "skip": row.skip.value if row.skip else None,
        "exit_code": row.exit_code,
        "expected_exit": row.expected_exit,
        "seconds": row.seconds,
        "mode": row.mode,
        "backend": row.backend,
        "cached": row.cached,
        "when": row.when,
        "session": row.session,
        "versions": dict(row.versions),
        "digest": row.digest,
    }


def isolation_object(isolation: Isolation) -> dict[str, Any]:
    """Return how well a run was contained as the record has it."""
    aspects = {
        aspect.value: {"level": kept.level.value, "reason": kept.reason}
        for aspect, kept in isolation.aspects.items()
    }
    return {"backend": isolation.backend, "aspects": aspects}


def read_run_record(data: object) -> RunRecord:
    """Return the record that decoded JSON holds.

    Raises:
        ValueError: it is no record of `doccheck run`, or is damaged.
    """
    if not isinstance(data, Mapping) or data.get("command") != COMMAND:
        raise ValueError(f"not a record of `{COMMAND}`")
    try:
        details = data["details"]
        return RunRecord(
            started=str(data["started"]),
            finished=str(data["finished"]),
            status=str(data["status"]),
            metrics=dict(data["metrics"]),
            isolation=_isolation(details["isolation"]),
            executions=tuple(_execution(one) for one in details["executions"]),
            policy=str(details.get("policy", "")),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"a damaged record of `{COMMAND}`: {error!r}") from error


def _isolation(data: Mapping[str, Any]) -> Isolation:
    kept = {
        Aspect(name): Containment(Level(one["level"]), one["reason"])
        for name, one in data["aspects"].items()
    }
    return Isolation(data["backend"], kept)


def _execution(data: Mapping[str, Any]) -> ExecutionRow:
    return ExecutionRow(
        file=data["file"],
        line=data["line"],
        end_line=data["end_line"],
        source=Source(data["source"]),
        shown=data["shown"],
        outcome=Outcome(data["outcome"]),
        ran=data["ran"],
        programs=tuple(data["programs"]),
        commands=tuple(data["commands"]),
        reason=data["reason"],
        skip=RunSkip(data["skip"]) if data["skip"] else None,
        exit_code=data["exit_code"],
        expected_exit=data["expected_exit"],
        seconds=data["seconds"],
        mode=data["mode"],
        backend=data["backend"],
        cached=data["cached"],
        when=data["when"],
        session=data["session"],
        versions=dict(data["versions"]),
        digest=str(data.get("digest", "")),
    )
