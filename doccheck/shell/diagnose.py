"""Says what is wrong with a command that cannot be parsed, where that is beyond doubt.

The grammar also stumbles over valid code now and then. So its word alone makes no finding: only
faults that can be shown without it are named.
"""

from __future__ import annotations

import re

from msgspec import Struct

_LETTER_BOTH_SIDES = re.compile(r"(?<=[A-Za-z])'(?=[a-z])")
_TOKEN = re.compile(
    r"\\.|(?P<comment>(?:(?<=[\s;&|(])|^)#[^\n]*)|'[^']*'|\"(?:\\.|[^\"\\])*\"|`(?:\\.|[^`\\])*`"
    r"|(?P<open>['\"`])|(?P<call>\$\(|[<>]\()|(?P<paren>[()])|(?P<operator>&&|\|\|?|(?<![<>&0-9])&)"
    r"|(?P<redirect>(?:&>>?|[0-9]?(?:>>?|<))(?![<>&(]))|(?P<other>\S)",
    re.DOTALL,
)
_OPENED = {"'": "a single quote is not closed", '"': "a double quote is not closed"}


class Diagnosis(Struct, frozen=True):
    """What is wrong, and where in the code."""

    start: int
    end: int
    detail: str


def diagnose(code: str) -> Diagnosis | None:
    """Return the fault of a command, None where it cannot be told for certain."""
    code = code.rstrip()
    if "<<" in code or re.search(r"(?:^|[\s;&|(])(?:case|function|select)\s|\(\)", code):
        return None
    calls: list[int] = []
    last: re.Match[str] | None = None
    for match in _TOKEN.finditer(code):
        kind = match.lastgroup
        if kind == "comment":
            continue
        if kind == "open":
            return _quote(code, match.start())
        if kind == "call":
            calls.append(match.start())
        elif kind == "paren":
            if match[0] == "(" or not calls:
                return None
            calls.pop()
        last = match
    if calls:
        return Diagnosis(calls[-1], len(code), "the parenthesis of `$(` is not closed")
    return _end(last)


def _quote(code: str, at: int) -> Diagnosis | None:
    """Judge an open quote; between letters it is an apostrophe, and the line is no command."""
    if code[at] not in _OPENED or _LETTER_BOTH_SIDES.search(code):
        return None
    return Diagnosis(at, len(code), _OPENED[code[at]])


def _end(last: re.Match[str] | None) -> Diagnosis | None:
    if last is None or last.lastgroup not in {"operator", "redirect"} or last[0] == "&":
        return None
    what = "command" if last.lastgroup == "operator" else "file name"
    return Diagnosis(last.start(), last.end(), f"no {what} follows `{last[0]}`")
