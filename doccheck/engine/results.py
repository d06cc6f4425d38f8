"""What is kept of one file, and the cache of it."""

from __future__ import annotations

from typing import Any

from msgspec import Struct, field

from doccheck.cache import Store, decode, encode
from doccheck.engine.analyse import Facts
from doccheck.engine.files import all_there
from doccheck.model.finding import Finding, Skipped
from doccheck.model.report import ConfigRow, ProgramInfo, ReferenceRow, Suppressed


class FileResult(Struct, frozen=True):
    """The outcome for one file, before the baseline.

    `open` is set where a verdict rested on what other pages say (plugins, commands defined in
    documentation): it holds only as long as they say the same.
    """

    file: str
    findings: tuple[Finding, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    references: tuple[ReferenceRow, ...] = ()
    suppressed: tuple[Suppressed, ...] = ()
    disagreements: int = 0
    facts: Facts = field(default_factory=Facts)
    open: bool = False
    configs: tuple[ConfigRow, ...] = ()
    sought: tuple[str, ...] = ()
    """The files, by absolute path, that a run needs: the outcome is kept if all are there."""


class RunFacts(Struct, frozen=True):
    """What holds for all files of a run under one key.

    `evidence` is the key of what all pages say together; `sources` are the Python files of the
    project that define an audited program.
    """

    evidence: str = ""
    sources: tuple[str, ...] = ()
    programs: tuple[ProgramInfo, ...] = ()
    blockers: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()


class ResultCache:
    """Results by file and content, all made under the same settings and programs (`key`)."""

    def __init__(self, store: Store, key: str, name: str = "results") -> None:
        self._store = store
        self._key = key
        self._name = name
        self._kept: dict[str, list[Any]] = {}
        self.run: RunFacts | None = None
        self._changed = False
        self._read(store.get(name, key))

    @property
    def empty(self) -> bool:
        """Tell whether no result is kept."""
        return not self._kept

    def get(self, file: str, content: str) -> FileResult | None:
        """Return the result for `file` with the content hash `content`, if it is kept."""
        entry = self._kept.get(file)
        if not isinstance(entry, list) or len(entry) != 2 or entry[0] != content:  # noqa: PLR2004 - [hash, result]
            return None
        try:
            result = decode(FileResult, entry[1])
        except ValueError:
            return None
        return result if all_there(result.sought) else None

    def put(self, content: str, result: FileResult) -> None:
        """Keep a result; one that tells of a missing file is made anew each time."""
        if self._store.folder is None or not all_there(result.sought):
            return
        self._kept[result.file] = [content, encode(result)]
        self._changed = True

    def save(self, run: RunFacts) -> None:
        """Write what changed; results of files that this run did not read stay."""
        if self._changed or run != self.run:
            self._store.put(self._name, self._key, {"files": self._kept, "run": encode(run)})

    def _read(self, kept: object) -> None:
        if not isinstance(kept, dict) or not isinstance(kept.get("files"), dict):
            return
        try:
            self.run = decode(RunFacts, kept.get("run"))
        except ValueError:
            return
        self._kept = kept["files"]
