"""Plain text files: no markup, so that only lines can be commands."""

from __future__ import annotations

from doccheck.extract.languages import Content
from doccheck.extract.mapped import with_line_feeds
from doccheck.extract.options import ExtractOptions
from doccheck.extract.piece import Piece
from doccheck.extract.shellblocks import shell_blocks
from doccheck.model.block import BlockKind, Extraction
from doccheck.model.source import Document, Span


def read_plain(document: Document, options: ExtractOptions) -> Extraction:
    """Extract the commands of a text file, as from a fence without a language."""
    if not options.mentions(document.text):
        return Extraction()
    whole = Span(0, len(document.text))
    piece = Piece(BlockKind.INDENTED, with_line_feeds(document.text), whole)
    return Extraction(blocks=tuple(shell_blocks(piece, Content.UNTAGGED, options)))
