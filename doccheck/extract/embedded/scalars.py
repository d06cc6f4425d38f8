"""The scalars of YAML, in all their styles -> their values, each character mapped."""

from __future__ import annotations

import re

from doccheck.extract.embedded.strings import unescaped
from doccheck.extract.mapped import stand_in, substitute
from doccheck.model.source import MappedText

_FOLD = re.compile(r"[ \t]*\n(?P<blank>(?:[ \t]*\n)*)[ \t]*")
_FOLD_UNESCAPED = re.compile(r"(?<!\\)[ \t]*\n(?P<blank>(?:[ \t]*\n)*)[ \t]*")
_TWICE = re.compile(r"''")
_INDICATOR = re.compile(r"[|>](?P<a>[+-]?)(?P<indent>[1-9]?)(?P<b>[+-]?)")


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
    header, *lines = raw.lines()
    while lines and not lines[-1].text.strip():
        lines.pop()
    indent = _indent(header.text, [line.text for line in lines])
    cut = [line.slice(min(indent, _blanks(line.text)), len(line.text)) for line in lines]
    return MappedText.join(cut if style == "|" else _join_folded(cut))


def _indent(header: str, lines: list[str]) -> int:
    first = min((_blanks(line) for line in lines if line.strip()), default=0)
    given = _INDICATOR.match(header)
    # An explicit indentation counts from the parent's, which is not known here: it can only be
    # less than that of the least indented line.
    return max(0, first) if given is None or not given["indent"] else first


def _blanks(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _join_folded(lines: list[MappedText]) -> list[MappedText]:
    parts: list[MappedText] = []
    for number, line in enumerate(lines):
        text = line.text
        following = lines[number + 1].text if number + 1 < len(lines) else ""
        joins = text.strip() and following.strip() and not (text + following)[:1].isspace()
        if joins and not following[:1].isspace() and text.endswith("\n"):
            size = len(text)
            parts += [line.slice(0, size - 1), stand_in(" ", line.span(size - 1, size))]
        elif text.strip() or (number and lines[number - 1].text[:1].isspace()):
            parts.append(line)
        else:
            parts.append(line)
    return parts
