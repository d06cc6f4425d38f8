"""What stands in the way of any verdict, said first: programs and commands that are missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path

from doccheck.config import Settings
from doccheck.engine.configured import configuration, configured
from doccheck.engine.programs import Program, missing_commands
from doccheck.model.finding import Finding
from doccheck.model.source import Document, Span
from doccheck.rules import unknown_command
from doccheck.rules.context import Place, ProgramContext
from doccheck.rules.judge import apply
from doccheck.rules.registry import PROGRAM_RULES
from doccheck.rules.selection import Policy


def blockers(
    programs: Iterable[Program], settings: Settings, cwd: Path, policy: Policy
) -> Iterator[Finding]:
    """Yield a finding for each program that cannot be loaded and each expected command missing."""
    config = configuration(settings, cwd)
    for program in programs:
        if program.fault is not None:
            fault = program.fault
            document, span = configured(program.target, settings, cwd)
            place = Place.of(document, severities=policy.severities)
            context = ProgramContext(place, span, program.name, fault.message, fault.hint)
            yield from apply(PROGRAM_RULES, context, policy)
        for name in missing_commands(program):
            if unknown_command.META.code in policy.selected:
                yield _missing(program, name, config)


def _missing(program: Program, name: str, config: Document) -> Finding:
    known = [] if program.tree is None else [" ".join(path) for path, _ in program.tree.walk()]
    close = get_close_matches(name, known, n=1)
    at = config.text.find(f'"{name}"') + 1
    span = Span(at, at + len(name)) if at else Span(0, 0)
    return Place.of(config).finding(
        unknown_command.META,
        span,
        f"`{program.name}` has no command `{name}`, which `expect` requires",
        f"did you mean `{close[0]}`?" if close else "",
    )
