"""The escapes of `$'...'`."""

from __future__ import annotations

import re

_SIMPLE = dict(zip("abeEfnrtv\\'\"?", "\a\b\x1b\x1b\f\n\r\t\v\\'\"?", strict=True))
_CODE = re.compile(
    r"\\(?:(?P<octal>[0-7]{1,3})|x(?P<x>[0-9a-fA-F]{1,2})"
    r"|u(?P<u>[0-9a-fA-F]{1,4})|U(?P<U>[0-9a-fA-F]{1,8})|c(?P<control>[^']))"
)
_LAST = 0x10FFFF


def ansi_c(code: str, at: int, end: int) -> tuple[str, int]:
    """Return what stands at `at` inside `$'...'`, and how many characters it takes."""
    if code[at] != "\\" or at + 1 >= end:
        return code[at], 1
    if code[at + 1] in _SIMPLE:
        return _SIMPLE[code[at + 1]], 2
    match = _CODE.match(code, at, end)
    if match is None:
        return code[at], 1
    return _decoded(match), len(match[0])


def _decoded(match: re.Match[str]) -> str:
    if match["control"]:
        return chr(ord(match["control"]) & 0x1F)
    if match["octal"]:
        return chr(int(match["octal"], 8) & 0xFF)
    value = int(match["x"] or match["u"] or match["U"], 16)
    return chr(value) if value <= _LAST else "\ufffd"
