"""From the description of an application to click objects; runs under click 7.1 and later.

Started by itself (see `oracle.py`) it needs nothing but click, so that old releases can be asked.
"""

from __future__ import annotations

import inspect

import click

_DEPRECATES = "deprecated" in inspect.signature(click.Parameter.__init__).parameters
_OPENS = "min_open" in inspect.signature(click.IntRange.__init__).parameters

_NORMALIZE = {
    "lower": str.lower,
    "dash": lambda word: word.replace("_", "-"),
    "lower-dash": lambda word: word.lower().replace("_", "-"),
}


def leave(ctx, _param, value):
    """End the program, as `--version` does."""
    if value:
        ctx.exit()


def build(spec, neutral=False, environment=False):
    """Return the command that `spec` describes.

    With `neutral`, what an environment variable can supply is not required.
    """
    settings = dict(spec.get("settings", {}))
    environment = environment or "auto_envvar_prefix" in settings
    name = settings.get("token_normalize_func")
    if name:
        settings["token_normalize_func"] = _NORMALIZE[name]
    keywords = {
        "context_settings": settings,
        "params": [_param(item, neutral, environment) for item in spec["params"]],
        "callback": lambda **_values: None,
        "hidden": spec.get("hidden", False),
        "deprecated": spec.get("deprecated", False),
    }
    if "no_args_is_help" in spec:
        keywords["no_args_is_help"] = spec["no_args_is_help"]
    if "commands" not in spec:
        return click.Command(spec["name"], **keywords)
    group = click.Group(
        spec["name"],
        chain=spec.get("chain", False),
        invoke_without_command=spec.get("invoke_without_command", False),
        **keywords,
    )
    for child in spec["commands"]:
        group.add_command(build(child, neutral, environment))
    return group


def _param(spec, neutral, environment):
    keywords = {key: value for key, value in spec.items() if key not in ("kind", "decls", "exits")}
    if "type" in keywords:
        keywords["type"] = _type(keywords["type"])
    if not _DEPRECATES:
        keywords.pop("deprecated", None)
    option = spec["kind"] == "option"
    if neutral and ("envvar" in spec or (environment and option)):
        keywords["required"] = False
    if spec.get("exits"):
        keywords["callback"] = leave
    return (click.Option if option else click.Argument)(spec["decls"], **keywords)


def _type(spec):
    name = spec["name"]
    if name == "choice":
        return click.Choice(spec["choices"], case_sensitive=spec.get("case_sensitive", True))
    if name == "datetime":
        return click.DateTime(spec["formats"])
    if name == "tuple":
        return click.Tuple([_type(item) for item in spec["items"]])
    if name in ("integer_range", "float_range"):
        kind = click.IntRange if name == "integer_range" else click.FloatRange
        bounds = {key: value for key, value in spec.items() if key != "name"}
        if not _OPENS:
            bounds = {key: value for key, value in bounds.items() if not key.endswith("open")}
        return kind(**bounds)
    return {
        "text": click.STRING,
        "integer": click.INT,
        "float": click.FLOAT,
        "boolean": click.BOOL,
        "uuid": click.UUID,
        "path": click.Path(),
        "unprocessed": click.UNPROCESSED,
    }[name]
