"""JSON, whole or the inside of an object or list, with the places of its keys."""

from __future__ import annotations

import json
from typing import Any

from doccheck.formats.parsed import Fault, Parsed, Path
from doccheck.formats.yamltext import too_deep, yaml_spots

_WORDS = {
    "Expecting value": "a value is missing here",
    "Expecting property name enclosed in double quotes": "a key in double quotes belongs here",
    "Expecting ',' delimiter": "a comma is missing before this",
    "Expecting ':' delimiter": "a colon is missing before this",
    "Extra data": "text follows the end of the value",
    "Illegal trailing comma before end of object": "a comma before the closing brace",
    "Illegal trailing comma before end of array": "a comma before the closing bracket",
    "Unterminated string starting at": "this text is not closed",
    "Invalid control character at": "a line break or tab inside a text",
    "Invalid \\escape": "an escape that JSON has not",
}


def read_json(text: str) -> Parsed | Fault:
    """Read a JSON document, the inside of one, or several, one a line."""
    if too_deep(text):
        return Parsed(partial="too deep to be read")
    try:
        return Parsed((_loads(text),), _spots(text))
    except RecursionError:
        return Parsed(partial="too deep to be read")
    except json.JSONDecodeError as error:
        return _fragment(text) or _fault(text, error)
    except ValueError as error:  # a number of too many digits
        return Parsed(partial=str(error))


def _loads(text: str) -> Any:  # noqa: ANN401 - what a JSON file holds
    return json.loads(text)


def _fragment(text: str) -> Parsed | None:
    """Read what stands between the braces of a document, or one document a line."""
    inside = text.strip().rstrip(",")
    start = text.index(inside[:1]) if inside else 0
    for opening, closing in (("{", "}"), ("[", "]")):
        try:
            data = _loads(opening + inside + closing)
        except (ValueError, RecursionError):
            continue
        spots = {
            path: (start + low - 1, start + high - 1)
            for path, (low, high) in _spots(opening + inside + closing).items()
        }
        return Parsed((data,), spots, "" if opening == "{" else "part of a list")
    try:
        rows = tuple(_loads(line) for line in text.splitlines() if line.strip())
    except (ValueError, RecursionError):
        return None
    return Parsed(rows, partial="several documents")


def _spots(text: str) -> dict[Path, tuple[int, int]]:
    # JSON is YAML but for tabs, which a space can stand for.
    return yaml_spots(text.replace("\t", " "))


def _fault(text: str, error: json.JSONDecodeError) -> Fault:
    detail = _WORDS.get(error.msg.removesuffix(":"), error.msg)
    at = error.pos
    if error.msg.startswith(("Expecting property name", "Expecting value")):
        before = text[:at].rstrip()
        if before.endswith(",") and text[at : at + 1] in {"}", "]"}:
            return Fault("JSON allows no comma before a closing bracket", len(before) - 1, at)
    end = text.find("\n", at)
    end = len(text) if end < 0 else end
    if end <= at:
        at = max(0, end - 1)
    return Fault(detail, at, end)
