"""Strategies for applications: every feature of click's parser, alone and mixed."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

Spec = dict[str, Any]

_CHOICES = ("red", "Green", "blue")
_TYPES: tuple[Spec, ...] = (
    {"name": "text"},
    {"name": "integer"},
    {"name": "float"},
    {"name": "boolean"},
    {"name": "uuid"},
    {"name": "path"},
    {"name": "unprocessed"},
    {"name": "choice", "choices": _CHOICES},
    {"name": "choice", "choices": _CHOICES, "case_sensitive": False},
    {"name": "datetime", "formats": ["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]},
    {"name": "datetime", "formats": ["%d/%m/%Y"]},
    {"name": "integer_range", "min": 1, "max": 5},
    {"name": "integer_range", "min": 3, "min_open": True},
    {"name": "integer_range", "max": 9, "max_open": True},
    {"name": "integer_range", "min": 0, "max": 4, "clamp": True},
    {"name": "float_range", "min": 0, "max": 1, "max_open": True},
    {"name": "float_range", "min": 0.5},
)
_TUPLES: tuple[Spec, ...] = (
    {"name": "tuple", "items": [{"name": "integer"}, {"name": "choice", "choices": _CHOICES}]},
    {"name": "tuple", "items": [{"name": "text"}, {"name": "float"}, {"name": "boolean"}]},
)
# Declarations that share no name, so that any of them can stand side by side.
_DECLS = (
    ("--alpha", "-a"),
    ("-b", "--beta"),
    ("--gamma_ray",),
    ("--delta-v", "-d"),
    ("--Epsilon", "-e"),
    ("-zeta",),
    ("-s",),
    ("--start",),
    ("-t", "--tart"),
    ("+plus", "+p"),
    ("++wide", "+w"),
    ("/slash", "/l"),
    ("-x",),
    ("-y",),
    ("-k", "--kappa", "kept_name"),
)
_FLAG_DECLS = (
    ("--foo/--no-foo",),
    ("--on/--off", "-o/-O"),
    ("-q/-Q",),
    ("+f/-f",),
    ("--verbose", "-v"),
    ("--dry-run",),
    ("-n",),
    ("/yes;/no",),
)
_NAMES = ("run", "show", "add", "Remove", "sync_all", "load-data", "x", "beta")


@st.composite
def options(draw: st.DrawFn, decls: tuple[str, ...]) -> Spec:
    """An option that takes values."""
    spec: Spec = {"kind": "option", "decls": list(decls)}
    shape = draw(st.sampled_from(("one", "one", "one", "nargs", "tuple", "optional", "untyped")))
    if shape == "tuple":
        spec["type"] = draw(st.sampled_from(_TUPLES))
    elif shape != "untyped":
        spec["type"] = draw(st.sampled_from(_TYPES))
    if shape == "nargs":
        spec["nargs"] = draw(st.sampled_from((2, 3)))
    if shape == "optional":
        spec |= {"is_flag": False, "flag_value": "1", "type": {"name": "text"}}
    if draw(st.integers(0, 4)) == 0:
        spec["multiple"] = True
    _decorate(draw, spec, required=shape != "optional")
    return spec


@st.composite
def flags(draw: st.DrawFn, decls: tuple[str, ...]) -> Spec:
    """A flag, a counting option, or one that ends the program."""
    spec: Spec = {"kind": "option", "decls": list(decls)}
    two = any("/" in decl[1:] or ";" in decl[1:] for decl in decls)
    shapes = ("plain", "plain", "multiple", "eager")
    shape = draw(
        st.sampled_from(shapes if two else (*shapes, "count", "value", "exit", "count-to"))
    )
    if shape in ("plain", "multiple", "eager", "exit") and not two:
        spec["is_flag"] = True
    if shape == "value":
        spec["flag_value"] = "chosen"
    elif shape == "count":
        spec["count"] = True
    elif shape == "count-to":
        spec |= {"count": True, "type": {"name": "integer_range", "min": 0, "max": 2}}
    elif shape == "exit":
        spec |= {"exits": True, "is_eager": draw(st.booleans()), "expose_value": False}
    elif shape == "eager":
        spec["is_eager"] = True
    elif shape == "multiple":
        spec["multiple"] = True
    _decorate(draw, spec, required=shape == "plain")
    return spec


def _decorate(draw: st.DrawFn, spec: Spec, *, required: bool) -> None:
    trait = draw(st.sampled_from(("", "", "", "required", "hidden", "deprecated", "eager", "env")))
    if trait in ("required", "env") and required:
        spec["required"] = True
    if trait == "env":
        spec["envvar"] = "DOCCHECK_TEST_VALUE"
    if trait in ("hidden", "deprecated"):
        spec[trait] = True
    if trait == "eager":
        spec["is_eager"] = True


@st.composite
def arguments(draw: st.DrawFn, name: str, nargs: int, *, optional: bool) -> Spec:
    """An argument."""
    spec: Spec = {"kind": "argument", "decls": [name]}
    if nargs == 1 and draw(st.integers(0, 5)) == 0:
        spec["type"] = draw(st.sampled_from(_TUPLES))
    else:
        spec |= {"nargs": nargs, "type": draw(st.sampled_from(_TYPES))}
    if optional:
        spec["required"] = draw(st.booleans())
        if draw(st.integers(0, 7)) == 0:
            spec["envvar"] = "DOCCHECK_TEST_VALUE"
    return spec


@st.composite
def parameters(draw: st.DrawFn, *, group: bool, chain: bool) -> list[Spec]:
    """The parameters of a command; two flags may share one name, as feature switches do."""
    found = [
        draw(options(decls))
        for decls in draw(st.lists(st.sampled_from(_DECLS), max_size=4, unique=True))
    ]
    found += [
        draw(flags(decls))
        for decls in draw(st.lists(st.sampled_from(_FLAG_DECLS), max_size=3, unique=True))
    ]
    if draw(st.integers(0, 5)) == 0:
        found += [
            {"kind": "option", "decls": [f"--{word}", "level"], "flag_value": word}
            for word in ("high", "low")
        ]
    few = st.sampled_from(((), (), (), (1,)) if group else _ARGUMENT_COUNTS)
    for at, nargs in enumerate(draw(few)):
        found.append(draw(arguments(f"arg{at}", nargs, optional=not chain)))
    return found


_ARGUMENT_COUNTS = ((), (1,), (1,), (1, 1), (2,), (-1,), (1, -1), (-1, 1), (1, -1, 2), (2, 1))


@st.composite
def settings_of(draw: st.DrawFn, *, group: bool) -> Spec:
    """Context settings of a command."""
    found: Spec = {}
    rare = st.integers(0, 6)
    if draw(rare) == 0:
        found["ignore_unknown_options"] = True
    if draw(rare) == 0 and not group:
        found["allow_extra_args"] = True
    if draw(rare) == 0:
        found["allow_interspersed_args"] = group
    if draw(rare) == 0:
        found["help_option_names"] = ["-h", "--help"]
    if draw(rare) == 0:
        found["token_normalize_func"] = draw(st.sampled_from(("lower", "dash", "lower-dash")))
    return found


@st.composite
def commands(draw: st.DrawFn, name: str, *, depth: int, chained: bool = False) -> Spec:
    """A command, or a group with commands down to `depth`."""
    group = depth > 0 and not chained and draw(st.integers(0, 9)) < 7
    chain = group and draw(st.integers(0, 4)) == 0
    spec: Spec = {
        "name": name,
        "params": draw(parameters(group=group, chain=chain)),
        "settings": draw(settings_of(group=group)),
    }
    trait = draw(st.sampled_from(("", "", "", "hidden", "deprecated")))
    if trait:
        spec[trait] = True
    if draw(st.integers(0, 3)) == 0:
        spec["no_args_is_help"] = draw(st.booleans())
    if group:
        names = draw(st.lists(st.sampled_from(_NAMES), min_size=1, max_size=3, unique=True))
        spec |= {
            "chain": chain,
            "invoke_without_command": draw(st.integers(0, 3)) == 0,
            "commands": [draw(commands(child, depth=depth - 1, chained=chain)) for child in names],
        }
    return spec


@st.composite
def applications(draw: st.DrawFn) -> Spec:
    """A whole application."""
    spec = draw(commands("app", depth=2))
    spec.pop("hidden", None)
    if draw(st.integers(0, 7)) == 0:
        spec["settings"]["auto_envvar_prefix"] = "APP"
    return spec


FEATURES = frozenset(
    {
        *("nested group", "chain", "invoke_without_command", "no_args_is_help off", "hidden"),
        *("deprecated", "token_normalize_func", "ignore_unknown_options", "allow_extra_args"),
        *("allow_interspersed_args", "auto_envvar_prefix", "help_option_names", "envvar"),
        *("option nargs", "argument nargs", "nargs -1", "multiple", "count", "flag"),
        *("secondary name", "flag_value", "prefix +", "prefix /", "one-dash long option"),
        *("optional value", "choice", "case-insensitive choice", "range", "open bound", "clamp"),
        *("datetime", "uuid", "boolean", "tuple", "required option", "eager", "eager exit"),
    }
)


def features(spec: Spec, depth: int = 0) -> set[str]:
    """Return the features that an application uses."""
    found = {name for name in ("chain", "invoke_without_command", "hidden") if spec.get(name)}
    found |= FEATURES & spec["settings"].keys()
    if spec.get("deprecated"):
        found.add("deprecated")
    if spec.get("no_args_is_help") is False:
        found.add("no_args_is_help off")
    for param in spec["params"]:
        found |= _features_of(param)
    for child in spec.get("commands", ()):
        found |= features(child, depth + 1)
        if "commands" in child:
            found.add("nested group")
    return found


def _features_of(param: Spec) -> set[str]:
    found = {name for name in ("multiple", "count", "deprecated", "hidden") if param.get(name)}
    found |= {"envvar"} & param.keys()
    kind = param.get("type", {})
    decls = param["decls"]
    nargs = param.get("nargs", 1)
    traits = {
        "choice": kind.get("name") == "choice",
        "case-insensitive choice": kind.get("case_sensitive") is False,
        "range": str(kind.get("name")).endswith("range"),
        "open bound": bool(kind.get("min_open") or kind.get("max_open")),
        "clamp": "clamp" in kind,
        "flag": bool(param.get("is_flag")),
        "flag_value": "flag_value" in param and "is_flag" not in param,
        "optional value": param.get("is_flag") is False,
        "secondary name": any("/" in decl[1:] or ";" in decl for decl in decls),
        "prefix +": any(decl.startswith("+") for decl in decls),
        "prefix /": any(decl.startswith("/") for decl in decls),
        "one-dash long option": "-zeta" in decls,
        "nargs -1": nargs < 0,
        f"{param['kind']} nargs": nargs > 1,
        "required option": param["kind"] == "option" and bool(param.get("required")),
        "eager": bool(param.get("is_eager")),
        "eager exit": bool(param.get("exits") and param["is_eager"]),
    }
    found |= {name for name, holds in traits.items() if holds}
    return found | ({"datetime", "uuid", "boolean", "tuple"} & {str(kind.get("name"))})
