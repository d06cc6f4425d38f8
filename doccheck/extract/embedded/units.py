"""Commands in systemd units, supervisor settings, crontabs and Makefiles."""

from __future__ import annotations

import re
from collections.abc import Iterator

from doccheck.extract.crontab import cron_command
from doccheck.extract.embedded.scripts import embedded, script_block
from doccheck.extract.found import Found
from doccheck.extract.mapped import substitute
from doccheck.extract.options import ExtractOptions
from doccheck.extract.piece import Piece
from doccheck.model.block import CodeBlock
from doccheck.model.command import DYNAMIC
from doccheck.model.source import MappedText

_UNIT = re.compile(
    r"[ \t]*(?:Exec(?:Start|Stop|Reload|Condition)?(?:Pre|Post)?|command)[ \t]*=[ \t]*[-@:+!|]*"
)
_SPECIFIER = re.compile(r"%\([A-Za-z_]\w*\)[sd]|%[A-Za-z]|%%")
_TARGET = re.compile(r"[\w./%$(){}-][^\n=#]*::?(?!=)")
_RECIPE = re.compile(r"[ \t]+[@+-]*")
_MAKE_VARIABLE = re.compile(r"\$\$|\$\([^()\n]*\)|\$\{[^{}\n]*\}|\$[@<^*?%]")


def read_units(piece: Piece, options: ExtractOptions) -> Found:
    """Read `ExecStart=` and its like, and `command=` of supervisor."""
    return _each(piece, _unit_commands(piece.text), options)


def read_crontab(piece: Piece, options: ExtractOptions) -> Found:
    """Read the lines of a crontab."""
    lines = (cron_command(line, options) for line in piece.text.lines())
    return _each(piece, (line for line in lines if line), options)


def read_makefile(piece: Piece, options: ExtractOptions) -> Found:
    """Read the recipes of a Makefile."""
    return _each(piece, _recipes(piece.text), options)


def _each(piece: Piece, commands: Iterator[MappedText], options: ExtractOptions) -> Found:
    if not options.mentions(piece.text.text):
        return Found()
    holder = embedded(piece)
    blocks = (script_block(holder, command, options) for command in commands)
    return Found(blocks=[block for block in blocks if isinstance(block, CodeBlock)])


def _unit_commands(text: MappedText) -> Iterator[MappedText]:
    lines = list(text.lines())
    for number, line in enumerate(lines):
        match = _UNIT.match(line.text)
        if match:
            last = number
            while lines[last].text.rstrip().endswith("\\") and last + 1 < len(lines):
                last += 1
            first = line.slice(match.end(), len(line.text))
            command = MappedText.join([first, *lines[number + 1 : last + 1]])
            yield substitute(command, _SPECIFIER, lambda m: "%" if m[0] == "%%" else DYNAMIC)


def _recipes(text: MappedText) -> Iterator[MappedText]:
    inside = False
    continued = False
    recipe: list[MappedText] = []
    for line in text.lines():
        if inside and (continued or line.text[:1] in {" ", "\t"}) and line.text.strip():
            match = _RECIPE.match(line.text) if not continued else None
            recipe.append(line.slice(match.end() if match else 0, len(line.text)))
            continued = line.text.rstrip().endswith("\\")
            continue
        if recipe:
            yield _expanded(recipe)
            recipe = []
        continued = False
        inside = bool(_TARGET.match(line.text)) or (inside and not line.text.strip())
    if recipe:
        yield _expanded(recipe)


def _expanded(recipe: list[MappedText]) -> MappedText:
    command = MappedText.join(recipe)
    return substitute(command, _MAKE_VARIABLE, lambda m: "$" if m[0] == "$$" else DYNAMIC)
