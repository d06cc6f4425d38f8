"""What the units of a page call, and what of it their exit status stands for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from doccheck.engine.run.grounds import Grounds
from doccheck.model.block import CodeBlock
from doccheck.model.command import Invocation
from doccheck.model.report import ReferenceRow, Verdict
from doccheck.model.source import Document, MappedText, Span
from doccheck.shell.simple_commands import hidden_parts


class Called(Struct, frozen=True):
    """The calls of one unit, as the fields of a unit tell them."""

    programs: tuple[str, ...]
    commands: tuple[str, ...]
    calls: frozenset[tuple[int, int]]
    hidden: frozenset[tuple[int, int]]
    refused: bool


class Callings:
    """The references of a page; `named` are the commands that its directives name."""

    def __init__(
        self,
        grounds: Grounds,
        document: Document,
        named: Sequence[tuple[CodeBlock, list[Invocation]]],
    ) -> None:
        """Keep what decides."""
        self._grounds, self._document, self._named = grounds, document, named

    def of(
        self, calls: Sequence[Invocation], texts: Iterable[MappedText], directives: Iterable[Span]
    ) -> Called:
        """Return what is called by `calls`, and by the commands that directives name.

        `texts` hold the calls that are executed as they are shown.
        """
        named = self.named(directives)
        calls = [*calls, *(call for _, more in named for call in more)]
        rows = self._rows(calls)
        texts = (*texts, *(block.text for block, _ in named))
        return Called(
            tuple(dict.fromkeys(call.program for call in calls)),
            tuple(dict.fromkeys(" ".join(row.command) for row in rows)),
            frozenset((row.line, row.column) for row in rows),
            frozenset(self._hidden(texts, calls)),
            any(row.verdict is Verdict.REFUSED for row in rows),
        )

    def named(self, directives: Iterable[Span]) -> list[tuple[CodeBlock, list[Invocation]]]:
        """Return the commands that directives at these places name, with their calls."""
        spans = list(directives)
        return [one for one in self._named if any(span.contains(one[0].span) for span in spans)]

    def refused(self, directives: Iterable[Span]) -> bool:
        """Tell whether the check has an error for a command that a directive names."""
        stale = self._grounds.stale(self._document.path)
        places = [self._document.range(block.span) for block, _ in self.named(directives)]
        return any(
            (place.line, place.column) <= at <= (place.end_line, place.end_column)
            for place in places
            for at in stale
        )

    def _rows(self, calls: Iterable[Invocation]) -> list[ReferenceRow]:
        rows = self._grounds.rows(self._document.path)
        places = (self._document.range(call.span) for call in calls)
        found = (rows.get((place.line, place.column)) for place in places)
        return [row for row in found if row is not None]

    def _hidden(
        self, texts: Iterable[MappedText], calls: Iterable[Invocation]
    ) -> Iterator[tuple[int, int]]:
        """Yield the places of the calls whose exit status a pipeline hides."""
        if "pipefail" in self._document.text:
            return
        for text in texts:
            spans = [text.span(start, end) for start, end in hidden_parts(text.text)]
            for call in calls:
                if any(span.contains(call.span) for span in spans):
                    place = self._document.range(call.span)
                    yield place.line, place.column
