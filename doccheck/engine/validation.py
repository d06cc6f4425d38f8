"""The documentation and the programs as the pages of a validation report need them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from doccheck.cache import Store
from doccheck.config import Settings
from doccheck.engine.check import check
from doccheck.engine.files import shown_path
from doccheck.engine.inventory import inventory_sections
from doccheck.engine.listing import references_text
from doccheck.engine.programs import Program, drop_others, load, missing_commands
from doccheck.engine.run.standing import standing_blocks
from doccheck.engine.targets import find_targets
from doccheck.model.report import Report
from doccheck.model.run_record import read_run_record
from doccheck.validation.audit import RUN, Audit, Required
from doccheck.validation.document import Results


def audit_documentation(
    settings: Settings,
    store: Store,
    *,
    results: Results | None = None,
    leave_out: Path | None = None,
    cwd: Path | None = None,
) -> Audit:
    """Check the documentation anew, and ask the programs for their commands.

    The newest run in `results` is held against the pages as they are. `leave_out` is the folder of
    the generated pages: they quote commands, stale ones too, and give none to a reader.

    Raises:
        ConfigError: the settings name no program.
    """
    if leave_out is not None:
        pattern = f"/{shown_path(leave_out, settings.root)}/"
        settings = dataclasses.replace(settings, exclude=(*settings.exclude, pattern))
    report = check(settings, cwd=cwd, store=store)
    standing = standing_digests(results or Results(), settings, store, cwd=cwd or Path.cwd())
    return audit_of(report, load_all(settings, store), standing)


def standing_digests(
    results: Results, settings: Settings, store: Store, *, cwd: Path
) -> Mapping[str, frozenset[str]]:
    """Return the digests of what stands in the files that the newest recorded run names.

    Raises:
        DoccheckError: as `check` does.
    """
    run = results.latest(RUN)
    if run is None:
        return {}
    blocks = standing_blocks(settings, read_run_record(run.raw), cwd=cwd, store=store)
    return {file: frozenset(one.digest for one in found) for file, found in blocks.items()}


def audit_of(
    report: Report,
    programs: Sequence[Program],
    standing: Mapping[str, frozenset[str]] | None = None,
) -> Audit:
    """Join a report that is at hand with the programs, and with what stands on the pages."""
    return Audit(
        report=report,
        references=references_text(report),
        inventory="\n".join(_inventory(programs)),
        required=tuple(_required(programs)),
        commands=tuple(_commands(programs)),
        standing=standing,
    )


def load_all(settings: Settings, store: Store) -> list[Program]:
    """Return all programs of the settings; one that cannot be loaded holds its fault."""
    programs = [Program(target, asks=False) for target in find_targets(settings, prefer_live=True)]
    for program in programs:
        load(program, store, timeout=settings.import_timeout)
    return drop_others(programs)[0]


def _inventory(programs: Sequence[Program]) -> Iterator[str]:
    for program in programs:
        if program.tree is None:
            yield f"## {program.name}\n\nIt cannot be loaded, so its commands are unknown.\n"
        else:
            yield inventory_sections([program])


def _required(programs: Sequence[Program]) -> Iterator[Required]:
    for program in programs:
        fault = program.fault.message if program.fault else ""
        missing = set(missing_commands(program))
        for name in program.target.settings.expect:
            present = program.tree is not None and name not in missing
            yield Required(program.name, name, present, fault)


def _commands(programs: Sequence[Program]) -> Iterator[tuple[str, ...]]:
    for program in programs:
        if program.tree is None:
            continue
        for path, node in program.tree.walk():
            if path and not node.hidden:
                yield (program.name, *path)
