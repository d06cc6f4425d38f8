"""A file that cannot be read.

## What it does
Reports a file that was to be checked and could not be: no permission, not UTF-8, too large.

## Why is this bad
Its commands are not checked, and that must not read as clean.

## Example
A page saved as Latin-1.

## Use instead
The page saved as UTF-8, or left out with the setting `exclude`.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from doccheck.model.finding import Finding, Severity
from doccheck.model.rule import FixAvailability, RuleMeta
from doccheck.model.source import Range, Span
from doccheck.rules import phrases
from doccheck.rules.context import FileContext, Place

META = RuleMeta(
    code="DC903",
    name="unreadable-file",
    summary="A file that cannot be read.",
    severity=Severity.ERROR,
    fix=FixAvailability.NONE,
    since="0.1.0",
)


def check(context: FileContext) -> Iterator[Finding]:
    """Yield the one finding."""
    finding = Place.whole(context.file).finding(
        META, Span(0, 0), phrases.sentences(f"this file cannot be read: {context.detail}")
    )
    yield replace(finding, range=Range(context.line, 1, context.line, 1))
