"""The scalars of YAML, in all their styles -> their values, each character mapped."""

from __future__ import annotations

import re

from doccheck.extract.embedded.strings import unescaped
from doccheck.extract.mapped import stand_in, substitute
from doccheck.model.source import MappedText

_FOLD = re.compile(r"[ \t]*\n(?P<blank>(?:[ \t]*\n)*)[ \t]*")
_FOLD_UNESCAPED = re.compile(r"(?<!\\)[ \t]*\n(?P<blank>(?:[ \t]*\n)*)[ \t]*")
_TWICE = re.compile(r"''")


def scalar(raw: MappedText, style: str | None) -> MappedText:
    """Return the value of a scalar, given as written; `style` is that of PyYAML's nodes."""
    if style == "'":
        return substitute(_folded(raw.slice(1, len(raw.text) - 1), _FOLD), _TWICE, lambda _: "'")
    if style == '"':
        return unescaped(_folded(raw.slice(1, len(raw.text) - 1), _FOLD_UNESCAPED))
    if style in {"|", ">"}:
        return _block(raw, style)
    return _folded(raw.slice(0, len(raw.text.rstrip())), _FOLD)


def _folded(text: MappedText, pattern: re.Pattern[str]) -> MappedText:
    return substitute(text, pattern, lambda match: "\n" * match["blank"].count("\n") or " ")


def _block(raw: MappedText, style: str) -> MappedText:
    _header, *lines = raw.lines()
    while lines and not lines[-1].text.strip():
        lines.pop()
    indent = min((_blanks(line.text) for line in lines if line.text.strip()), default=0)
    cut = [line.slice(min(indent, _blanks(line.text)), len(line.text)) for line in lines]
    return MappedText.join(cut if style == "|" else _join_folded(cut))


def _blanks(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _join_folded(lines: list[MappedText]) -> list[MappedText]:
    """Fold lines into one, but for blank lines and for lines that are indented further."""
    parts: list[MappedText] = []
    filled = [number for number, line in enumerate(lines) if line.text.strip()]
    parts += lines[: filled[0]] if filled else []
    for number, following in zip(filled, [*filled[1:], len(lines)], strict=True):
        line = lines[number]
        size = len(line.text.rstrip("\n"))
        parts.append(line.slice(0, size))
        if following == len(lines):
            parts.append(line.slice(size, len(line.text)))
            continue
        blank = following - number - 1
        spaced = line.text[0].isspace() or lines[following].text[0].isspace()
        between = "\n" * (blank + 1) if spaced else "\n" * blank or " "
        parts.append(stand_in(between, line.span(size, len(line.text))))
    return parts
