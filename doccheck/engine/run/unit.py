"""What is executed: a block of a page, or the help screen of a command."""

from __future__ import annotations

from msgspec import Struct

from doccheck.engine.request import Request
from doccheck.model.block import Directive
from doccheck.model.executed import RunSkip, Source
from doccheck.model.source import Document, MappedText, Span


class Step(Struct, frozen=True):
    """One command line of a unit, as it is handed to the shell.

    `span` is where it stands; `expected` the output that the page shows for it, None where the
    page shows none. `exit_code` is the one that counts as success.
    """

    script: str
    span: Span
    expected: MappedText | None = None
    exit_code: int = 0


class Unit(Struct, frozen=True):
    """Something to execute, or the reason why it is not.

    `calls` are the places (line, column) of the command references in it, `hidden` those of them
    whose exit status a pipeline hides, `commands` the paths they call. `shared` is set for a block
    whose commands run in one shell. `identity` names the unit as long as its text stays.
    """

    file: str
    span: Span
    source: Source
    shown: str
    request: Request
    steps: tuple[Step, ...] = ()
    programs: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()
    calls: frozenset[tuple[int, int]] = frozenset()
    hidden: frozenset[tuple[int, int]] = frozenset()
    environment: tuple[tuple[str, str], ...] = ()
    skip: RunSkip | None = None
    reason: str = ""
    identity: str = ""
    digest: str = ""
    """Of everything that its result is judged by; empty until the page is planned as a whole."""


class PagePlan(Struct, frozen=True):
    """The units of one page, in its order."""

    document: Document
    units: tuple[Unit, ...]
    directives: tuple[Directive, ...] = ()
    historical: bool = False
