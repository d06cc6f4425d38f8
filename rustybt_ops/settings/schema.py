"""The JSON Schema of the YAML file, made from the table of settings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rustybt_ops.settings.fields import Entry, entries
from rustybt_ops.settings.forms import email, http_url

_TYPES = {bool: "boolean", int: "integer", float: "number"}


def config_schema() -> dict[str, Any]:
    """A schema (draft 2020-12) that accepts what the program accepts."""
    root: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:rustybt-ops:schema:config:1",
        "title": "rustybt-ops configuration",
        **_section(),
    }
    for key, entry in entries().items():
        owner = root
        *path, name = key.split(".")
        for part in path:
            owner = owner["properties"].setdefault(part, _section(nullable=True))
        owner["properties"][name] = _property(entry)
    return root


def _section(*, nullable: bool = False) -> dict[str, Any]:
    kind: object = ["object", "null"] if nullable else "object"
    return {"type": kind, "additionalProperties": False, "properties": {}}


def _property(entry: Entry) -> dict[str, Any]:
    kind = _TYPES.get(entry.type, "string")
    made: dict[str, Any] = {
        "description": entry.spec.meaning,
        "type": [kind, "null"] if entry.optional else kind,
    }
    if entry.choices:
        made["enum"] = sorted({each for choice in entry.choices for each in _cases(choice)})
    if entry.spec.minimum is not None:
        made["minimum"] = entry.spec.minimum
    if entry.spec.maximum is not None:
        made["maximum"] = entry.spec.maximum
    if entry.spec.form is http_url:
        made["pattern"] = "^https?://"
    if entry.spec.form is email:
        made["format"] = "email"
    if entry.default is not None:
        made["default"] = str(entry.default) if isinstance(entry.default, Path) else entry.default
    return made


def _cases(choice: str) -> tuple[str, str]:
    return choice.lower(), choice.upper()
