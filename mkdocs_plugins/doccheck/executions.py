"""What `doccheck run` recorded of the blocks, found again where they stand now."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from doccheck.api import example_anchor
from doccheck.errors import InputError
from doccheck.model.executed import ExecutionRow, Outcome, Source
from doccheck.model.run_record import RunRecord, read_run_record
from mkdocs_plugins.doccheck.placing import bare, place, says, within
from mkdocs_plugins.doccheck.provenance import read_lines

_SCHEMA_VERSION = 1
_MAX_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Execution:
    """How a block fared when it was executed."""

    passed: bool
    day: str
    reason: str = ""
    replaced: bool = False
    programs: tuple[str, ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict)
    anchor: str = ""
    """Where the report shows it."""


class Executions:
    """The examples of a record by file, at the lines where they stand now.

    An example that changed since is not among them. Files are read below `root`.
    """

    def __init__(self, rows: Iterable[ExecutionRow] = (), root: Path = Path()) -> None:
        self._root = root
        self._rows: dict[str, list[ExecutionRow]] = {}
        self._placed: dict[str, list[tuple[int, ExecutionRow]]] = {}
        for row in rows:
            if row.source is not Source.HELP:  # a help screen stands for no block
                self._rows.setdefault(row.file, []).append(row)

    def __bool__(self) -> bool:
        """Tell whether anything was executed."""
        return bool(self.executed)

    @property
    def executed(self) -> int:
        """How many examples were executed."""
        return sum(_ran(row) for rows in self._rows.values() for row in rows)

    def failed(self, file: str) -> list[tuple[int, ExecutionRow]]:
        """Return what did not pass of a file, with the line where it begins now.

        What no longer stands in the file is left out.
        """
        return [
            (line, row)
            for line, row in self._in(file)
            if _ran(row) and row.outcome is not Outcome.PASSED
        ]

    def of_block(
        self, file: str, place: range, lines: Sequence[str], commands: Iterable[str]
    ) -> Execution | None:
        """Return how the block at these lines fared, None where it was not wholly executed.

        `place` are its line numbers in the file, `lines` its text on the page. A block may hold
        several examples: it passed where each of them did, and counts as executed only where each
        of its `commands` is among them.
        """
        block = bare(lines)
        rows = [
            row
            for line, row in self._in(file)
            if line in place and _ran(row) and within(bare(row.shown.split("\n")), block)
        ]
        ran = [line for row in rows for line in bare(row.shown.split("\n"))]
        if not rows or not all(_among(one, ran) for one in commands):
            return None
        worst = next((row for row in rows if row.outcome is not Outcome.PASSED), rows[0])
        return Execution(
            worst.outcome is Outcome.PASSED,
            min(row.when for row in rows)[: len("2026-01-31")],
            worst.reason,
            any(row.ran is not None for row in rows),
            tuple(dict.fromkeys(name for row in rows for name in row.programs)),
            {name: version for row in rows for name, version in row.versions.items()},
            example_anchor(worst),
        )

    def _in(self, file: str) -> list[tuple[int, ExecutionRow]]:
        if file not in self._placed:
            rows = self._rows.get(file, ())
            lines = read_lines(self._root / file) if rows else ()
            self._placed[file] = place(rows, lines)
        return self._placed[file]


def _ran(row: ExecutionRow) -> bool:
    return row.executed and bool(row.when)


def read_record(path: Path) -> RunRecord | None:
    """Return the record in a file, None where there is no such file.

    Raises:
        InputError: it is not a record of `doccheck run` that this release reads.
    """
    hint = f"make it anew with `doccheck run --record {path}`"
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise InputError(f"{path}: too large for a record of `doccheck run`", hint=hint)
        data = json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValueError, RecursionError) as error:
        raise InputError(f"{path}: the record cannot be read: {error}", hint=hint) from None
    version = data.get("schema_version") if isinstance(data, dict) else None
    if isinstance(data, dict) and version != _SCHEMA_VERSION:
        raise InputError(
            f"{path}: schema version {version!r}; this release reads {_SCHEMA_VERSION}", hint=hint
        )
    try:
        return read_run_record(data)
    except ValueError as error:
        raise InputError(f"{path}: {error}", hint=hint) from None


def _among(command: str, ran: Sequence[str]) -> bool:
    """Tell whether each line of a command was executed, a prompt before it or not."""
    return all(any(says(there, line) for there in ran) for line in bare(command.split("\n")))
