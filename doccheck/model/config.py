"""Configuration examples and names of a program's own, as pages show them."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from doccheck.model.source import MappedText, Span


class ConfigFormat(StrEnum):
    """The format of a configuration example."""

    YAML = "yaml"
    TOML = "toml"
    JSON = "json"
    DOTENV = "dotenv"


class ConfigExample(Struct, frozen=True):
    """A fence that shows a configuration file or part of one.

    `names` are the file names that the page gives it (its title, its first comment, the text
    before it), the most trusted first.
    """

    format: ConfigFormat
    text: MappedText
    span: Span
    names: tuple[str, ...] = ()


class NameKind(StrEnum):
    """What a name in code stands for."""

    VARIABLE = "variable"
    """An environment variable."""
    PATH = "path"
    """A file or folder below the reader's home."""


class NameUse(Struct, frozen=True):
    """One use, in code, of a variable or path that may be a program's own."""

    kind: NameKind
    name: str
    span: Span
