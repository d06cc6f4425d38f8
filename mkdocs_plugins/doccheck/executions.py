"""What `doccheck run` recorded of the blocks, as far as it holds for what stands there now."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from doccheck.api import example_anchor
from doccheck.errors import InputError
from doccheck.model.executed import ExecutionRow, Outcome, Source
from doccheck.model.run_record import RunRecord, Standing, Validity, read_run_record, validity
from mkdocs_plugins.doccheck.placing import bare, place, shows

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
    printed_by: str = ""
    """The command whose output the block shows, if it shows nothing else."""


class Executions:
    """The results of a record by file, each with the block that it holds for.

    `standing` is what the files hold now. What changed since it was executed has no result.
    """

    def __init__(
        self,
        rows: Iterable[ExecutionRow] = (),
        standing: Mapping[str, Sequence[Standing]] | None = None,
    ) -> None:
        by_file: dict[str, list[ExecutionRow]] = {}
        self._outdated: dict[Validity, list[ExecutionRow]] = {}
        now = standing or {}
        for row in rows:
            if row.source is Source.HELP:  # a help screen stands for no block
                continue
            found = validity(row, {one.digest for one in now.get(row.file, ())})
            if found is Validity.HOLDS:
                by_file.setdefault(row.file, []).append(row)
            elif _ran(row):
                self._outdated.setdefault(found, []).append(row)
        self._placed = {file: place(found, now[file]) for file, found in by_file.items()}

    def __bool__(self) -> bool:
        """Tell whether anything was executed as it stands."""
        return bool(self.executed)

    @property
    def executed(self) -> int:
        """How many examples were executed as they stand."""
        return sum(_ran(row) for pairs in self._placed.values() for _, row in pairs)

    def outdated(self, why: Validity) -> Sequence[ExecutionRow]:
        """Return what was executed, but not as it stands now, or not for certain."""
        return self._outdated.get(why, ())

    def failed(self, file: str) -> list[tuple[Standing, ExecutionRow]]:
        """Return the blocks of a file that did not pass as they stand."""
        return [
            (block, row)
            for block, row in self._placed.get(file, ())
            if _ran(row) and row.outcome is not Outcome.PASSED
        ]

    def of_block(self, file: str, lines: range, shown: Sequence[str]) -> Execution | None:
        """Return how the block at these lines of a file fared, None where it did not run as it is.

        `shown` is its text on the page. It may hold several examples: it passed where each of them
        did, and was executed only where nothing else stands in it.
        """
        pairs = [
            (block, row)
            for block, row in self._placed.get(file, ())
            if _ran(row) and block.line < lines.stop and lines.start <= block.end_line
        ]
        ran = [line for block, _ in pairs for line in bare(block.text.split("\n"))]
        if not pairs or not shows(bare(shown), ran):
            return None
        rows = [row for _, row in pairs]
        worst = next((row for row in rows if row.outcome is not Outcome.PASSED), rows[0])
        return Execution(
            worst.outcome is Outcome.PASSED,
            min(row.when for row in rows)[: len("2026-01-31")],
            worst.reason,
            any(row.ran is not None for row in rows),
            tuple(dict.fromkeys(name for row in rows for name in row.programs)),
            {name: version for row in rows for name, version in row.versions.items()},
            example_anchor(worst),
            pairs[0][0].printed_by if len(pairs) == 1 else "",
        )


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
