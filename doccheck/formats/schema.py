"""What a JSON Schema says against the data of an example.

An example is often part of a file, so that nothing that is absent counts against it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, cast

from msgspec import Struct

from doccheck.formats.parsed import Path
from doccheck.model.display import shorten

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError
    from jsonschema.protocols import Validator

_ABSENCES = frozenset(
    {
        "required",
        "minProperties",
        "minItems",
        "contains",
        "minContains",
        "dependentRequired",
        "dependentSchemas",
        "dependencies",
        "unevaluatedProperties",
        "unevaluatedItems",
        "not",
    }
)
_BRANCHES = frozenset({"anyOf", "oneOf"})
_WIDTH = 160


class Violation(Struct, frozen=True):
    """One thing that the schema refuses: where and why.

    `unknown` is a key that the schema does not have, `known` the ones that it has there.
    """

    path: Path
    message: str
    unknown: str = ""
    known: tuple[str, ...] = ()


class UnusableSchemaError(ValueError):
    """The schema itself is faulty, or refers to another that is not at hand."""


def violations(data: Any, schema: Mapping[str, Any]) -> Iterator[Violation]:  # noqa: ANN401 - JSON
    """Yield what `schema` refuses in `data`, absent keys left out.

    Raises:
        UnusableSchemaError: the schema cannot be used.
    """
    from jsonschema.exceptions import SchemaError  # noqa: PLC0415 - only where there is a schema
    from referencing.exceptions import Unresolvable  # noqa: PLC0415 - the same

    try:
        for error in _ordered(_validator(schema).iter_errors(data)):
            yield from _violations(error)
    except (SchemaError, Unresolvable, RecursionError) as error:
        raise UnusableSchemaError(shorten(str(error).split("\n")[0], _WIDTH)) from None


def _validator(schema: Mapping[str, Any]) -> Validator:
    from jsonschema.validators import Draft202012Validator, validator_for  # noqa: PLC0415 - above
    from referencing import Registry  # noqa: PLC0415 - the same

    kind = validator_for(schema, default=Draft202012Validator)
    kind.check_schema(dict(schema))
    return kind(schema, registry=Registry())  # nothing is fetched: a reference elsewhere fails


def _ordered(errors: Iterable[ValidationError]) -> list[ValidationError]:
    return sorted(errors, key=lambda error: [str(part) for part in error.absolute_path])


def _violations(error: ValidationError) -> Iterator[Violation]:
    path: Path = tuple(error.absolute_path)
    if error.validator in _ABSENCES:
        return
    if error.validator in _BRANCHES:
        yield from _branches(error)
    elif error.validator == "additionalProperties" and isinstance(error.instance, dict):
        yield from _unknown_keys(error, path)
    else:
        yield Violation(path, _message(error))


def _branches(error: ValidationError) -> Iterator[Violation]:
    """Report a choice of which no branch fits, by the branch that fits best."""
    branches: dict[object, list[ValidationError]] = {}
    for inner in error.context or ():
        branches.setdefault(inner.schema_path[0], []).append(inner)
    told = [
        [found for inner in inners for found in _violations(inner)] for inners in branches.values()
    ]
    if not told and error.context is not None:  # oneOf: more than one branch fits
        return
    if all(told):
        best = min(told, key=lambda found: (-max(len(one.path) for one in found), len(found)))
        deeper = [one for one in best if len(one.path) > len(error.absolute_path)]
        yield from deeper or [Violation(tuple(error.absolute_path), _message(error))]


def _unknown_keys(error: ValidationError, path: Path) -> Iterator[Violation]:
    schema = cast("Mapping[str, Any]", error.schema)
    known = [str(key) for key in schema.get("properties", {})]
    if schema.get("additionalProperties") is not False:
        yield Violation(path, _message(error))
        return
    patterns = [str(one) for one in schema.get("patternProperties", ())]
    for key in cast("Mapping[str, Any]", error.instance):
        if key not in known and not _matches(str(key), patterns):
            owner = f" of {_named(path)}" if path else ""
            message = f"`{shorten(str(key), _WIDTH)}` is not a key{owner}"
            yield Violation((*path, key), message, str(key), tuple(known))


def _named(path: Path) -> str:
    """Return the value at `path` in words."""
    if not path:
        return "the example"
    if isinstance(path[-1], int):
        owner = f" of `{shorten(str(path[-2]), _WIDTH)}`" if len(path) > 1 else ""
        return f"item {path[-1] + 1}{owner}"
    return f"`{shorten(path[-1], _WIDTH)}`"


def _matches(key: str, patterns: Iterable[str]) -> bool:
    return any(re.search(pattern, key) for pattern in patterns)


def _message(error: ValidationError) -> str:
    name = _named(tuple(error.absolute_path))
    value = shorten(repr(error.instance), _WIDTH)
    if error.validator == "type":
        wanted = cast("Any", error.validator_value)
        kinds = wanted if isinstance(wanted, list) else [wanted]
        return f"{name} must be of type {' or '.join(map(str, kinds))}, not {value}"
    if error.validator in {"enum", "const"}:
        value_of = cast("Any", error.validator_value)
        allowed = value_of if error.validator == "enum" else [value_of]
        shown = ", ".join(str(one) for one in allowed)
        return f"{name} must be one of {shorten(shown, _WIDTH)}, not {value}"
    return f"{name}: {shorten(error.message, _WIDTH)}"
