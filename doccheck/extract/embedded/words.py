"""Blocks that are already split into words: exec forms and argument lists."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec.structs import replace

from doccheck.extract.commands import first_word
from doccheck.extract.mapped import stand_in
from doccheck.extract.options import ExtractOptions
from doccheck.extract.piece import Piece
from doccheck.model.block import BlockKind, CodeBlock, Dialect
from doccheck.model.command import DYNAMIC, Unknown, Word
from doccheck.model.source import MappedText, Span

_SHELL = re.compile(r"(?:.*/)?(?:ba|z|da|k)?sh")
_RUN_STRING = re.compile(r"-[a-z]*c[a-z]*")
_TEMPLATE = re.compile(r"\$?\{\{.*?\}\}|\$\{[^}]*\}|\$\(?\w+\)?|<[A-Za-z][\w .-]*>")


def static(value: MappedText, span: Span) -> Word:
    """Return the word for a string; templates and variables in it make it dynamic."""
    if not _TEMPLATE.search(value.text):
        return Word(value, span)
    parts: list[MappedText] = []
    at = 0
    for match in _TEMPLATE.finditer(value.text):
        parts.append(value.slice(at, match.start()))
        parts.append(stand_in(DYNAMIC, value.span(match.start(), match.end())))
        at = match.end()
    parts.append(value.slice(at, len(value.text)))
    return Word(MappedText.join(parts), span, Unknown.TEMPLATE)


def dynamic(span: Span, *, many: bool = False) -> Word:
    """Return a word whose value only the running program knows."""
    return Word(stand_in(DYNAMIC, span), span, Unknown.VALUE, many)


def argv_block(
    piece: Piece, text: MappedText, words: Sequence[Word], options: ExtractOptions
) -> CodeBlock | None:
    """Return the block for a list of words; None if it cannot call a program.

    `text` is the list as written. What `sh -c` runs becomes a script.
    """
    if not any(options.mentions(word.text) for word in words):
        return None
    head = words[0].text if words else ""
    if len(words) > 2 and _SHELL.fullmatch(head) and _RUN_STRING.fullmatch(words[1].text):  # noqa: PLR2004 - sh -c SCRIPT
        return piece.block(words[2].value, Dialect.SHELL)
    if len(words) < 2 or not first_word(head):  # noqa: PLR2004 - a name alone is no command
        return None
    block = piece.block(text, Dialect.ARGV)
    return replace(block, kind=BlockKind.EMBEDDED, words=tuple(words))
