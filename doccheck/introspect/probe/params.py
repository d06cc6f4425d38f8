"""Options and arguments as the manifest shows them."""

import inspect
import os

from . import callbacks, framework, values

_PARSING = (
    "add_to_parser", "consume_value", "handle_parse_result", "process_value",
    "full_process_value", "type_cast_value", "value_is_missing", "get_default",
)  # fmt: skip
_EXITS = {"exit", "Exit", "SystemExit", "_exit", "quit", "fast_exit", "aexit"}


def describe(param, ctx):
    """Describe one parameter."""
    option = kind_of(param) == "option"
    flag = bool(getattr(param, "is_flag", False))
    found = {
        "name": param.name or "",
        "kind": kind_of(param),
        "type": values.of(param, ctx),
        "opts": [str(item) for item in param.opts],
        "secondary_opts": [str(item) for item in param.secondary_opts],
        "nargs": param.nargs,
        "multiple": bool(getattr(param, "multiple", False)),
        "required": bool(param.required),
        "is_flag": flag,
        "count": bool(getattr(param, "count", False)),
        "optional_value": bool(getattr(param, "_flag_needs_value", False)) and not flag,
        "eager": bool(param.is_eager),
        "exits": may_exit(param),
        "has_default": has_default(param),
        "has_callback": getattr(param, "callback", None) is not None,
        "prompts": option and prompts(param),
        "envvars": envvars(param, ctx),
        "hidden": bool(getattr(param, "hidden", False)),
        "deprecated": deprecation(param),
        "metavar": str(getattr(param, "metavar", None) or ""),
        "help": text(getattr(param, "help", None)),
        "custom": parsing_methods(param),
    }
    return found


def parsing_methods(param):
    """Return the parsing methods that the parameter's class overrides.

    Where the default comes from does not matter for one that may be left out.
    """
    found = framework.overridden(param, _PARSING)
    return [name for name in found if name != "get_default" or param.required]


def kind_of(param):
    """Return `option` or `argument`."""
    return "argument" if getattr(param, "param_type_name", "") == "argument" else "option"


def has_default(param):
    """Tell whether the parameter has a value when nothing is given.

    That a flag is off does not count, except where it must be given.
    """
    default = getattr(param, "default", None)
    missing = framework.unset(param)
    if default is False and getattr(param, "is_flag", False) and not param.required:
        return False
    return default is not None if missing is None else default is not missing


def prompts(param):
    """Tell whether the program asks for the value when the option is left out."""
    if getattr(param, "prompt", None) is None:
        return False
    return bool(getattr(param, "prompt_required", True) or param.required)


def may_exit(param):
    """Tell whether giving the flag ends the program before the rest is looked at.

    So do `--version` and its like: flags whose callback exits.
    """
    flag = bool(getattr(param, "is_flag", False) or getattr(param, "count", False))
    return flag and kind_of(param) == "option" and _callback_exits(param)


def could_exit(param):
    """Tell whether an option with a value may do so too (`--show-completion SHELL`)."""
    return kind_of(param) == "option" and bool(param.is_eager) and _callback_exits(param)


def _callback_exits(param):
    callback = getattr(param, "callback", None)
    return callback is not None and callbacks.mentions(callback, _EXITS)


def envvars(param, ctx):
    """Return the environment variables the value is read from."""
    given = getattr(param, "envvar", None)
    names = [given] if isinstance(given, str) else [str(item) for item in given or ()]
    prefix = getattr(ctx, "auto_envvar_prefix", None)
    if prefix and param.name and getattr(param, "allow_from_autoenv", False):
        names.append("%s_%s" % (prefix, param.name.upper()))
    return names


def deprecation(thing):
    """Return None, or the message of a deprecation, which may be empty."""
    value = getattr(thing, "deprecated", None)
    if isinstance(value, str):
        return value
    return "" if value else None


def text(value):
    """Return help as plain text, without common indentation."""
    return "" if value is None else inspect.cleandoc(str(value)).partition("\f")[0].strip()


def default_path(param, kind):
    """Return the default of a parameter that takes a path, as written, "" without one."""
    default = getattr(param, "default", None)
    if kind["name"] not in ("path", "file") or not isinstance(default, (str, os.PathLike)):
        return ""
    path = str(os.fspath(default))
    return path if "/" in path else ""
