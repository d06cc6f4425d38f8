"""Commands in TOML: the script tables of project tools."""

from __future__ import annotations

import re
from collections.abc import Iterator

from doccheck.extract.embedded.scripts import embedded, script_block
from doccheck.extract.embedded.strings import unescaped
from doccheck.extract.found import Found
from doccheck.extract.mapped import substitute
from doccheck.extract.options import ExtractOptions
from doccheck.extract.piece import Piece
from doccheck.model.block import CodeBlock
from doccheck.model.command import DYNAMIC
from doccheck.model.source import MappedText

_TABLE = re.compile(r"[ \t]*\[+(?P<name>[^\[\]\n]+)\]+")
_SCRIPTS = re.compile(r"tool\..*(?:scripts|tasks)\b.*|tasks\b.*|feature\..*\.tasks\b.*")
_KEY = re.compile(r"[ \t]*(?P<key>[\w.\"-]+)[ \t]*=[ \t]*")
_VALUE = re.compile(r'"(?P<basic>(?:[^"\\\n]|\\.)*)"|\'(?P<literal>[^\'\n]*)\'')
_COMMAND_KEYS = frozenset({"cmd", "command", "run", "shell", "script"})
_ARGUMENTS = re.compile(r"\{(?:args|posargs)(?::[^{}]*)?\}")
_INLINE = re.compile(r"(?:cmd|shell|command)[ \t]*=[ \t]*")


def read_toml(piece: Piece, options: ExtractOptions) -> Found:
    """Read the scripts and tasks of a pyproject.toml or a tool's own file."""
    if not options.mentions(piece.text.text):
        return Found()
    holder = embedded(piece)
    values = (substitute(value, _ARGUMENTS, lambda _: DYNAMIC) for value in _values(piece.text))
    blocks = (script_block(holder, value, options) for value in values)
    return Found(blocks=[block for block in blocks if isinstance(block, CodeBlock)])


def _values(text: MappedText) -> Iterator[MappedText]:
    scripts = False
    for line in text.lines():
        table = _TABLE.match(line.text)
        if table:
            scripts = _SCRIPTS.fullmatch(table["name"].strip()) is not None
            continue
        key = _KEY.match(line.text)
        if key is None or not (scripts or key["key"].strip('"') in _COMMAND_KEYS):
            continue
        at = key.end()
        if line.text[at : at + 1] == "{":
            inner = _INLINE.search(line.text, at)
            at = inner.end() if inner else len(line.text)
        value = _VALUE.match(line.text, at)
        if value and value["basic"] is not None:
            yield unescaped(line.slice(value.start("basic"), value.end("basic")))
        elif value:
            yield line.slice(value.start("literal"), value.end("literal"))
