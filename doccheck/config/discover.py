"""Finding the configuration file, from the working folder upward."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from doccheck.config.load import parse_settings
from doccheck.config.settings import Settings
from doccheck.errors import ConfigError


def discover(start: Path, *, config: Path | None = None, isolated: bool = False) -> Settings:
    """Return the settings in force for a run started in `start`.

    A `doccheck.toml`, or a `pyproject.toml` with `[tool.doccheck]` or `[project]`, is looked for
    in `start` and its parents, up to the first folder with a `.git`. `config` names the file
    instead; `isolated` reads none.

    Raises:
        ConfigError: the file is missing, not TOML, or holds a fault.
    """
    if isolated:
        return parse_settings({}, root=start, source=None)
    if config is not None:
        return _read_named(config)
    for folder in (start, *start.parents):
        found = _read_folder(folder)
        if found is not None:
            return found
        if (folder / ".git").exists():
            return parse_settings({}, root=folder, source=None)
    return parse_settings({}, root=start, source=None)


def pyproject_of(root: Path) -> dict[str, Any]:
    """Return the content of the project's `pyproject.toml`, empty where there is none."""
    path = root / "pyproject.toml"
    return _read_toml(path) if path.is_file() else {}


def _read_folder(folder: Path) -> Settings | None:
    own, shared = folder / "doccheck.toml", folder / "pyproject.toml"
    if own.is_file():
        return parse_settings(_read_toml(own), root=folder, source=own)
    if shared.is_file():
        data = _read_toml(shared)
        tools = _tools(data, shared)
        table = tools.get("doccheck")
        if table is not None or "project" in data or "poetry" in tools:
            return parse_settings(table or {}, root=folder, source=shared)
    return None


def _read_named(path: Path) -> Settings:
    if not path.is_file():
        raise ConfigError(f"{path}: no such configuration file")
    data = _read_toml(path)
    shared = path.name == "pyproject.toml"
    table = _tools(data, path).get("doccheck", {}) if shared else data
    return parse_settings(table, root=path.resolve().parent, source=path)


def _tools(data: dict[str, Any], path: Path) -> dict[str, Any]:
    """Return the table `tool`, in which `doccheck` is a table if it is there."""
    tools = data.get("tool", {})
    if not isinstance(tools, dict):
        raise ConfigError(f"{path}: `tool` must be a table")
    if not isinstance(tools.get("doccheck", {}), dict):
        raise ConfigError(f"{path}: `tool.doccheck` must be a table")
    return tools


def _read_toml(path: Path) -> dict[str, Any]:
    import tomllib  # noqa: PLC0415 - a run without a configuration file need not pay for it

    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: not valid TOML: {error}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from error
