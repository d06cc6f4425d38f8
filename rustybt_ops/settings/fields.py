"""The settings as a flat table, and the conversion of one value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, get_args, get_type_hints

from rustybt_ops.errors import ConfigurationError
from rustybt_ops.files import expand
from rustybt_ops.settings.model import HOME, Settings, Spec

_TRUE = frozenset({"1", "true", "yes", "on"})
_FALSE = frozenset({"0", "false", "no", "off"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One setting: its dotted key in the YAML file, its type, its default, its `Spec`."""

    key: str
    type: type
    optional: bool
    default: object
    spec: Spec

    @property
    def choices(self) -> tuple[str, ...]:
        """The values allowed, when they are a fixed list."""
        return tuple(self.type) if issubclass(self.type, StrEnum) else ()

    def from_text(self, text: str) -> object:
        """Convert the value of a variable or an option.

        Raises:
            ValueError: It is not of the setting's type; the message says what was expected.
        """
        if self.type is bool:
            return self._boolean(text)
        if self.type in {int, float}:
            return self._number(text)
        return self.from_typed(text)

    def from_typed(self, value: object) -> object:
        """Convert a value that YAML or the command line has typed already.

        Raises:
            ValueError: It is not of the setting's type, out of range or malformed.
        """
        if value is None and self.optional:
            return None
        if self.type is float and type(value) is int:
            value = float(value)
        if self.type in {bool, int, float}:
            self._require(type(value) is self.type, value)
            self._require_range(value)
            return value
        self._require(isinstance(value, str | Path), value)
        return self._from_string(str(value))

    def _from_string(self, text: str) -> object:
        if self.choices:
            for choice in self.choices:
                if choice.casefold() == text.casefold():
                    return self.type(choice)
            raise ValueError(f"expected {self.expected()}, not '{text}'")
        if "\0" in text:
            raise ValueError("it holds a NUL character")
        if self.type is Path:
            return _expanded(text)
        if not text.isascii() and any("\ud800" <= each <= "\udfff" for each in text):
            raise ValueError("it is not UTF-8 text")
        fault = self.spec.form(text) if self.spec.form else None
        if fault:
            raise ValueError(fault)
        return text

    def _boolean(self, text: str) -> bool:
        if text.casefold() in _TRUE | _FALSE:
            return text.casefold() in _TRUE
        raise ValueError(f"expected true or false, not '{self._shown(text)}'")

    def _number(self, text: str) -> object:
        try:
            return self.from_typed(self.type(text))
        except ValueError as error:
            if "could not convert" in str(error) or "invalid literal" in str(error):
                raise ValueError(f"expected {self.expected()}, not '{self._shown(text)}'") from None
            raise

    def _require(self, condition: bool, value: object) -> None:  # noqa: FBT001 - a private assertion
        if not condition:
            raise ValueError(f"expected {self.expected()}, not {self._shown(_described(value))}")

    def _require_range(self, value: object) -> None:
        low, high = self.spec.minimum, self.spec.maximum
        if isinstance(value, bool) or not isinstance(value, int | float):
            return
        # `not (a <= b)` refuses NaN as well
        if (low is not None and not low <= value) or (high is not None and not value <= high):
            raise ValueError(f"{value:g} is outside {low:g} to {high:g}")

    def _shown(self, text: str) -> str:
        return "what is given" if self.spec.secret else text

    def expected(self) -> str:
        """The type in words."""
        if self.choices:
            return "one of " + ", ".join(self.choices)
        words = {bool: "true or false", int: "a whole number", float: "a number", Path: "a path"}
        return words.get(self.type, "text")


def _expanded(text: str) -> Path:
    if not text:
        raise ValueError("expected a path, not empty text")
    try:
        return expand(text)
    except ConfigurationError as error:
        raise ValueError(error.message) from error


def _described(value: object) -> str:
    kinds: Mapping[type, str] = {
        dict: "a section",
        list: "a list",
        NoneType: "nothing",
        bool: "true or false",
        int: "a number",
        float: "a number",
        str: "text",
    }
    return kinds.get(type(value), f"a {type(value).__name__}")


@cache
def entries() -> dict[str, Entry]:
    """All settings by their dotted key, in the order of their declaration."""
    return {entry.key: entry for entry in _entries(Settings, "")}


@cache
def variables() -> dict[str, Entry]:
    """All settings by the environment variables that set them."""
    return {name: entry for entry in entries().values() for name in entry.spec.variables}


def sections() -> frozenset[str]:
    """The dotted names of the groups of settings."""
    return frozenset(
        key.rsplit(".", depth)[0] for key in entries() for depth in range(1, key.count(".") + 1)
    )


def build(values: Mapping[str, object]) -> Settings:
    """The settings with these values, by dotted key, and the defaults for the rest."""
    home = values.get("home", entries()["home"].default)
    resolved = {
        key: _placed(values.get(key, entry.default), Path(str(home)).expanduser())
        for key, entry in entries().items()
    }
    built: Settings = _instance(Settings, "", resolved)
    return built


def _placed(value: object, home: Path) -> object:
    """A path with `{home}` and `~` replaced; any other value as it is."""
    if not isinstance(value, Path):
        return value
    return Path(str(value).replace(HOME, str(home))).expanduser()


def _instance(owner: Any, prefix: str, values: Mapping[str, object]) -> Any:  # noqa: ANN401 - any section
    hints = get_type_hints(owner)
    made = {
        each.name: (
            _instance(hints[each.name], f"{prefix}{each.name}.", values)
            if is_dataclass(hints[each.name])
            else values[prefix + each.name]
        )
        for each in fields(owner)
    }
    return owner(**made)


def _entries(owner: Any, prefix: str) -> Iterator[Entry]:  # noqa: ANN401 - any section
    hints = get_type_hints(owner)
    for each in fields(owner):
        if is_dataclass(hints[each.name]):
            yield from _entries(hints[each.name], f"{prefix}{each.name}.")
        else:
            yield _entry(each, hints[each.name], prefix)


def _entry(each: Field[Any], hint: Any, prefix: str) -> Entry:  # noqa: ANN401 - a type expression
    members = get_args(hint) if isinstance(hint, UnionType) else (hint,)
    kinds = [member for member in members if member is not NoneType]
    default = None if each.default is MISSING else each.default
    return Entry(prefix + each.name, kinds[0], NoneType in members, default, each.metadata["spec"])
