"""What reading the blocks of a page yields."""

from __future__ import annotations

from dataclasses import dataclass

from doccheck.model.command import Invocation
from doccheck.model.resolution import SkipReason
from doccheck.model.source import Span


@dataclass(frozen=True, slots=True)
class BlockSkip:
    """A reference, or a part of a block that names a program, which was not read.

    `source` is the text in question as written, `program` the configured name where it is known.
    """

    span: Span
    reason: SkipReason
    detail: str = ""
    source: str = ""
    program: str = ""
    block: int = 0


@dataclass(frozen=True, slots=True)
class SyntaxFault:
    """A command that no shell accepts, in a block that is shell for certain.

    `span` covers the part at fault; `detail` says what is wrong with it.
    """

    span: Span
    detail: str
    source: str = ""
    block: int = 0


@dataclass(frozen=True, slots=True)
class PageReading:
    """The references of one page, in the order of its blocks."""

    invocations: tuple[Invocation, ...] = ()
    skipped: tuple[BlockSkip, ...] = ()
    syntax_faults: tuple[SyntaxFault, ...] = ()
