"""A click object as manifest data, attribute by attribute; runs under click 7.1 and later."""

# Old releases of click, the newest and Typer share shapes, not classes: hence Any.
# ruff: noqa: ANN401
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from tests.functional.differential.build import leave

Data = dict[str, Any]

_TYPES = {
    "StringParamType": "text",
    "UnprocessedParamType": "unprocessed",
    "IntParamType": "integer",
    "IntRange": "integer",
    "FloatParamType": "float",
    "FloatRange": "float",
    "BoolParamType": "boolean",
    "UUIDParameterType": "uuid",
    "Choice": "choice",
    "DateTime": "datetime",
    "Path": "path",
    "Tuple": "tuple",
}


_ATTRIBUTES = ("no_args_is_help", "chain", "invoke_without_command", "hidden")
_SETTINGS = ("allow_extra_args", "ignore_unknown_options", "allow_interspersed_args")


def node(command: click.Command, name: str, parent: click.Context | None = None) -> Data:
    """Describe a command and all below it."""
    ctx = click.Context(command, info_name=name, parent=parent, **command.context_settings)
    commands: dict[str, click.Command] | None = getattr(command, "commands", None)
    return {
        "name": name,
        "is_group": commands is not None,
        "params": [_param(param) for param in command.params],
        "help_options": sorted(command.get_help_option_names(ctx)),
        "normalization": _normalization(ctx.token_normalize_func),
        "deprecated": "" if command.deprecated else None,
        "auto_envvar_prefix": ctx.auto_envvar_prefix,
        "commands": {key: node(child, key, ctx) for key, child in (commands or {}).items()},
        **{key: bool(getattr(ctx, key)) for key in _SETTINGS},
        **{key: bool(getattr(command, key, False)) for key in _ATTRIBUTES},
    }


def _normalization(function: Callable[[str], str] | None) -> str:
    if function is None:
        return "none"
    return {"a-B": "dash", "a_b": "lower", "a-b": "lower-dash"}[function("a_B")]


def _param(param: Any) -> Data:
    flag = bool(getattr(param, "is_flag", False))
    return {
        "name": param.name,
        "kind": param.param_type_name,
        "type": _type(param.type),
        "opts": list(param.opts),
        "secondary_opts": list(param.secondary_opts),
        "nargs": param.nargs,
        "multiple": bool(getattr(param, "multiple", False)),
        "required": bool(param.required),
        "is_flag": flag,
        "count": bool(getattr(param, "count", False)),
        "optional_value": bool(getattr(param, "_flag_needs_value", False)) and not flag,
        "eager": bool(param.is_eager),
        "exits": param.callback is leave,
        "has_default": str(param.default) not in ("None", "Sentinel.UNSET"),
        "has_callback": param.callback is not None,
        "envvars": [param.envvar] if param.envvar else [],
        "hidden": bool(getattr(param, "hidden", False)),
        "deprecated": "" if getattr(param, "deprecated", False) else None,
    }


def _type(kind: Any) -> Data:
    found: Data = {"name": _TYPES[type(kind).__name__]}
    if found["name"] == "choice":
        found.update(choices=list(kind.choices), case_sensitive=kind.case_sensitive)
    if found["name"] == "datetime":
        found["formats"] = list(kind.formats)
    if found["name"] == "tuple":
        found["items"] = [_type(item) for item in kind.types]
    for key, name in (("min", "minimum"), ("max", "maximum")):
        if hasattr(kind, key):
            found[name] = getattr(kind, key)
            found[f"{name}_open"] = bool(getattr(kind, f"{key}_open", False))
            found["clamp"] = bool(kind.clamp)
    return found
