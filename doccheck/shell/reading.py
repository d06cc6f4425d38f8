"""What reading the blocks of a page yields."""

from __future__ import annotations

from msgspec import Struct

from doccheck.model.command import Invocation
from doccheck.model.resolution import SkipReason
from doccheck.model.source import Span


class BlockSkip(Struct, frozen=True):
    """A reference, or a part of a block that names a program, which was not read.

    `source` is the text in question as written, `program` the configured name where it is known.
    """

    span: Span
    reason: SkipReason
    detail: str = ""
    source: str = ""
    program: str = ""
    block: int = 0


class SyntaxFault(Struct, frozen=True):
    """A command that no shell accepts, in a block that is shell for certain.

    `span` covers the part at fault; `detail` says what is wrong with it.
    """

    span: Span
    detail: str
    source: str = ""
    block: int = 0


class PageReading(Struct, frozen=True):
    """The references of one page, in the order of its blocks."""

    invocations: tuple[Invocation, ...] = ()
    skipped: tuple[BlockSkip, ...] = ()
    syntax_faults: tuple[SyntaxFault, ...] = ()
