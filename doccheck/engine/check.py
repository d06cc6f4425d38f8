"""`doccheck check`: from settings and paths to a report."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct

from doccheck.cache import Store
from doccheck.cache.store import digest
from doccheck.config import Settings
from doccheck.engine.analyse import AnalyseOptions
from doccheck.engine.audit import Audit, Progress, not_in
from doccheck.engine.files import FileList, Found, find_files
from doccheck.engine.programs import Program, load
from doccheck.engine.readings import Readings
from doccheck.model.report import Report
from doccheck.model.source import Document


def check(
    settings: Settings,
    paths: Iterable[str | Path] = (),
    *,
    cwd: Path | None = None,
    store: Store | None = None,
    jobs: int = 0,
    stdin: Document | None = None,
    documents: Iterable[Document] = (),
    progress: Progress | None = None,
) -> Report:
    """Check documents against the programs that the settings name.

    `stdin` is a document to check in place of files; `documents` are checked beside `paths`, each
    in place of the file of its name. `jobs` 0 uses every core for large sets. The help texts of
    the programs are checked only in a run over the configured paths.

    Raises:
        ConfigError: the settings name no program, or a rule that does not exist.
        InputError: a path is missing.
        ManifestError: a manifest cannot be used.
    """
    cwd = cwd or Path.cwd()
    texts = {one.path: one for one in documents}
    contents = {name: digest("text", one.text) for name, one in texts.items()}
    if stdin is not None:
        texts[stdin.path] = stdin
    named = tuple(paths)
    if named or texts:  # asked for these documents, not for the program's own texts
        settings = dataclasses.replace(settings, help_texts=False)
    store = store or Store(None)
    run = Audit(settings, cwd, store, texts, contents=contents, jobs=jobs, progress=progress)
    listing = find_files(settings, named, cwd=cwd) if named or not texts else FileList()
    given = [Found(cwd / name, name) for name in texts]
    listing.files = [*not_in(listing.files, given), *given]
    return run.report_on(listing)


class Examined(Struct, frozen=True):
    """A report with what it was made from: files, what was read, programs with their trees."""

    report: Report
    files: tuple[Found, ...]
    programs: tuple[Program, ...]
    options: AnalyseOptions
    readings: Readings


def examine(
    settings: Settings, paths: Iterable[str | Path], *, cwd: Path, store: Store, jobs: int = 0
) -> Examined:
    """Check documents as `check` does, and keep what further work on them needs.

    Raises:
        DoccheckError: whatever `check` raises.
    """
    settings = dataclasses.replace(settings, help_texts=False)
    readings = Readings()
    run = Audit(
        settings,
        cwd,
        store,
        {},
        contents={},
        jobs=jobs,
        progress=None,
        read=readings.read,
    )
    listing = find_files(settings, paths, cwd=cwd)
    report = run.report_on(listing)
    for program in run.programs:
        if program.tree is None:
            load(program, store, timeout=settings.import_timeout)
    return Examined(report, tuple(listing.files), tuple(run.programs), run.options, readings)
