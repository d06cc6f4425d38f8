"""Frozen structs to JSON and back.

A cache may lie in a checkout that somebody else made, so it is data only: reading it can build
nothing but the classes named by the caller.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from msgspec import Struct

T = TypeVar("T")
Decoder = Callable[[Any], Any]


def encode(value: Any) -> Any:  # noqa: ANN401 - any model value, any JSON value
    """Return `value` as JSON data: a struct as the list of its fields."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Struct):
        return [encode(getattr(value, name)) for name in value.__struct_fields__]
    if isinstance(value, Mapping):
        return {key: encode(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [encode(item) for item in value]
    if isinstance(value, frozenset):
        return sorted(encode(item) for item in value)
    return value


def decode(kind: type[T], data: Any) -> T:  # noqa: ANN401 - any JSON value
    """Return the `kind` that `encode` made `data` from.

    Raises:
        ValueError: the data has another shape.
    """
    try:
        result: T = _decoder(cast("Any", kind))(data)
    except (TypeError, KeyError, IndexError, AttributeError) as error:
        raise ValueError(f"not an encoded {kind.__name__}: {error}") from error
    return result


@cache
def _decoder(kind: Any) -> Decoder:  # noqa: ANN401 - a type expression
    origin, args = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return _union(args)
    if origin is not None:
        return _collection(origin, args)
    if not isinstance(kind, type):
        return _as_is
    if issubclass(kind, Struct):
        return _struct(kind)
    return kind if issubclass(kind, Enum) else _as_is


def _as_is(data: Any) -> Any:  # noqa: ANN401 - JSON in, the same out
    return data


def _collection(origin: Any, args: tuple[Any, ...]) -> Decoder:  # noqa: ANN401 - a type
    if origin is tuple:
        return _tuple(args)
    item = _decoder(args[-1])
    if origin is frozenset:
        return lambda data: frozenset(item(part) for part in data)
    return lambda data: {key: item(part) for key, part in data.items()}


def _union(args: tuple[Any, ...]) -> Decoder:
    others = [arg for arg in args if arg is not NoneType]
    if len(others) != 1:
        raise TypeError(f"cannot tell the members of {args} apart")
    inner = _decoder(others[0])
    return lambda data: None if data is None else inner(data)


def _tuple(args: tuple[Any, ...]) -> Decoder:
    if len(args) == 2 and args[1] is Ellipsis:  # noqa: PLR2004 - tuple[X, ...]
        item = _decoder(args[0])
        return lambda data: tuple(item(part) for part in data)
    items = [_decoder(arg) for arg in args]
    return lambda data: tuple(item(part) for item, part in zip(items, data, strict=True))


def _struct(kind: type[Struct]) -> Decoder:
    hints = get_type_hints(kind)
    decoders: list[Decoder] | None = None

    def read(data: Any) -> Any:  # noqa: ANN401 - JSON in, the struct out
        nonlocal decoders
        if decoders is None:  # made at first use: a class may hold itself
            decoders = [_decoder(hints[name]) for name in kind.__struct_fields__]
        return kind(*(item(part) for item, part in zip(decoders, data, strict=True)))

    return read
