"""What the programs declare beside their commands: variables, paths, schemas of their files."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from doccheck.engine.targets import Target, manifest_text
from doccheck.errors import ConfigError
from doccheck.model.tree import CommandTree

_BUILT_IN = {"doccheck.toml": "settings.schema.json", "mkdocs.yml": "mkdocs.schema.json"}


class Sought(Struct, frozen=True):
    """What extraction looks for on the pages: beginnings of variables, folders in the home."""

    variables: tuple[str, ...] = ()
    roots: tuple[str, ...] = ()


def sought(targets: Iterable[Target]) -> Sought:
    """Return what the settings and the manifests declare, no program loaded."""
    variables: dict[str, None] = {}
    roots: dict[str, None] = {}
    for target in targets:
        own = target.settings
        prefixes, paths = list(own.environment_prefixes), list(own.state_paths)
        if target.spec is None and target.manifest is not None:
            data = _manifest_data(manifest_text(target))
            prefixes += _strings(data.get("environment_prefixes"))
            paths += _strings(data.get("paths"))
        variables.update(dict.fromkeys(prefixes))
        roots.update(dict.fromkeys(root for path in paths if (root := root_of(path))))
    return Sought(tuple(variables), tuple(roots))


def root_of(path: str) -> str:
    """Return the folder below the home in which a path lies (`~/.prog`), empty elsewhere."""
    parts = path.split("/")
    return "/".join(parts[:2]) if parts[0] == "~" and len(parts) > 1 and parts[1] else ""


def with_declared(tree: CommandTree, target: Target) -> CommandTree:
    """Return the tree with what the settings declare of the program.

    Raises:
        ConfigError: a schema cannot be read.
    """
    own = target.settings
    if not (own.environment or own.environment_prefixes or own.state_paths or own.schemas):
        return tree
    schemas = {name: _schema(target.root / path) for name, path in own.schemas.items()}
    return replace(
        tree,
        environment={**dict.fromkeys(own.environment, ""), **tree.environment},
        environment_prefixes=_united(tree.environment_prefixes, own.environment_prefixes),
        paths=_united(tree.paths, own.state_paths),
        schemas={**tree.schemas, **schemas},
    )


@cache
def built_in_schemas() -> Mapping[str, Any]:
    """Return the schemas that are known without settings, by file name."""
    folder = files("doccheck") / "schemas"
    known = {
        name: json.loads((folder / file).read_text(encoding="utf-8"))
        for name, file in _BUILT_IN.items()
    }
    tool = {"properties": {"doccheck": known["doccheck.toml"]}}
    return {**known, "pyproject.toml": {"properties": {"tool": tool}}}


def _schema(path: Path) -> Any:  # noqa: ANN401 - JSON
    try:
        schema = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise ConfigError(f"{path}: there is no such schema") from None
    except (OSError, ValueError, RecursionError) as error:
        raise ConfigError(f"{path}: the schema cannot be read: {error}") from None
    if not isinstance(schema, dict):
        raise ConfigError(f"{path}: this is not a JSON Schema")
    return schema


@cache
def _manifest_data(text: str) -> Mapping[str, Any]:
    if '"environment_prefixes"' not in text and '"paths"' not in text:
        return {}
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):  # reported where the manifest is loaded
        return {}
    return data if isinstance(data, dict) else {}


def _strings(value: object) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _united(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*one, *other)))
