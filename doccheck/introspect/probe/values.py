"""What values a parameter takes, from click's type objects or Typer's descriptors."""

import enum
import math
import typing

from . import callbacks, framework

_NAMES = {
    "StringParamType": "text",
    "UnprocessedParamType": "unprocessed",
    "IntParamType": "integer",
    "FloatParamType": "float",
    "BoolParamType": "boolean",
    "UUIDParameterType": "uuid",
    "Choice": "choice",
    "DateTime": "datetime",
    "IntRange": "integer",
    "FloatRange": "float",
    "File": "file",
    "Path": "path",
    "Tuple": "tuple",
}
_PARSING = ("__call__", "convert", "normalize_choice", "_clamp")


def of(param, ctx):
    """Describe the type of a parameter."""
    descriptor = getattr(param, "type_descriptor", None)
    if descriptor is not None:
        return _described(descriptor)
    return _click_type(getattr(param, "type", None), ctx)


def is_custom(kind, known=None):
    """Tell whether converting a value runs code of the program's own."""
    if type(kind).__name__ == "FuncParamType" or not hasattr(kind, "convert"):
        return True
    return bool(framework.overridden(kind, _PARSING, known))


def runs_own_code(param, ctx):
    """Tell whether the program's own code decides over the values of a parameter."""
    return _has_custom(of(param, ctx))


def _has_custom(described):
    return described["name"] == "custom" or any(map(_has_custom, described.get("items", ())))


def _has_own_choices(kind):
    """Tell whether the words of a `Choice` are worked out by code of the program's own."""
    found = framework.definition(kind, "choices")
    return found is not None and not framework.is_framework(found[0].__module__)


def framework_name(kind, known=None):
    """Return the name of the framework's class that a type object derives from."""
    known = known or framework.prefixes()
    for cls in type(kind).__mro__:
        if framework.is_framework(cls.__module__, known) and cls.__name__ in _NAMES:
            return cls.__name__
    return ""


def _click_type(kind, ctx):
    base = framework_name(kind)
    if is_custom(kind) or base not in _NAMES or _has_own_choices(kind):
        return {"name": "custom", "detail": _qualified(kind)}
    found = {"name": _NAMES[base]}
    if base == "Choice":
        found["choices"] = [_word(kind, choice, ctx) for choice in kind.choices]
        found["case_sensitive"] = bool(kind.case_sensitive)
    elif base in ("IntRange", "FloatRange"):
        found.update(_bounds(kind))
    elif base == "DateTime":
        found["formats"] = [str(item) for item in kind.formats]
    elif base == "Path":
        found["must_exist"] = bool(kind.exists)
    elif base == "File":
        found["must_exist"] = "r" in str(kind.mode)
    elif base == "Tuple":
        found["items"] = [_click_type(item, ctx) for item in kind.types]
    return found


def _qualified(kind):
    if type(kind).__name__ == "FuncParamType":
        function = getattr(kind, "func", None)
        return getattr(function, "__module__", "") + "." + getattr(function, "__qualname__", "")
    return type(kind).__module__ + "." + type(kind).__qualname__


def _word(kind, choice, ctx):
    """Return what is typed for one of the choices."""
    if isinstance(choice, enum.Enum) and hasattr(kind, "normalize_choice"):
        return choice.name
    return str(choice)


def _number(value):
    return value if isinstance(value, (int, float)) and math.isfinite(value) else None


def _bounds(kind):
    return {
        "minimum": _number(kind.min),
        "maximum": _number(kind.max),
        "minimum_open": bool(getattr(kind, "min_open", False)),
        "maximum_open": bool(getattr(kind, "max_open", False)),
        "clamp": bool(kind.clamp),
    }


# Typer without click types: an annotation and the settings of the parameter


def _described(descriptor):
    info = descriptor.parameter_info
    annotation = descriptor.annotation
    if typing.get_origin(annotation) is tuple:
        items = [_annotated(item, info) for item in typing.get_args(annotation)]
        return {"name": "tuple", "items": items}
    if typing.get_origin(annotation) is list:
        annotation = typing.get_args(annotation)[0]
    return _annotated(annotation, info)


def _annotated(annotation, info):
    if getattr(info, "parser", None) is not None:
        return {"name": "custom", "detail": _qualified_function(info.parser)}
    if isinstance(annotation, type) and issubclass(annotation, enum.Enum):
        return _words([str(item.value) for item in annotation], info)
    if "Literal" in str(typing.get_origin(annotation)):
        return _words([str(item) for item in typing.get_args(annotation)], info)
    names = {cls.__name__ for cls in getattr(annotation, "__mro__", ())}
    if names & {"FileText", "FileTextWrite", "FileBinaryRead", "FileBinaryWrite"}:
        return {"name": "file", "must_exist": "FileTextWrite" not in names}
    if names & {"Path", "PurePath"} or _asks_for_path(annotation, info):
        return {"name": "path", "must_exist": bool(getattr(info, "exists", False))}
    if annotation is int or annotation is float:
        return _pydantic_number(annotation, info)
    if annotation in (str, bool):
        return {"name": "text" if annotation is str else "boolean"}
    if annotation.__class__ is type and annotation.__name__ == "UUID":
        return {"name": "uuid"}
    if names & {"datetime"} and getattr(info, "formats", None):
        return {"name": "datetime", "formats": [str(item) for item in info.formats]}
    return {"name": "custom", "detail": _qualified_function(annotation)}


def _asks_for_path(annotation, info):
    if annotation in (str, bool, int, float):
        return False
    return any(getattr(info, name, None) for name in ("allow_dash", "path_type", "resolve_path"))


def _words(words, info):
    return {"name": "choice", "choices": words, "case_sensitive": bool(info.case_sensitive)}


def _pydantic_number(annotation, info):
    return {
        "name": "integer" if annotation is int else "float",
        "minimum": _number(info.min),
        "maximum": _number(info.max),
        "clamp": bool(info.clamp),
        "detail": "pydantic",
    }


def _qualified_function(thing):
    function = callbacks.function_of(thing) or thing
    name = getattr(function, "__qualname__", None)
    return "%s.%s" % (getattr(function, "__module__", ""), name) if name else str(thing)
