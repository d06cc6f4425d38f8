"""A fence, by its language -> code blocks."""

from __future__ import annotations

from doccheck.extract.found import Found
from doccheck.extract.html import without_tags
from doccheck.extract.languages import Content, content_of
from doccheck.extract.options import ExtractOptions
from doccheck.extract.piece import Piece
from doccheck.extract.shellblocks import shell_blocks

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
    if content is Content.OTHER:
        return Found()
    return _read_other(piece, content, options)


def _read_other(piece: Piece, content: Content, options: ExtractOptions) -> Found:
    """Read another format; each reader is imported when its language comes up."""
    if content is Content.PYTHON:
        from doccheck.extract.embedded.python import read_python  # noqa: PLC0415 - see above

        return read_python(piece, options)
    if content in {Content.YAML, Content.JSON}:
        if not options.mentions(piece.text.text):
            return Found()
        from doccheck.extract.embedded.yaml import read_yaml  # noqa: PLC0415 - see above

        return read_yaml(piece, options, json=content is Content.JSON)
    from doccheck.extract.embedded import dockerfile, toml, units  # noqa: PLC0415 - see above

    readers = {
        Content.DOCKERFILE: dockerfile.read_dockerfile,
        Content.UNIT: units.read_units,
        Content.CRONTAB: units.read_crontab,
        Content.MAKEFILE: units.read_makefile,
        Content.TOML: toml.read_toml,
    }
    return readers[content](piece, options)
