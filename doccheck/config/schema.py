"""The JSON Schema of the settings, made from the same fields as the loader."""

from __future__ import annotations

from dataclasses import MISSING, Field
from typing import Any

from doccheck.config.load import key_name, setting_fields
from doccheck.config.settings import ProgramSettings, Settings

_STRINGS: dict[str, Any] = {"type": "array", "items": {"type": "string"}}


def settings_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of `doccheck.toml` and `[tool.doccheck]`."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:doccheck:settings:1",
        "title": "doccheck settings",
        **_object(Settings),
    }


def _object(owner: type) -> dict[str, Any]:
    properties = {key_name(field): _property(field) for field in setting_fields(owner)}
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _property(field: Field[Any]) -> dict[str, Any]:
    schema = {"description": field.metadata["doc"], **_shape(field)}
    if field.default is not MISSING and field.default is not None:
        default = field.default
        schema["default"] = list(default) if isinstance(default, tuple) else default
    return schema


def _shape(field: Field[Any]) -> dict[str, Any]:
    kind = field.metadata["kind"]
    if kind == "integer":
        bounds = {"minimum": "least", "maximum": "most"}
        found = {name: field.metadata.get(key) for name, key in bounds.items()}
        return {"type": kind, **{name: bound for name, bound in found.items() if bound is not None}}
    if kind in {"string", "boolean"}:
        return {"type": kind}
    if kind == "section":
        return _object(field.metadata["owner"])
    if kind == "strings":
        return dict(_STRINGS)
    if kind == "choice":
        return {"enum": list(field.metadata["choices"])}
    inner: dict[str, Any] = {
        "table": {"type": "string"},
        "strings-table": dict(_STRINGS),
        "choice-table": {"enum": list(field.metadata.get("choices", ()))},
        "programs": _object(ProgramSettings) if kind == "programs" else {},
    }[kind]
    return {"type": "object", "additionalProperties": inner}
