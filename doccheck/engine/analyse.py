"""One document to its references: extraction and shell, before any program is asked.

What comes out holds no text of the document, so that a run over thousands of pages keeps little.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache

from msgspec import Struct, field
from msgspec.structs import replace

from doccheck.extract import ExtractOptions, extract, might_matter
from doccheck.extract.options import Untagged
from doccheck.model.block import (
    BlockKind,
    Certainty,
    CodeBlock,
    Dialect,
    Directive,
    Extraction,
    HeaderFault,
    Unread,
)
from doccheck.model.command import Invocation, Usage
from doccheck.model.config import ConfigExample, NameUse
from doccheck.model.source import Document, Span
from doccheck.shell import PageReading, Programs, read_page


class Facts(Struct, frozen=True):
    """What one page tells about commands that the program itself does not have.

    `definitions` are names of commands that Python code on the page defines; `extensions` maps a
    program to the plugins the page names (`prog-extra` gives `extra`).
    """

    definitions: frozenset[str] = frozenset()
    extensions: frozenset[tuple[str, str]] = frozenset()


class BlockFact(Struct, frozen=True):
    """What later steps need of a block; `script` if a reader copies it into a POSIX shell."""

    span: Span
    certainty: Certainty
    script: bool = False


def _is_script(block: CodeBlock) -> bool:
    kinds = {BlockKind.FENCE, BlockKind.INDENTED}
    return block.kind in kinds and block.dialect in {Dialect.SHELL, Dialect.TRANSCRIPT}


class Analysis(Struct, frozen=True):
    """One document, read."""

    file: str
    reading: PageReading = field(default_factory=PageReading)
    blocks: tuple[BlockFact, ...] = ()
    directives: tuple[Directive, ...] = ()
    header_faults: tuple[HeaderFault, ...] = ()
    unread: tuple[Unread, ...] = ()
    facts: Facts = field(default_factory=Facts)
    configs: tuple[ConfigExample, ...] = ()
    names: tuple[NameUse, ...] = ()

    @property
    def empty(self) -> bool:
        """Tell whether there is nothing to judge."""
        reading = self.reading
        found = (reading.invocations, reading.skipped, reading.syntax_faults)
        marks = (self.directives, self.header_faults, self.unread, self.configs, self.names)
        return not any((*found, *marks))


class AnalyseOptions(Struct, frozen=True):
    """What to look for: the forms in which programs are called, and the untagged policy.

    `variables` and `roots` are those of `ExtractOptions`.
    """

    forms: Mapping[tuple[str, ...], str]
    untagged: Untagged = "auto"
    variables: tuple[str, ...] = ()
    roots: tuple[str, ...] = ()

    @property
    def programs(self) -> frozenset[str]:
        """The configured names."""
        return frozenset(self.forms.values())


Reader = Callable[[Document, AnalyseOptions], tuple[Extraction, PageReading]]
"""Returns the blocks of a document, and the references in them."""


def analyse(
    document: Document,
    options: AnalyseOptions,
    *,
    prefilter: bool = True,
    read: Reader | None = None,
) -> Analysis:
    """Return the references and directives of a document.

    `prefilter` skips the parsing of pages that cannot matter; it changes no result. `read` does
    the work of `read_blocks`.
    """
    wanted = _wanted(options)
    extensions = find_extensions(document.text, options.programs)
    if prefilter and not might_matter(document.text, wanted):
        return Analysis(document.path, facts=Facts(extensions=extensions))
    extraction, reading = (read or read_blocks)(document, options)
    return Analysis(
        document.path,
        reading,
        tuple(
            BlockFact(block.span, block.certainty, _is_script(block)) for block in extraction.blocks
        ),
        extraction.directives,
        extraction.header_faults,
        extraction.unread,
        Facts(extraction.definitions, extensions),
        extraction.configs,
        extraction.names,
    )


def read_blocks(document: Document, options: AnalyseOptions) -> tuple[Extraction, PageReading]:
    """Return the blocks of a document, and the references in them."""
    extraction = extract(document, _wanted(options))
    blocks = extraction.blocks
    return extraction, _with_bare_names(read_page(blocks, Programs(options.forms)), blocks)


def _with_bare_names(reading: PageReading, blocks: Sequence[CodeBlock]) -> PageReading:
    """Take a block that holds nothing but a program's name for a mention of it.

    It may be a line of a requirements file, or of output: nothing tells that it is to be run.
    """
    return replace(
        reading,
        invocations=tuple(
            replace(call, usage=Usage.MENTION) if _bare(call, blocks) else call
            for call in reading.invocations
        ),
    )


def _bare(call: Invocation, blocks: Sequence[CodeBlock]) -> bool:
    return not call.argv and blocks[call.block].text.text.strip() == call.source


def find_extensions(text: str, programs: Iterable[str]) -> frozenset[tuple[str, str]]:
    """Return the plugins of each program that a text names, by the naming custom `prog-plugin`."""
    return frozenset(
        (program, found.lower().replace("_", "-"))
        for program in programs
        for spelling in {program, program.capitalize()}
        if f"{spelling}-" in text or f"{spelling}_" in text
        for found in _extension_pattern(spelling).findall(text)
    )


@cache
def _extension_pattern(program: str) -> re.Pattern[str]:
    # The literal comes first: the regex engine searches for it fast.
    name = re.escape(program)
    return re.compile(rf"{name}(?<![\w.-]{name})[-_]([A-Za-z0-9][\w-]*)")


def _wanted(options: AnalyseOptions) -> ExtractOptions:
    return _extract_options(
        tuple(options.forms), options.untagged, options.variables, options.roots
    )


@cache
def _extract_options(
    forms: tuple[tuple[str, ...], ...],
    untagged: Untagged,
    variables: tuple[str, ...],
    roots: tuple[str, ...],
) -> ExtractOptions:
    return ExtractOptions.of(forms, untagged, variables, roots)
