"""The help screens of the commands that the pages name."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Mapping

from doccheck.cache.store import digest
from doccheck.engine.programs import Program
from doccheck.engine.request import Request
from doccheck.engine.run.unit import Step, Unit
from doccheck.model.executed import RunSkip, Source
from doccheck.model.report import ReferenceRow, Report, Verdict
from doccheck.model.source import Document, Span


def help_units(
    report: Report,
    programs: Iterable[Program],
    documents: Mapping[str, Document],
    base: Request,
) -> Iterator[Unit]:
    """Yield a unit for each command path that the pages name, at its first place.

    Only paths that the static check accepts: the others have their finding.
    """
    by_name = {program.name: program for program in programs}
    first: dict[tuple[str, ...], ReferenceRow] = {}
    for row in report.references:
        if row.verdict is Verdict.ACCEPTED and row.command and row.file in documents:
            first.setdefault(row.command, row)
    for path, row in first.items():
        program = by_name.get(row.program)
        if program is not None and program.tree is not None:
            where = documents[row.file].index.line_span(row.line)
            yield _unit(path, row.file, where, program, base)


def _unit(path: tuple[str, ...], file: str, where: Span, program: Program, base: Request) -> Unit:
    node = program.tree.find(path[1:]) if program.tree else None
    options = node.help_options if node else ()
    option = "--help" if "--help" in options else next(iter(options), None)
    script = shlex.join((program.name, *path[1:], option or "--help"))
    return Unit(
        file,
        where,
        Source.HELP,
        script,
        base,
        steps=(Step(script, where),) if option else (),
        programs=(program.name,),
        commands=(" ".join(path),),
        skip=None if option else RunSkip.NO_HELP,
        reason="" if option else f"`{' '.join(path)}` has no help option, or is not in the tree",
        identity=digest("help", script),
    )
