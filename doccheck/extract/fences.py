"""A fence, by its language -> code blocks."""

from __future__ import annotations

from doccheck.extract.found import Found
from doccheck.extract.html import without_tags
from doccheck.extract.languages import Content, content_of
from doccheck.extract.options import ExtractOptions
from doccheck.extract.shellblocks import Piece, shell_blocks

_SHELL = frozenset(
    {Content.SHELL, Content.SESSION, Content.POWERSHELL, Content.CMD, Content.UNTAGGED}
)


def read_fence(piece: Piece, options: ExtractOptions) -> Found:
    """Read a fence or another block of code that carries a language."""
    content = content_of(piece.language)
    if content in _SHELL:
        if content is Content.SESSION:
            piece = Piece(piece.kind, without_tags(piece.text), piece.span, piece.language)
        return Found(blocks=shell_blocks(piece, content, options))
    return Found()
