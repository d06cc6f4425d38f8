"""The command tree as JSON: what a repository checks in to be checked without the program.

Fields that hold their default are left out and keys are sorted, so that a manifest stays small
and its history reads as a history of the command line. The format is described by
`doccheck/schemas/manifest.schema.json`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import PurePath
from typing import cast

from msgspec import Struct

from doccheck.errors import ManifestError
from doccheck.introspect.decode import HINT, defaults_of, tree_from_data
from doccheck.model.tree import CommandNode, CommandTree, Parameter, ValueType

__all__ = ["SCHEMA_VERSION", "dump", "load", "tree_from_data"]

SCHEMA_VERSION = 1


def dump(tree: CommandTree) -> str:
    """Return the manifest of `tree`: the same tree always gives the same text."""
    data = {"schema_version": SCHEMA_VERSION, **_plain(tree)}
    if tree.root.name != tree.program:
        cast("dict[str, object]", data["root"])["name"] = tree.root.name
    text = json.dumps(data, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    return text.encode("utf-8", "replace").decode("utf-8")  # a lone surrogate cannot be written


def load(text: str) -> CommandTree:
    """Read a manifest.

    Raises:
        ManifestError: The text is not JSON, not a manifest, or of a newer version.
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ManifestError(f"the manifest is not JSON: {error}", hint=HINT) from None
    if not isinstance(data, dict) or "schema_version" not in data:
        raise ManifestError("not a manifest: `schema_version` is missing", hint=HINT)
    _check_version(data["schema_version"])
    try:
        return tree_from_data(data)
    except RecursionError:
        raise ManifestError("the manifest nests its commands too deeply", hint=HINT) from None


def _check_version(version: object) -> None:
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise ManifestError(f"not a manifest: `schema_version` is {version!r}", hint=HINT)
    if version > SCHEMA_VERSION:
        raise ManifestError(
            f"the manifest has schema version {version}, this doccheck reads up to "
            f"{SCHEMA_VERSION}",
            hint="use a newer doccheck, or " + HINT,
        )


def _plain(value: Struct) -> dict[str, object]:
    shown: dict[str, object] = {}
    for name, default in defaults_of(type(value)).items():
        content = getattr(value, name)
        if content != default:
            shown[name] = _json(content)
    if PurePath(str(shown.get("source_file", ""))).is_absolute():  # speaks of this machine only
        del shown["source_file"], shown["source_line"]
    return shown


def _json(content: object) -> object:
    if isinstance(content, (ValueType, Parameter)):
        return _plain(content)
    if isinstance(content, CommandNode):  # its name is its key in `commands`
        return {key: item for key, item in _plain(content).items() if key != "name"}
    if isinstance(content, (tuple, list)):
        return [_json(item) for item in content]
    if isinstance(content, Mapping):
        return {str(key): _json(item) for key, item in content.items()}
    return content
