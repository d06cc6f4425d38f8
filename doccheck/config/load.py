"""From TOML to typed settings; every fault names the file, the key and what to write."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Mapping
from dataclasses import Field, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NoReturn

from doccheck.config.settings import ProgramSettings, Settings
from doccheck.errors import ConfigError

_INTERNAL = frozenset({"root", "source", "given"})


def key_name(field: Field[Any]) -> str:
    """Return the name of a setting as it is written in TOML."""
    return field.name.replace("_", "-")


def setting_fields(owner: type) -> tuple[Field[Any], ...]:
    """Return the fields of a settings class that can be set from a file."""
    return tuple(field for field in fields(owner) if field.name not in _INTERNAL)


def parse_settings(table: Mapping[str, Any], *, root: Path, source: Path | None) -> Settings:
    """Return the settings that `table` (the content of `[tool.doccheck]`) holds.

    Raises:
        ConfigError: an unknown key, a value of the wrong type, or settings that contradict.
    """
    where = str(source) if source else "settings"
    values = _parse(table, Settings, where, "")
    settings = Settings(root=root, source=source, **values)
    _check_consistency(settings, where)
    return settings


def _check_consistency(settings: Settings, where: str) -> None:
    for name, program in settings.programs.items():
        if not name or name.split() != [name]:
            raise ConfigError(
                f"{where}: `{name}` cannot be the name of a program: it must be one word",
                hint="a call of several words, as `python -m prog`, goes into `aliases`",
            )
        _check_aliases(name, program, where)
        if program.manifest is None and not settings.allow_import:
            raise ConfigError(
                f"{where}: `allow-import = false`, but program `{name}` has no `manifest`",
                hint=f"write one with `doccheck inventory --output-format json -o {name}.json`,"
                " where the program may be imported",
            )
        if program.app is None and program.python is not None and program.manifest is not None:
            raise ConfigError(
                f"{where}: program `{name}` has `python` and `manifest` but no `app`:"
                " the interpreter would never be used",
                hint="add `app`, or remove `python`",
            )
    if settings.import_timeout <= 0:
        raise ConfigError(f"{where}: `import-timeout` must be at least 1 second")


def _check_aliases(name: str, program: ProgramSettings, where: str) -> None:
    for alias in program.aliases:
        try:
            shlex.split(alias)
        except ValueError as error:
            raise ConfigError(
                f"{where}: program `{name}`: the alias `{alias}` cannot be split into words:"
                f" {str(error).lower()}"
            ) from None


def _parse(table: Mapping[str, Any], owner: type, where: str, prefix: str) -> dict[str, Any]:
    known = {key_name(field): field for field in setting_fields(owner)}
    values: dict[str, Any] = {}
    for key, value in table.items():
        field = known.get(key.replace("_", "-"))
        if field is None:
            _unknown_key(key, known, where, prefix)
        kind = str(field.metadata["kind"])
        values[field.name] = _READERS[kind](value, field, f"{where}: `{prefix}{key}`")
    return values


def _unknown_key(key: str, known: Iterable[str], where: str, prefix: str) -> NoReturn:
    close = get_close_matches(key.replace("_", "-"), list(known), n=1, cutoff=0.5)
    hint = f"did you mean `{prefix}{close[0]}`?" if close else "known: " + ", ".join(sorted(known))
    raise ConfigError(f"{where}: unknown setting `{prefix}{key}`", hint=hint)


def _string(value: object, _field: Field[Any], where: str) -> str:
    if not isinstance(value, str):
        raise ConfigError(f"{where} must be a string, not {_type(value)}")
    if "\0" in value:
        raise ConfigError(f"{where} must not hold a null character")
    return value


def _boolean(value: object, _field: Field[Any], where: str) -> bool:
    if not isinstance(value, bool):
        raise ConfigError(f"{where} must be true or false, not {_type(value)}")
    return value


def _integer(value: object, field: Field[Any], where: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ConfigError(f"{where} must be a whole number, not {_type(value)}")
    least, most = field.metadata.get("least", value), field.metadata.get("most", value)
    if not least <= value <= most:
        bound = f"at least {least}" if value < least else f"at most {most}"
        raise ConfigError(f"{where} must be {bound}, not {value}")
    return value


def _strings(value: object, field: Field[Any], where: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ConfigError(f"{where} must be a list of strings, not {_type(value)}")
    return tuple(_string(item, field, where) for item in value)


def _choice(value: object, field: Field[Any], where: str) -> str:
    choices: tuple[str, ...] = field.metadata["choices"]
    if value not in choices:
        raise ConfigError(f"{where} must be one of {', '.join(choices)}, not {value!r}")
    return str(value)


def _table(value: object, field: Field[Any], where: str) -> dict[str, str]:
    return {key: _string(item, field, f"{where}.{key}") for key, item in _items(value, where)}


def _strings_table(value: object, field: Field[Any], where: str) -> dict[str, tuple[str, ...]]:
    return {key: _strings(item, field, f"{where}.{key}") for key, item in _items(value, where)}


def _choice_table(value: object, field: Field[Any], where: str) -> dict[str, str]:
    return {key: _choice(item, field, f"{where}.{key}") for key, item in _items(value, where)}


def _programs(value: object, _field: Field[Any], where: str) -> dict[str, ProgramSettings]:
    programs = {}
    for name, table in _items(value, where):
        inner = dict(_items(table, f"{where}.{name}"))
        file, _, _ = where.partition(": `")
        programs[name] = ProgramSettings(
            **_parse(inner, ProgramSettings, file, f"programs.{name}.")
        )
    return programs


def _section(value: object, field: Field[Any], where: str) -> object:
    owner: type = field.metadata["owner"]
    file, _, _ = where.partition(": `")
    return owner(**_parse(dict(_items(value, where)), owner, file, f"{key_name(field)}."))


def _items(value: object, where: str) -> Iterable[tuple[str, Any]]:
    if not isinstance(value, dict):
        raise ConfigError(f"{where} must be a table, not {_type(value)}")
    return value.items()


def _type(value: object) -> str:
    names = {str: "a string", bool: "a boolean", int: "a number", float: "a number"}
    return names.get(type(value), "a table" if isinstance(value, dict) else "a list")


_READERS: Mapping[str, Callable[[Any, Field[Any], str], object]] = {
    "string": _string,
    "boolean": _boolean,
    "integer": _integer,
    "strings": _strings,
    "choice": _choice,
    "table": _table,
    "strings-table": _strings_table,
    "choice-table": _choice_table,
    "programs": _programs,
    "section": _section,
}
