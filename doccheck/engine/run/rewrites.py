"""Which outputs can be written into a page so that it is still read as the same commands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from doccheck.engine.analyse import AnalyseOptions, read_blocks
from doccheck.fix.apply import apply
from doccheck.model.finding import Edit
from doccheck.model.source import Document


class Rewrite(Struct, frozen=True):
    """The edits that bring the output of the command on a line of the page up to date."""

    line: int
    edits: tuple[Edit, ...]


def keeping_commands(
    page: Document, wanted: Sequence[Rewrite], options: AnalyseOptions
) -> list[Rewrite]:
    """Return the rewrites that can be made together, in their order, most of them if not all."""
    return _Sieve(page, options).safe(wanted, ()) if wanted else []


class _Sieve:
    def __init__(self, page: Document, options: AnalyseOptions) -> None:
        self._page, self._options = page, options
        self._commands = _commands(page, options)

    def safe(self, wanted: Sequence[Rewrite], base: Sequence[Rewrite]) -> list[Rewrite]:
        """Return what can be made beside `base`; where not all can, halves are tried apart."""
        if not wanted or self._keeps([*base, *wanted]):
            return list(wanted)
        if len(wanted) == 1:
            return []
        middle = len(wanted) // 2
        first = self.safe(wanted[:middle], base)
        return [*first, *self.safe(wanted[middle:], [*base, *first])]

    def _keeps(self, wanted: Iterable[Rewrite]) -> bool:
        page = self._page
        text = apply(page.text, [edit for one in wanted for edit in one.edits])
        return _commands(Document(page.path, text, page.bom), self._options) == self._commands


def _commands(page: Document, options: AnalyseOptions) -> list[str]:
    """Return the commands of a page, but for those in the output that a directive names.

    A help screen holds usage lines, which are read as commands too.
    """
    extraction, _ = read_blocks(page, options)
    shown = [excerpt.span for excerpt in extraction.excerpts]
    named = [excerpt.directive.reason for excerpt in extraction.excerpts]
    return named + [
        block.text.text
        for block in extraction.blocks
        if not any(span.contains(block.span) for span in shown)
    ]
