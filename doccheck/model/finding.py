"""Findings, fixes and skips: what a report is made of."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from doccheck.model.resolution import SkipReason
from doccheck.model.source import Range, Span


class Severity(StrEnum):
    """How much a finding weighs; only errors fail a run by default."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """Order of weight: 0 for info, 2 for error."""
        return ("info", "warning", "error").index(self.value)


class Applicability(StrEnum):
    """Whether a fix keeps the meaning for certain (`safe`) or wants a reader's eye (`unsafe`)."""

    SAFE = "safe"
    UNSAFE = "unsafe"


class Edit(Struct, frozen=True):
    """Replace the characters at `span` by `content`."""

    span: Span
    content: str


class Fix(Struct, frozen=True):
    """A change of the document that resolves a finding."""

    title: str
    applicability: Applicability
    edits: tuple[Edit, ...]


class Related(Struct, frozen=True):
    """Another place that explains a finding, in the same file."""

    message: str
    span: Span
    range: Range


class Finding(Struct, frozen=True):
    """One thing to tell the writer, at an exact place.

    `excerpt` holds the source lines from `range.line` to `range.end_line`, for the frame in the
    text output. `source` is the text of the invocation, `command` the command path resolved.
    """

    code: str
    name: str
    severity: Severity
    message: str
    file: str
    span: Span
    range: Range
    excerpt: tuple[str, ...] = ()
    help: str = ""
    program: str = ""
    command: tuple[str, ...] = ()
    source: str = ""
    suggestion: str | None = None
    related: tuple[Related, ...] = ()
    fixes: tuple[Fix, ...] = ()
    detail: str = ""
    """More lines on it, to be shown as they are: a diff, the last lines of an output."""


class Skipped(Struct, frozen=True):
    """A reference, block or file that was not checked, with the reason."""

    file: str
    line: int
    reason: SkipReason
    detail: str = ""
    source: str = ""
    program: str = ""
