"""A tolerant reader of JSON that keeps the place of every string."""

from __future__ import annotations

import re

from msgspec import Struct

from doccheck.extract.embedded.strings import unescaped
from doccheck.model.source import MappedText

_TOKEN = re.compile(
    r'"(?P<string>[^"\\]*(?:\\.[^"\\]*)*)(?:"|\Z)|[\[\]{}:,]|[^\s"\[\]{}:,]+', re.DOTALL
)
_DEEPEST = 200


class JsonString(Struct, frozen=True):
    """A string of a JSON text: where its inside begins and ends."""

    start: int
    end: int

    def value(self, text: MappedText) -> MappedText:
        """Return the decoded string."""
        return unescaped(text.slice(self.start, self.end))


JsonValue = dict[str, "JsonValue"] | list["JsonValue"] | JsonString | str | None
"""Objects, lists and strings; every other value is its text."""


def parse_json(source: str) -> JsonValue:
    """Parse `source` as far as it can be; what is broken or too deep is left out."""
    root: list[JsonValue] = []
    stack: list[dict[str, JsonValue] | list[JsonValue]] = [root]
    key: list[str | None] = [None]
    for match in _TOKEN.finditer(source):
        mark = match.group()
        if mark in "]}":
            if len(stack) > 1:
                stack.pop()
                key.pop()
        elif mark in "[{":
            fresh: dict[str, JsonValue] | list[JsonValue] = [] if mark == "[" else {}
            _put(stack[-1], key, fresh)
            if len(stack) > _DEEPEST:
                break
            stack.append(fresh)
            key.append(None)
        elif match["string"] is not None:
            _put(stack[-1], key, JsonString(match.start("string"), match.end("string")), source)
        elif mark not in ":,":
            _put(stack[-1], key, mark)
    return root[0] if root else None


def _put(
    holder: dict[str, JsonValue] | list[JsonValue],
    keys: list[str | None],
    value: JsonValue,
    source: str = "",
) -> None:
    if isinstance(holder, list):
        holder.append(value)
        return
    key = keys[-1]
    if key is None and isinstance(value, JsonString):
        keys[-1] = source[value.start : value.end]
    elif key is not None:
        holder[key] = value
        keys[-1] = None
