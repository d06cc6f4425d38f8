"""A piece of code on a page, before it is known what it is."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from doccheck.extract.transcript import Transcript
from doccheck.model.block import BlockKind, Certainty, CodeBlock, Dialect
from doccheck.model.source import MappedText, Span


class Piece(Struct, frozen=True):
    """Code as it was found: where it stands and the language it carries."""

    kind: BlockKind
    text: MappedText
    span: Span
    language: str = ""

    def block(
        self,
        text: MappedText,
        dialect: Dialect,
        certainty: Certainty = Certainty.CERTAIN,
    ) -> CodeBlock:
        """Make a code block of part of this piece."""
        return CodeBlock(self.kind, dialect, text, self.span, self.language, certainty)

    def session(self, transcript: Transcript, dialect: Dialect = Dialect.TRANSCRIPT) -> CodeBlock:
        """Make a code block of this piece, which is a terminal session."""
        block = self.block(transcript.script, dialect)
        return replace(block, output=transcript.output, commands=transcript.commands)
