"""What decides over the blocks of all pages."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from doccheck.config import Settings
from doccheck.engine.analyse import AnalyseOptions
from doccheck.engine.asked import missing_fixture
from doccheck.engine.request import Request, default_request, request_of
from doccheck.engine.run.placeholders import Filler
from doccheck.model.block import Directive
from doccheck.model.finding import Severity
from doccheck.model.report import ReferenceRow, Report


class Grounds:
    """What all pages are planned on: the settings, and what the static check says."""

    def __init__(self, settings: Settings, options: AnalyseOptions, report: Report) -> None:
        """Sort the report by file.

        Raises:
            ConfigError: a setting names what does not exist.
        """
        self._all, self.settings, self.options = settings, settings.run, options
        self.base = default_request(settings.run)
        self.filler = Filler.of(settings.run.placeholders)
        self._rows: dict[str, dict[tuple[int, int], ReferenceRow]] = {}
        for row in report.references:
            self._rows.setdefault(row.file, {})[row.line, row.column] = row
        self._stale: dict[str, list[tuple[int, int]]] = {}
        known = (one.finding for one in report.suppressed if one.kind == "baseline")
        for one in (*report.findings, *known):
            if one.severity is Severity.ERROR and one.program:
                self._stale.setdefault(one.file, []).append((one.range.line, one.range.column))

    def request(self, directives: Sequence[Directive]) -> Request:
        """Return what directives ask for; a fixture that is not there is their fault."""
        request = request_of(directives, self.base)
        why = missing_fixture(request.fixtures, self._all)
        if not why:
            return request
        asking = next(one for one in directives if "fixtures" in dict(one.options))
        return replace(request, faults=(*request.faults, (asking, why)))

    def known(self, request: Request) -> frozenset[str]:
        """Return the variables that have a value in every block."""
        settings = self.settings
        own = (name for name, _ in request.environment)
        passed = (name for name in settings.pass_environment if name in os.environ)
        shared = (*settings.environment, *passed, *self.filler.variables)
        return frozenset((*own, *shared))

    def rows(self, file: str) -> Mapping[tuple[int, int], ReferenceRow]:
        """Return the references of a file by their place."""
        return self._rows.get(file, {})

    def stale(self, file: str) -> Sequence[tuple[int, int]]:
        """Return where the static check reports an error."""
        return self._stale.get(file, ())
