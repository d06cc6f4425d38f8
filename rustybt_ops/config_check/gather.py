"""Reads every place a setting can come from, keeps what is valid and lists what is not."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from rustybt_ops.errors import SettingsError, nearest
from rustybt_ops.settings import dotenv, yamlfile
from rustybt_ops.settings.fields import build, variables
from rustybt_ops.settings.load import ENV_FILE, Loaded, default_config, find, from_options
from rustybt_ops.settings.model import Settings

_OURS = "RUSTYBT_"


@dataclass(slots=True)
class Gathered:
    """What was found.

    Attributes:
        settings: What is in force, faulty values left out.
        loaded: The same, with folders that can be written to: what this very run uses.
        yaml_faults: Faults of the YAML file, each with its line and column.
        env_faults: Faults of the `.env` file.
        unknown: Variables that look like ours and are not, with the nearest that is.
        wrong: Variables whose value is of the wrong type, or that contradict each other.
        overridden: Settings of the file that a variable overrides.
        file_keys: The settings that the YAML file sets.
        env_names: The variables that the `.env` file sets.
    """

    settings: Settings
    loaded: Loaded
    yaml_faults: list[str] = field(default_factory=list)
    env_faults: list[str] = field(default_factory=list)
    unknown: dict[str, str | None] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    overridden: list[str] = field(default_factory=list)
    file_keys: frozenset[str] = frozenset()
    env_names: frozenset[str] = frozenset()


class Gatherer:
    """Stands in for `settings.load.load` and keeps what it found out."""

    def __init__(self) -> None:
        self.found: Gathered | None = None

    def __call__(
        self,
        options: Mapping[str, object],
        environ: Mapping[str, str],
        *,
        config: Path | None = None,
        env_file: Path | None = None,
    ) -> Loaded:
        """Read everything.

        Raises:
            SettingsError: A file that was asked for does not exist.
        """
        env_path = find(env_file, Path(ENV_FILE))
        env_faults: list[str] = []
        own: dict[str, str] = {}
        if env_path:
            try:
                own = dotenv.read(env_path)
            except SettingsError as error:
                env_faults.append(error.message)
        merged = {**own, **environ}
        config_path = find(config, default_config(options, merged))
        yaml = yamlfile.read(config_path) if config_path else yamlfile.YamlFile()
        from_env, wrong = _variables(merged)
        given = from_options(options)
        settings = build({**yaml.values, **from_env, **given})
        loaded = Loaded(_usable(settings), {}, merged, config_path, env_path)
        self.found = Gathered(
            settings,
            loaded,
            [each.at(config_path) for each in yaml.faults] if config_path else [],
            env_faults,
            _unknown(merged),
            wrong,
            _overridden(yaml.values, from_env),
            frozenset(yaml.values),
            frozenset(own),
        )
        return loaded


def _variables(environ: Mapping[str, str]) -> tuple[dict[str, object], list[str]]:
    """The valid values by key, and what is wrong with the others."""
    values: dict[str, object] = {}
    wrong: list[str] = []
    set_by: dict[str, str] = {}
    for name, entry in variables().items():
        text = environ.get(name)
        if text is None:
            continue
        if not text:
            wrong.append(f"{name} is set but empty, which means not set")
            continue
        other = set_by.setdefault(entry.key, name)
        if other != name and environ[other] != text:
            wrong.append(f"{other} and {name} contradict each other: set only one")
            continue
        try:
            values[entry.key] = entry.from_text(text)
        except ValueError as error:
            wrong.append(f"{name}: {error}")
    return values, wrong


def _unknown(environ: Mapping[str, str]) -> dict[str, str | None]:
    known = variables()
    strange = sorted(name for name in environ if name.startswith(_OURS) and name not in known)
    return {name: next(iter(nearest(name, known, 1)), None) for name in strange}


def _overridden(file: Mapping[str, object], environ: Mapping[str, object]) -> list[str]:
    return [key for key in file if key in environ and file[key] != environ[key]]


def _usable(settings: Settings) -> Settings:
    """The settings with a temporary folder in place of each that this run could not write to."""
    return replace(
        settings,
        log_dir=_usable_folder(settings.log_dir),
        results_dir=_usable_folder(settings.results_dir),
    )


def _usable_folder(folder: Path) -> Path:
    return folder if can_write(folder) else Path(tempfile.mkdtemp(prefix="rustybt-ops-"))


def can_write(folder: Path) -> bool:
    """Whether files can be made in the folder, or the folder itself can be made."""
    for each in (folder, *folder.parents):
        if each.exists():
            return each.is_dir() and os.access(each, os.W_OK | os.X_OK)
    return False
