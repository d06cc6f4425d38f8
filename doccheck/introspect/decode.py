"""From decoded JSON to a command tree, with the place of whatever is wrong in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import TypeVar, cast

from msgspec import NODEFAULT, Struct
from msgspec.structs import fields

from doccheck.errors import ManifestError
from doccheck.model.tree import CommandNode, CommandTree, Parameter, ValueType

HINT = "write it anew with `doccheck inventory --output-format json`"

_Value = TypeVar("_Value", ValueType, Parameter, CommandNode, CommandTree)


def tree_from_data(data: Mapping[str, object]) -> CommandTree:
    """Build a tree from decoded JSON.

    Raises:
        ManifestError: A field is missing or holds a value of the wrong type.
    """
    where = "the manifest"
    root = data.get("root")
    if not isinstance(root, Mapping):
        raise ManifestError(f"{where}: `root` is missing or not an object", hint=HINT)
    name = root.get("name", data.get("program"))
    node = _build(CommandNode, root, "root", name=name if isinstance(name, str) else "")
    return _build(CommandTree, data, where, root=node)


@cache
def defaults_of(kind: type[Struct]) -> Mapping[str, object]:
    """Return the default of each field of a struct, `NODEFAULT` without one."""
    return {
        item.name: item.default if item.default_factory is NODEFAULT else item.default_factory()
        for item in fields(kind)
    }


class _WrongShapeError(Exception):
    """A field holds something that does not belong there."""


def _build(kind: type[_Value], data: object, where: str, **known: object) -> _Value:
    if not isinstance(data, Mapping):
        raise ManifestError(f"{where}: an object is expected", hint=HINT)
    values: dict[str, object] = dict(known)
    for name, read in _READERS[kind].items():
        if name in data and name not in values:
            try:
                values[name] = read(data[name], where)
            except _WrongShapeError as error:
                raise ManifestError(f"{where}: `{name}` {error}", hint=HINT) from None
    try:
        return kind(**values)  # type: ignore[arg-type]  # each reader gives its field's type
    except TypeError:
        missing = [
            name
            for name, default in defaults_of(kind).items()
            if default is NODEFAULT and name not in values
        ]
        raise ManifestError(f"{where}: `{missing[0]}` is missing", hint=HINT) from None


def _scalar(*kinds: type, what: str) -> Callable[[object, str], object]:
    def read(value: object, _where: str) -> object:
        if type(value) not in kinds:
            raise _WrongShapeError(f"must be {what}")
        return value

    return read


_text = _scalar(str, what="a string")
_text_or_none = _scalar(str, type(None), what="a string or null")
_flag = _scalar(bool, what="true or false")
_count = _scalar(int, what="a whole number")
_count_or_none = _scalar(int, type(None), what="a whole number or null")
_number_or_none = _scalar(int, float, type(None), what="a number or null")


def _texts(value: object, _where: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(type(item) is str for item in value):
        raise _WrongShapeError("must be a list of strings")
    return tuple(value)


def _pairs(value: object, _where: str) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, list):
        raise _WrongShapeError("must be a list of pairs of strings")
    pairs = []
    for item in value:
        match item:
            case [str(first), str(second)]:
                pairs.append((first, second))
            case _:
                raise _WrongShapeError("must be a list of pairs of strings")
    return tuple(pairs)


def _object(value: object, _where: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise _WrongShapeError("must be an object")
    return value


def _text_map(value: object, where: str) -> dict[str, str]:
    items = _object(value, where)
    if not all(type(item) is str for item in items.values()):
        raise _WrongShapeError("must hold strings")
    return cast("dict[str, str]", items)


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise _WrongShapeError("must be a list")
    return value


def _type(value: object, where: str) -> ValueType:
    return _build(ValueType, value, f"{where}, type")


def _types(value: object, where: str) -> tuple[ValueType, ...]:
    return tuple(_type(item, where) for item in _list(value))


def _params(value: object, where: str) -> tuple[Parameter, ...]:
    return tuple(
        _build(Parameter, item, f"{where}, parameter {at}")
        for at, item in enumerate(_list(value), 1)
    )


def _commands(value: object, where: str) -> dict[str, CommandNode]:
    return {
        name: _build(CommandNode, item, f"{where} > {name}", name=name)
        for name, item in _object(value, where).items()
    }


_READERS: dict[type, dict[str, Callable[[object, str], object]]] = {
    ValueType: {
        "name": _text,
        "choices": _texts,
        "case_sensitive": _flag,
        "minimum": _number_or_none,
        "maximum": _number_or_none,
        "minimum_open": _flag,
        "maximum_open": _flag,
        "clamp": _flag,
        "formats": _texts,
        "items": _types,
        "detail": _text,
        "must_exist": _flag,
    },
    Parameter: {
        "name": _text,
        "kind": _text,
        "type": _type,
        "opts": _texts,
        "secondary_opts": _texts,
        "nargs": _count,
        "multiple": _flag,
        "required": _flag,
        "is_flag": _flag,
        "count": _flag,
        "optional_value": _flag,
        "eager": _flag,
        "exits": _flag,
        "has_default": _flag,
        "has_callback": _flag,
        "prompts": _flag,
        "envvars": _texts,
        "hidden": _flag,
        "deprecated": _text_or_none,
        "metavar": _text,
        "help": _text,
        "custom": _texts,
    },
    CommandNode: {
        "is_group": _flag,
        "params": _params,
        "commands": _commands,
        "chain": _flag,
        "invoke_without_command": _flag,
        "no_args_is_help": _flag,
        "allow_extra_args": _flag,
        "ignore_unknown_options": _flag,
        "allow_interspersed_args": _flag,
        "help_options": _texts,
        "normalization": _text,
        "auto_envvar_prefix": _text_or_none,
        "default_command": _text_or_none,
        "hidden": _flag,
        "deprecated": _text_or_none,
        "help": _text,
        "epilog": _text,
        "source_file": _text_or_none,
        "source_line": _count_or_none,
        "custom": _texts,
        "lookup": _text,
        "failed": _pairs,
    },
    CommandTree: {
        "program": _text,
        "app": _text,
        "version": _text_or_none,
        "framework": _text,
        "python": _text,
        "environment": _text_map,
        "environment_prefixes": _texts,
        "paths": _texts,
        "schemas": _object,
    },
}
