"""A click object as manifest data, attribute by attribute; runs under click 7.1 and later."""

from __future__ import annotations

from tests.functional.differential.build import leave

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


def node(command, name, parent=None):
    """Describe a command and all below it."""
    ctx = type_of_context(command)(
        command, info_name=name, parent=parent, **command.context_settings
    )
    found = {
        "name": name,
        "is_group": hasattr(command, "commands"),
        "params": [_param(param) for param in command.params],
        "help_options": sorted(command.get_help_option_names(ctx)),
        "normalization": _normalization(ctx.token_normalize_func),
        "deprecated": "" if getattr(command, "deprecated", False) else None,
        "hidden": command.hidden,
    }
    for key in ("allow_extra_args", "ignore_unknown_options", "allow_interspersed_args"):
        found[key] = bool(getattr(ctx, key))
    for key in ("no_args_is_help", "chain", "invoke_without_command"):
        found[key] = bool(getattr(command, key, False))
    found["auto_envvar_prefix"] = ctx.auto_envvar_prefix
    if found["is_group"]:
        found["commands"] = {key: node(child, key, ctx) for key, child in command.commands.items()}
    return found


def type_of_context(command):
    """Return the class of the command's contexts."""
    import click

    return getattr(command, "context_class", click.Context)


def _normalization(function):
    if function is None:
        return "none"
    return {"a-B": "dash", "a_b": "lower", "a-b": "lower-dash"}[function("a_B")]


def _param(param):
    option = param.param_type_name == "option"
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
        "hidden": bool(option and param.hidden),
        "deprecated": "" if getattr(param, "deprecated", False) else None,
    }


def _type(kind):
    found = {"name": _TYPES[type(kind).__name__]}
    if found["name"] == "choice":
        found.update(choices=list(kind.choices), case_sensitive=kind.case_sensitive)
    if found["name"] == "datetime":
        found["formats"] = list(kind.formats)
    if found["name"] == "tuple":
        found["items"] = [_type(item) for item in kind.types]
    for key, name in (("min", "minimum"), ("max", "maximum")):
        if hasattr(kind, key):
            found[name] = getattr(kind, key)
            found[name + "_open"] = bool(getattr(kind, key + "_open", False))
            found["clamp"] = bool(kind.clamp)
    return found
