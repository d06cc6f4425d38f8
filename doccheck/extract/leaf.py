"""The leaves of a page: the pieces of code and text that may hold commands."""

from __future__ import annotations

from enum import Enum

from msgspec import Struct

from doccheck.model.source import MappedText, Span


class LeafKind(Enum):
    """What a leaf is on the page."""

    FENCE = "fence"
    INDENTED = "indented"
    UNCLOSED = "unclosed"
    """A fence that is never closed: only what may be meant as its content."""
    HTML = "html"
    TEXT = "text"
    """A paragraph, heading or title: code spans stand in it."""


class Leaf(Struct, frozen=True):
    """One leaf: its text without the marks of the containers around it, and where it stands.

    `info` is the header of a fence.
    """

    kind: LeafKind
    text: MappedText
    span: Span
    info: MappedText | None = None
