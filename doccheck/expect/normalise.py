"""Normalisers: what differs from run to run is made equal on both sides.

Each works on one line, and applying it twice changes nothing more. `wrapping` alone speaks of
several lines: see `units`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from msgspec import Struct

_PATH = re.compile(r"(?<![\w.>/:~-])(?:~|[A-Za-z]:)?(?:/[\w.@+-]+)*/(?P<name>[\w.@+-]+)/?")
_TEMPORARY = re.compile(r"\btmp(?=\w*[\d_])\w{6,12}\b|\btmp\.\w{6,12}\b")
_DAY = r"\d{4}[-/]\d{2}[-/]\d{2}"
_CLOCK = r"\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:[ ]?(?:AM|PM)\b)?"
_ZONE = r"(?:[ ]?(?:Z\b|UTC\b|GMT\b|[+-]\d{2}:?\d{2}\b))?"
_TIME = re.compile(
    rf"(?<![\w.:/-])(?:{_DAY}(?:[T ]+{_CLOCK}{_ZONE})?|{_CLOCK}{_ZONE})(?![\w:/-]|\.\d)"
)
_UNIT = (
    r"(?:ns|us|\u00b5s|ms|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?"
    r"|nanoseconds?|microseconds?|milliseconds?)"
)
_AMOUNT = rf"\d+(?:[.,]\d+)?[ ]?{_UNIT}\b"
_DURATION = re.compile(rf"(?<![\w.,-]){_AMOUNT}(?:,?[ ]?(?:and[ ])?{_AMOUNT})*")
_TAIL = r"(?:[-.]?(?:a|b|rc|alpha|beta|dev|post)\d*){0,3}(?:\+[\w.]+)?"
_VERSION = re.compile(
    r"(?<![\w.])(?:v\d+(?:\.\d+)+|\d+\.\d+(?:\.\d+)+|(?<=[Vv]ersion[ ])\d+(?:\.\d+)*)"
    rf"{_TAIL}(?![\w.]\w)"
)
_HEX = re.compile(
    r"\b0x[0-9a-fA-F]+\b"
    r"|\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b"
    r"|\b(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{7,64}\b"
)
_SIZE = re.compile(
    r"(?<![\w.,])\d+(?:[.,]\d+)*[ ]?(?:[kKMGTP]i?B|[kKMGTP]\b|[Bb]ytes?\b|B\b)(?!\w)"
)
_BLANKS = re.compile(r"[ \t]+")


class Normaliser(Struct, frozen=True):
    """One normaliser: its purpose, two outputs that it makes equal, and the function.

    `volatile` tells that what it replaces is another in every run or on every machine.
    """

    doc: str
    shown: str
    printed: str
    apply: Callable[[str], str]
    volatile: bool = False


def _paths(line: str) -> str:
    return _TEMPORARY.sub("<temporary>", _PATH.sub(r"<folder>/\g<name>", line))


def _replacing(pattern: re.Pattern[str], stand_in: str) -> Callable[[str], str]:
    return lambda line: pattern.sub(stand_in, line)


def _spaces(line: str) -> str:
    return _BLANKS.sub(" ", line.strip())


NORMALISERS: dict[str, Normaliser] = {
    "paths": Normaliser(
        "The folders of an absolute path, and names of temporary files.",
        "wrote /home/ann/out.json",
        "wrote /tmp/tmpx1y2z3a4/out.json",
        _paths,
        volatile=True,
    ),
    "times": Normaliser(
        "Dates, times of day and both together.",
        "2024-01-02 10:11:12 started",
        "2025-11-10 09:08:07 started",
        _replacing(_TIME, "<time>"),
        volatile=True,
    ),
    "durations": Normaliser(
        "Amounts of time.",
        "4 passed in 0.12s",
        "4 passed in 1 minute 2.5 seconds",
        _replacing(_DURATION, "<duration>"),
        volatile=True,
    ),
    "versions": Normaliser(
        "Version numbers: three parts, or after `v` or the word version.",
        "shop, version 1.2",
        "shop, version 2.0.1rc1",
        _replacing(_VERSION, "<version>"),
    ),
    "ids": Normaliser(
        "Addresses, UUIDs and hashes in hexadecimal.",
        "commit 9fceb02",
        "commit 1a2b3c4d5e",
        _replacing(_HEX, "<id>"),
        volatile=True,
    ),
    "sizes": Normaliser(
        "Amounts of bytes.", "read 1.5 MB", "read 310 KiB", _replacing(_SIZE, "<size>")
    ),
    "spaces": Normaliser(
        "How many blanks stand between words, and the indentation.",
        "name    price",
        "name  price",
        _spaces,
    ),
    "wrapping": Normaliser(
        "Where lines are broken: paragraphs are compared word by word.",
        "one two three",
        "one two\nthree",
        _spaces,
    ),
}
"""Every normaliser by its name, in the order in which they are applied."""


def normalise(line: str, names: Sequence[str]) -> str:
    """Apply the named normalisers to one line, in the order of the registry."""
    for name, normaliser in NORMALISERS.items():
        if name in names:
            line = normaliser.apply(line)
    return line
