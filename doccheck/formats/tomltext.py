"""TOML, with the places of its keys."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from doccheck.formats.parsed import Fault, Parsed, Path

_WHERE = re.compile(r"\s*\(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)$")
_TABLE = re.compile(r"[ \t]*(?P<open>\[{1,2})(?P<name>[^\[\]\n]+)\]{1,2}")
_PART = r"""(?:[\w-]+|"[^"\n]*"|'[^'\n]*')"""
_KEY = re.compile(rf"[ \t]*(?P<key>{_PART}(?:[ \t]*\.[ \t]*{_PART})*)[ \t]*=")
_NAME = re.compile(_PART)


def read_toml(text: str) -> Parsed | Fault:
    """Read a TOML document."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return _fault(text, str(error))
    except (RecursionError, ValueError) as error:  # a number or date that cannot be
        return Fault(str(error) or "nested too deeply", 0, len(text))
    return Parsed((_plain(data),), dict(_spots(text)))


def _fault(text: str, message: str) -> Fault:
    where = _WHERE.search(message)
    detail = message[: where.start()] if where else message
    lines = text.split("\n")
    line = int(where["line"]) if where and where["line"] else len(lines)
    line = min(line, len(lines))
    while line > 1 and not lines[line - 1].strip():
        line -= 1
    start = sum(len(one) + 1 for one in lines[: line - 1])
    return Fault(detail[:1].lower() + detail[1:], start, start + len(lines[line - 1]))


def _plain(value: Any) -> Any:  # noqa: ANN401 - what a TOML file holds
    """Return the value as JSON has it: dates become text."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, datetime | date | time) else value


def _spots(text: str) -> Iterator[tuple[Path, tuple[int, int]]]:
    """Yield the keys and tables with where they stand; those in inline tables are left out."""
    table: Path = ()
    counts: dict[Path, int] = {}
    at = 0
    for line in text.splitlines(keepends=True):
        header, key = _TABLE.match(line), _KEY.match(line)
        if header:
            table = _names(header["name"])
            if header["open"] == "[[":
                counts[table] = counts.get(table, -1) + 1
                table = (*table, counts[table])
            yield table, (at + header.start("name"), at + header.end("name"))
        elif key:
            yield (*table, *_names(key["key"])), (at + key.start("key"), at + key.end("key"))
        at += len(line)


def _names(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in _NAME.findall(dotted))
