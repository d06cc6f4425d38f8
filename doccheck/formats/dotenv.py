"""Files of environment variables: `NAME=value`, quotes, comments, `export`."""

from __future__ import annotations

import re

from doccheck.formats.parsed import Fault, Parsed, Path

_LINE = re.compile(
    r"[ \t]*(?:export[ \t]+)?(?P<name>[A-Za-z_][\w.]*)[ \t]*=[ \t]*"
    r"(?P<value>\"(?:[^\"\\]|\\.)*\"|'[^']*'|[^\n\"'][^\n]*|)[ \t]*(?:#[^\n]*)?(?:\n|$)"
)
_EMPTY = re.compile(r"[ \t]*(?:#[^\n]*)?(?:\n|$)")


def read_dotenv(text: str) -> Parsed | Fault:
    """Read a file of environment variables; a value in quotes may go on over lines."""
    values: dict[str, str] = {}
    spots: dict[Path, tuple[int, int]] = {}
    at = 0
    while at < len(text):
        empty = _EMPTY.match(text, at)
        if empty and empty.end() > at:
            at = empty.end()
            continue
        line = _LINE.match(text, at)
        if line is None:
            end = text.find("\n", at)
            end = len(text) if end < 0 else end
            return Fault(_problem(text[at:end]), at, end)
        values[line["name"]] = _value(line["value"])
        spots[line["name"],] = line.span("name")
        at = line.end()
    return Parsed((values,), spots)


def _value(raw: str) -> str:
    if raw[:1] in {'"', "'"}:
        return raw[1:-1]
    return re.sub(r"[ \t]+#.*", "", raw).strip()


def _problem(line: str) -> str:
    name, equals, value = line.strip().removeprefix("export ").partition("=")
    if not equals:
        return "this line is not `NAME=value`"
    if value.strip()[:1] in {'"', "'"}:
        return "the quotes are not closed, or text follows them"
    return f"`{name.strip()}` cannot be the name of a variable"
