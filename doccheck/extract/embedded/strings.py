"""String literals of Python, JSON and YAML -> their values, each character mapped."""

from __future__ import annotations

import re
from collections.abc import Callable

from doccheck.extract.mapped import stand_in
from doccheck.model.source import MappedText

_COMMON = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "a": "\a"}
_PYTHON = _COMMON | {quoted: quoted for quoted in "\\'\""}
_OTHERS = _COMMON | {"e": "\x1b", "_": "\xa0", "N": "\x85", "L": "\u2028", "P": "\u2029"}
_SURROGATES = r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
_ESCAPE = re.compile(
    rf"(?P<pair>{_SURROGATES})"
    r"|\\(?:x(?P<x>[0-9a-fA-F]{2})|u(?P<u>[0-9a-fA-F]{4})|U(?P<U>[0-9a-fA-F]{8})"
    r"|(?P<octal>[0-7]{1,3})|(?P<feed>\n[ \t]*)|(?P<other>.))",
    re.DOTALL,
)


def unescaped(text: MappedText, *, python: bool = False) -> MappedText:
    """Return `text`, the inside of a quoted string, with its escapes decoded.

    Python keeps the backslash of an escape that it does not know and has octal ones; JSON, YAML
    and TOML do not.
    """
    if "\\" not in text.text:
        return text
    parts: list[MappedText] = []
    at = 0
    for match in _ESCAPE.finditer(text.text):
        parts.append(text.slice(at, match.start()))
        shown = _decoded(match, python=python)
        if shown:
            parts.append(stand_in(shown, text.span(match.start(), match.end())))
        at = match.end()
    parts.append(text.slice(at, len(text.text)))
    return MappedText.join(parts)


def _decoded(match: re.Match[str], *, python: bool) -> str:
    raw = match.group()
    if match["pair"]:
        high, low = int(raw[2:6], 16), int(raw[8:12], 16)
        return chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
    code = match["x"] or match["u"] or match["U"]
    if code:
        return chr(min(int(code, 16), 0x10FFFF))
    if match["feed"] is not None:
        # YAML goes on at the first character of the next line, Python with its indentation.
        return match["feed"][1:] if python else ""
    if match["octal"]:
        return chr(int(match["octal"], 8))
    known = _PYTHON if python else _OTHERS
    return known.get(raw[1:], raw if python else raw[1:])


_PREFIX = re.compile(r"(?P<prefix>[rRbBuUfF]{0,2})(?P<quote>\"\"\"|'''|\"|')")
_BETWEEN = re.compile(r"(?:[ \t\r\n\f()]|\\\r?\n|#[^\n]*)*")
_BRACES = re.compile(r"\{\{|\}\}|[{}]|\\.", re.DOTALL)

Expression = Callable[[str], str]
"""Given the source of a `{...}` in an f-string, returns what stands for it in the value."""


def python_literal(
    text: MappedText, start: int, end: int, expression: Expression
) -> MappedText | None:
    """Return the value of the string literals, one or several, from `start` to `end`.

    None if there is something else, bytes for one.
    """
    parts: list[MappedText] = []
    between = _BETWEEN.match(text.text, start, end)
    at = between.end() if between else start
    while at < end:
        match = _PREFIX.match(text.text, at, end)
        if match is None or "b" in match["prefix"].lower():
            return None
        close = _closing(text.text, match.end(), end, match["quote"])
        inside = text.slice(match.end(), close)
        parts.append(_python_value(inside, match["prefix"].lower(), expression))
        between = _BETWEEN.match(text.text, close + len(match["quote"]), end)
        at = between.end() if between else end
    return MappedText.join(parts)


def _closing(source: str, at: int, end: int, quote: str) -> int:
    while at < end:
        if source[at] == "\\":
            at += 2
        elif source.startswith(quote, at):
            return at
        else:
            at += 1
    return end


def _python_value(inside: MappedText, prefix: str, expression: Expression) -> MappedText:
    if "f" not in prefix:
        return inside if "r" in prefix else unescaped(inside, python=True)
    parts: list[MappedText] = []
    at = 0
    for low, high, shown in _fields(inside.text, expression):
        plain = inside.slice(at, low)
        parts.append(plain if "r" in prefix else unescaped(plain, python=True))
        parts.append(stand_in(shown, inside.span(low, high)))
        at = high
    plain = inside.slice(at, len(inside.text))
    parts.append(plain if "r" in prefix else unescaped(plain, python=True))
    return MappedText.join(parts)


def _fields(source: str, expression: Expression) -> list[tuple[int, int, str]]:
    """Return the parts of an f-string that are not literal, each with what stands for it."""
    found: list[tuple[int, int, str]] = []
    depth = opened = 0
    for match in _BRACES.finditer(source):
        mark = match.group()
        if not depth and mark in {"{{", "}}"}:
            found.append((match.start(), match.end(), mark[0]))
        elif mark[0] == "{":
            opened = opened if depth else match.start()
            depth += len(mark)
        elif mark[0] == "}" and depth:
            depth -= min(depth, len(mark))
            if not depth:
                found.append((opened, match.end(), expression(source[opened : match.end()])))
    return found
