"""What `doccheck run` recorded of the blocks, found again by their text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from doccheck.errors import InputError
from doccheck.model.executed import ExecutionRow, Outcome
from doccheck.model.run_record import RunRecord, read_run_record

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


class Executions:
    """The executed blocks by file; a block that changed since is not among them."""

    def __init__(self, rows: Iterable[ExecutionRow] = ()) -> None:
        self._rows: dict[str, list[tuple[list[str], ExecutionRow]]] = {}
        for row in rows:
            if row.executed and row.when:
                self._rows.setdefault(row.file, []).append((_bare(row.shown.split("\n")), row))

    def __bool__(self) -> bool:
        """Tell whether anything was executed."""
        return bool(self._rows)

    def failed(self, file: str, lines: Sequence[str]) -> list[tuple[int, ExecutionRow]]:
        """Return what did not pass of a page with these lines, with the line where it starts now.

        What is no longer on the page is left out.
        """
        rows = self._rows.get(file, ())
        numbered = list(enumerate((line.strip() for line in lines), start=1))
        return [
            (next(number for number, line in numbered if _says(line, text[0])), row)
            for text, row in rows
            if row.outcome is not Outcome.PASSED and text and _within(text, _bare(lines))
        ]

    def of_block(
        self, file: str, lines: Sequence[str], commands: Iterable[str]
    ) -> Execution | None:
        """Return how the block with these lines fared, None where it was not wholly executed.

        A block may hold several examples: it passed where each of them did, and counts as
        executed only where each of its `commands` is among them.
        """
        bare = _bare(lines)
        rows = [row for text, row in self._rows.get(file, ()) if text and _within(text, bare)]
        ran = [line for row in rows for line in _bare(row.shown.split("\n"))]
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
        )


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


def _bare(lines: Iterable[str]) -> list[str]:
    return [stripped for line in lines if (stripped := line.strip())]


def _among(command: str, ran: Sequence[str]) -> bool:
    """Tell whether each line of a command was executed, a prompt before it or not."""
    return all(any(_says(there, line) for there in ran) for line in _bare(command.split("\n")))


def _within(text: Sequence[str], block: Sequence[str]) -> bool:
    """Tell whether the lines of `text` stand in the block, in their order."""
    lines = iter(block)
    return all(any(_says(line, wanted) for line in lines) for wanted in text)


def _says(line: str, wanted: str) -> bool:
    """Tell whether a line is the wanted one, perhaps behind a prompt."""
    return line == wanted or line.endswith(f" {wanted}")
