"""Reads every place a setting can come from, keeps what is valid and lists what is not."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Self

from rustybt_ops.settings import dotenv, yamlfile
from rustybt_ops.settings.fields import build, variables
from rustybt_ops.settings.load import (
    ENV_FILE,
    Loaded,
    default_config,
    find,
    from_options,
    unknown_variables,
)
from rustybt_ops.settings.model import Settings


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
        yaml_parsed: Whether the YAML file, if there is one, could be taken apart.
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
    yaml_parsed: bool = True

    def unread(self, *, yaml: bool) -> str:
        """Which files have faults, so that not all of them is known, in words; empty if none has.

        Args:
            yaml: Whether the YAML file is one of them.
        """
        files = [str(self.loaded.env_file)] if self.env_faults else []
        if yaml:
            files.append(str(self.loaded.config))
        return (
            f"{' and '.join(files)} {'have' if len(files) > 1 else 'has'} faults" if files else ""
        )


class Gatherer:
    """Stands in for `settings.load.load` and keeps what it found out.

    Used with `with`: temporary folders are gone at the end of the block.
    """

    def __init__(self) -> None:
        self.found: Gathered | None = None
        self._folders = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._folders.close()

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
            ConfigurationError: A file that was asked for does not exist.
        """
        env_path = find(env_file, Path(ENV_FILE))
        own, env_faults = dotenv.read_readable(env_path) if env_path else ({}, [])
        merged = {**own, **environ}
        config_path = find(config, default_config(options, merged))
        yaml = yamlfile.read(config_path) if config_path else yamlfile.YamlFile()
        from_env, wrong = _variables(merged)
        given = from_options(options)
        settings = build({**yaml.values, **from_env, **given})
        usable, kept = self._usable(settings)
        loaded = Loaded(usable, {}, merged, config_path, env_path, result_kept=kept)
        self.found = Gathered(
            settings,
            loaded,
            [each.at(config_path) for each in yaml.faults] if config_path else [],
            env_faults,
            unknown_variables(merged),
            wrong,
            _overridden(yaml.values, from_env),
            frozenset(yaml.values),
            frozenset(own),
            yaml_parsed=config_path is None or yaml.parsed,
        )
        return loaded

    def _usable(self, settings: Settings) -> tuple[Settings, bool]:
        """The settings with a temporary folder in place of each that this run cannot write to.

        Returns:
            The settings, and whether what is written into the folder of the results stays.
        """
        made = replace(
            settings,
            log_dir=self._usable_folder(settings.log_dir),
            results_dir=self._usable_folder(settings.results_dir),
        )
        return made, made.results_dir == settings.results_dir

    def _usable_folder(self, folder: Path) -> Path:
        if can_write(folder):
            return folder
        made = tempfile.TemporaryDirectory(prefix="rustybt-ops-")
        return Path(self._folders.enter_context(made))


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


def _overridden(file: Mapping[str, object], environ: Mapping[str, object]) -> list[str]:
    return [key for key in file if key in environ and file[key] != environ[key]]


def can_write(folder: Path) -> bool:
    """Whether files can be made in the folder, or the folder itself can be made."""
    try:
        for each in (folder, *folder.parents):
            if each.exists():
                return each.is_dir() and os.access(each, os.W_OK | os.X_OK)
    except OSError:  # a folder above it is closed to us
        return False
    return False
