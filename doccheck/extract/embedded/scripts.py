"""Shell text inside other formats."""

from __future__ import annotations

import re

from doccheck.extract.commands import may_call
from doccheck.extract.mapped import stand_in, stripped, substitute
from doccheck.extract.options import ExtractOptions
from doccheck.extract.piece import Piece
from doccheck.model.block import BlockKind, CodeBlock, Dialect
from doccheck.model.command import DYNAMIC
from doccheck.model.source import MappedText, Span

# An unknown word that stands alone may be any number of words, as an unquoted variable is.
_UNKNOWN_WORD = re.compile(rf"(?<!\S){DYNAMIC}(?!\S)")


def embedded(piece: Piece) -> Piece:
    """Return `piece` as the holder of commands in another format."""
    return Piece(BlockKind.EMBEDDED, piece.text, piece.span, piece.language)


def script_block(
    piece: Piece, text: MappedText, options: ExtractOptions, *, more: bool = False
) -> CodeBlock | None:
    """Return the block for a command or script; None if it cannot call a program.

    With `more`, other arguments are put after those that are shown.
    """
    text = stripped(text)
    if not options.mentions(text.text):
        return None
    lines = [line for line in text.text.split("\n") if line.strip()]
    if len(lines) == 1 and (len(lines[0].split()) <= 1 or not may_call(lines[0], options)):
        return None
    text = substitute(text, _UNKNOWN_WORD, lambda _: "$_")
    if more:
        end = text.whole.end
        text = MappedText.join([text, stand_in(" ...", Span(end, end))])
    return embedded(piece).block(text, Dialect.SHELL)
