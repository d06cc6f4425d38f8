"""IPython: the lines of a cell that a shell runs."""

from __future__ import annotations

import re

from doccheck.extract.embedded.scripts import script_block
from doccheck.extract.options import ExtractOptions
from doccheck.extract.piece import Piece
from doccheck.model.block import CodeBlock
from doccheck.model.source import MappedText

_SHELL = re.compile(
    r"(?P<indent>[ \t]*)(?:[A-Za-z_][\w, .]*=[ \t]*)?"
    r"(?:!{1,2}|%(?:sx|system|bash)[ \t]+)(?=\s*[\w./$\"'~])"
)
_MAGIC = re.compile(r"(?P<indent>[ \t]*)%{1,2}[A-Za-z]")


def shell_lines(
    piece: Piece, code: MappedText, options: ExtractOptions
) -> tuple[str, list[CodeBlock]]:
    """Return the Python of a cell and the blocks for its `!command` lines.

    In the Python every magic line is replaced by a number as long as it, so that offsets stay.
    """
    if "!" not in code.text and "%" not in code.text:
        return code.text, []
    plain: list[str] = []
    blocks: list[CodeBlock] = []
    lines = list(code.lines())
    at = 0
    while at < len(lines):
        text = lines[at].text
        match = _SHELL.match(text)
        magic = match or _MAGIC.match(text)
        end = at + 1
        if magic is None:
            plain.append(text)
            at = end
            continue
        while lines[end - 1].text.rstrip().endswith("\\") and end < len(lines):
            end += 1
        if match:
            first = lines[at].slice(match.end(), len(text))
            command = MappedText.join([first, *lines[at + 1 : end]])
            block = script_block(piece, command, options)
            blocks += [block] if block else []
        plain += [_number(line.text, magic["indent"]) for line in lines[at:end]]
        at = end
    return "".join(plain), blocks


def _number(line: str, indent: str) -> str:
    bare = line.rstrip("\n")
    return (indent + "0").ljust(len(bare))[: len(bare)] + line[len(bare) :]
