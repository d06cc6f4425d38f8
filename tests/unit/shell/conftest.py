"""Reads code as if it stood on a page of its own."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from doccheck.model.block import BlockKind, Certainty, CodeBlock, Dialect
from doccheck.model.command import DYNAMIC, Invocation, Usage, Word
from doccheck.model.source import MappedText, Span
from doccheck.shell import PageReading, Programs, read_page

PROGRAMS = Programs({("prog",): "prog", ("python", "-m", "prog"): "prog"})


class Page:
    """Blocks of one page, each given as text; they stand one after the other in the document."""

    def __init__(self, *texts: str, **traits: object) -> None:
        self.document = "\n\n".join(texts)
        self.blocks = tuple(self._blocks(texts, traits))
        programs = traits.get("programs")
        forms = Programs({(str(programs),): str(programs)}) if programs else PROGRAMS
        self.reading: PageReading = read_page(self.blocks, forms)

    def _blocks(self, texts: tuple[str, ...], traits: dict[str, object]) -> list[CodeBlock]:
        blocks: list[CodeBlock] = []
        at = 0
        for text in texts:
            blocks.append(
                CodeBlock(
                    traits.get("kind", BlockKind.FENCE),  # type: ignore[arg-type] # test traits
                    traits.get("dialect", Dialect.SHELL),  # type: ignore[arg-type] # as above
                    MappedText.verbatim(text, at),
                    Span(at, at + len(text)),
                    str(traits.get("language", "bash")),
                    traits.get("certainty", Certainty.CERTAIN),  # type: ignore[arg-type] # as above
                )
            )
            at += len(text) + 2
        return blocks

    @property
    def invocations(self) -> tuple[Invocation, ...]:
        return self.reading.invocations

    @property
    def only(self) -> Invocation:
        (invocation,) = self.reading.invocations
        return invocation

    @property
    def argv(self) -> list[list[str]]:
        """The arguments of each invocation; `?` is an unknown part, a final `+` means many."""
        return [[shown(word) for word in call.argv] for call in self.invocations]

    @property
    def lines(self) -> list[str]:
        """The arguments of each invocation in one text; final dots where more may follow."""
        return [
            " ".join([*map(shown, call.argv), *(["..."] if call.more else [])])
            for call in self.invocations
        ]

    @property
    def usages(self) -> set[Usage]:
        return {call.usage for call in self.invocations}

    def at(self, span: Span) -> str:
        """The text of the document at `span`."""
        return self.document[span.start : span.end]


def shown(word: Word) -> str:
    return word.text.replace(DYNAMIC, "?") + "+" * word.many


MakePage = Callable[..., Page]
ReadLines = Callable[..., list[str]]


@pytest.fixture
def page() -> MakePage:
    """Make a page of the given blocks and read it."""
    return Page


@pytest.fixture
def lines() -> ReadLines:
    """Read blocks and return the arguments of each invocation, one text each."""
    return lambda *texts, **traits: Page(*texts, **traits).lines
