"""From options, variables and files to resolved settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from rustybt_ops.errors import SettingsError, nearest
from rustybt_ops.files import expand, require_file
from rustybt_ops.settings import dotenv, yamlfile
from rustybt_ops.settings.fields import build, entries, variables
from rustybt_ops.settings.model import Settings

ENV_FILE = ".env"
_OURS = "RUSTYBT_"


@dataclass(frozen=True, slots=True)
class Loaded:
    """Settings, and how they came about.

    Attributes:
        settings: The values in force.
        origins: By key: `option`, a variable's name, or the file that sets it; defaults are absent.
        environ: The process's variables over those of the `.env` file: credentials are taken
            from here.
        config: The YAML file that was read, if any.
        env_file: The `.env` file that was read, if any.
        result_kept: Whether the folder of the results is the one that was asked for.
    """

    settings: Settings
    origins: Mapping[str, str] = field(default_factory=dict)
    environ: Mapping[str, str] = field(default_factory=dict)
    config: Path | None = None
    env_file: Path | None = None
    result_kept: bool = True


def load(
    options: Mapping[str, object],
    environ: Mapping[str, str],
    *,
    config: Path | None = None,
    env_file: Path | None = None,
) -> Loaded:
    """Resolve the settings.

    Args:
        options: Values given on the command line, by dotted key; None means not given.
        environ: The environment of the process.
        config: The YAML file asked for; the default one may be missing, this one may not.
        env_file: The `.env` file asked for; `.env` in the working folder may be missing.

    Raises:
        ConfigurationError: A file is missing.
        SettingsError: A file is malformed, or a value is wrong.
    """
    env_path = find(env_file, Path(ENV_FILE))
    merged = {**(dotenv.read(env_path) if env_path else {}), **environ}
    config_path = find(config, default_config(options, merged))
    values: dict[str, object] = {}
    origins: dict[str, str] = {}
    for origin, found in (
        (str(config_path), from_yaml(config_path)),
        ("variable", from_variables(merged)),
        ("option", from_options(options)),
    ):
        values.update(found)
        origins.update(dict.fromkeys(found, origin))
    return Loaded(build(values), origins, merged, config_path, env_path)


def find(asked: Path | None, default: Path) -> Path | None:
    """The file asked for, which must exist, or the default one, if there is anything of its name.

    Raises:
        ConfigurationError: The file asked for does not exist.
    """
    if asked is None:
        return default if _present(default) else None
    path = expand(asked)
    require_file(path, "Correct --config or --env-file.")
    return path


def _present(path: Path) -> bool:
    """Whether there is a file, a folder or a link, or nobody may tell: reading it says why."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True


def default_config(options: Mapping[str, object], environ: Mapping[str, str]) -> Path:
    """`config.yaml` in the home folder of the program."""
    home = options.get("home") or environ.get("RUSTYBT_HOME") or entries()["home"].default
    return expand(str(home)) / "config.yaml"


def from_yaml(path: Path | None) -> dict[str, object]:
    """The values a YAML file sets.

    Raises:
        SettingsError: It has faults; each stands on a line of the message.
    """
    if path is None:
        return {}
    found = yamlfile.read(path)
    if found.faults:
        raise SettingsError(
            "\n".join(fault.at(path) for fault in found.faults),
            advice="`rustybt-ops verify-config` checks the file; `--schema` prints its schema.",
        )
    return found.values


def from_variables(environ: Mapping[str, str]) -> dict[str, object]:
    """The values that environment variables set; an empty variable sets nothing.

    Raises:
        SettingsError: A value is of the wrong type, or two variables of one setting disagree.
    """
    found: dict[str, object] = {}
    for key, entry in entries().items():
        given = {name: environ[name] for name in entry.spec.variables if environ.get(name)}
        if not given:
            continue
        if len(set(given.values())) > 1:
            raise SettingsError(f"{' and '.join(given)} contradict each other: set only one")
        name, text = next(iter(given.items()))
        try:
            found[key] = entry.from_text(text)
        except ValueError as error:
            raise SettingsError(f"{name}: {error}") from None
    return found


def unknown_variables(environ: Mapping[str, str]) -> dict[str, str | None]:
    """The variables that look like ours and are not, with the nearest that is."""
    known = variables()
    strange = sorted(name for name in environ if name.startswith(_OURS) and name not in known)
    return {name: next(iter(nearest(name, known, 1)), None) for name in strange}


def from_options(options: Mapping[str, object]) -> dict[str, object]:
    """The values that the command line sets.

    Raises:
        SettingsError: A value is malformed.
    """
    found: dict[str, object] = {}
    for key, value in options.items():
        if value is None:
            continue
        if value == "":  # `--symbol "$SYMBOL"` with nothing in it
            advice = "Give it a value, or leave it out."
            raise SettingsError(f"{key}: the option is empty", advice=advice)
        try:
            found[key] = entries()[key].from_typed(value)
        except ValueError as error:
            raise SettingsError(f"{key}: {error}") from None
    return found
