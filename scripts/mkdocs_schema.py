"""The JSON Schema of `mkdocs.yml`, made from the options of MkDocs and of our plugin."""

from __future__ import annotations

from typing import Any

from mkdocs.config import config_options as option
from mkdocs.config.base import BaseConfigOption, Config
from mkdocs.config.defaults import MkDocsConfig

from mkdocs_plugins.doccheck.options import DoccheckConfig

_TYPES = {str: "string", bool: "boolean", int: "integer", list: "array", dict: "object"}
_INTERNAL = frozenset({"config_file_path", "mdx_configs"})


def mkdocs_schema() -> dict[str, Any]:
    """Return a schema that knows every key, the simple types, and the options of our plugin."""
    plugin = {"properties": {"doccheck": _options(DoccheckConfig)}}
    plugins = {"items": {"if": {"type": "object"}, "then": plugin}, **plugin}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:doccheck:schema:mkdocs:1",
        "title": "mkdocs.yml",
        "type": "object",
        "properties": {
            **{name: _shape(kind) for name, kind in _fields(MkDocsConfig)},
            "INHERIT": {"type": "string"},
            "plugins": plugins,
        },
        "patternProperties": {"^(x-|[^A-Za-z])": {}},
        "additionalProperties": False,
    }


def _options(owner: type[Config]) -> dict[str, Any]:
    return {
        "type": ["object", "null"],
        "properties": {name: _shape(kind) for name, kind in _fields(owner)},
        "additionalProperties": False,
    }


def _fields(owner: type[Config]) -> list[tuple[str, BaseConfigOption[Any]]]:
    return [(name, kind) for name, kind in owner._schema if name not in _INTERNAL]  # noqa: SLF001 - the one list there is


def _shape(kind: BaseConfigOption[Any]) -> dict[str, Any]:
    if isinstance(kind, option.Optional):
        inner = _shape(kind.option)
        return {**inner, "type": [inner["type"], "null"]} if "type" in inner else inner
    if isinstance(kind, option.Choice):
        return {"enum": sorted(kind.choices)}
    if type(kind) is option.Type and isinstance(kind._type, type):  # noqa: SLF001 - the same
        return {"type": _TYPES[kind._type]}  # noqa: SLF001 - the same
    return {}
