"""From the description of an application to click objects; runs under click 7.1 and later."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

import click

Spec = Mapping[str, Any]

_DEPRECATES = "deprecated" in inspect.signature(click.Parameter.__init__).parameters
_OPENS = "min_open" in inspect.signature(click.IntRange.__init__).parameters
_NORMALIZE: dict[str, Callable[[str], str]] = {
    "lower": str.lower,
    "dash": lambda word: word.replace("_", "-"),
    "lower-dash": lambda word: word.lower().replace("_", "-"),
}
_SIMPLE: dict[str, Any] = {
    "text": click.STRING,
    "integer": click.INT,
    "float": click.FLOAT,
    "boolean": click.BOOL,
    "uuid": click.UUID,
    "path": click.Path(),
    "unprocessed": click.UNPROCESSED,
}


def leave(ctx: click.Context, _param: click.Parameter, value: object) -> None:
    """End the program, as `--version` does."""
    if value:
        ctx.exit()


def build(spec: Spec, *, neutral: bool = False, environment: bool = False) -> click.Command:
    """Return the command that `spec` describes.

    With `neutral`, what an environment variable can supply is not required; `environment` tells
    that every option can be supplied so.
    """
    settings = dict(spec["settings"])
    environment = environment or "auto_envvar_prefix" in settings
    if "token_normalize_func" in settings:
        settings["token_normalize_func"] = _NORMALIZE[settings["token_normalize_func"]]
    keywords: dict[str, Any] = {
        "context_settings": settings,
        "params": [
            _param(item, optional=neutral and _from_environment(item, everything=environment))
            for item in spec["params"]
        ],
        "callback": lambda **_values: None,
        "hidden": spec.get("hidden", False),
        "deprecated": spec.get("deprecated", False),
    }
    if "no_args_is_help" in spec:
        keywords["no_args_is_help"] = spec["no_args_is_help"]
    if "commands" not in spec:
        return click.Command(spec["name"], **keywords)
    keywords["chain"] = spec.get("chain", False)
    keywords["invoke_without_command"] = spec.get("invoke_without_command", False)
    group = click.Group(spec["name"], **keywords)
    for child in spec["commands"]:
        group.add_command(build(child, neutral=neutral, environment=environment))
    return group


def _from_environment(spec: Spec, *, everything: bool) -> bool:
    return "envvar" in spec or (everything and spec["kind"] == "option")


def _param(spec: Spec, *, optional: bool) -> click.Parameter:
    keywords = {key: value for key, value in spec.items() if key not in ("kind", "decls", "exits")}
    if "type" in keywords:
        keywords["type"] = _type(keywords["type"])
    if optional:
        keywords["required"] = False
    if spec.get("exits"):
        keywords["callback"] = leave
    if not _DEPRECATES:
        keywords.pop("deprecated", None)
    cls = click.Option if spec["kind"] == "option" else click.Argument
    return cls(spec["decls"], **keywords)


def _type(spec: Spec) -> click.ParamType[Any]:
    name = spec["name"]
    if name == "choice":
        return click.Choice(spec["choices"], case_sensitive=spec.get("case_sensitive", True))
    if name == "datetime":
        return click.DateTime(spec["formats"])
    if name == "tuple":
        return click.Tuple([_type(item) for item in spec["items"]])
    if name.endswith("_range"):
        cls = click.IntRange if name == "integer_range" else click.FloatRange
        keys = [key for key in spec if key != "name" and (_OPENS or not key.endswith("open"))]
        return cls(**{key: spec[key] for key in keys})
    kind: click.ParamType[Any] = _SIMPLE[name]
    return kind
