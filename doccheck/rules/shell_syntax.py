"""A shell block that cannot be parsed.

## What it does
Reports a block that is marked as shell, holds a known program, and is not valid shell: an
unclosed quote, a stray bracket, a lost continuation.

## Why is this bad
The reader copies the block and the shell refuses it or waits for more input. Its commands cannot
be checked.

## Example
```bash
shop orders add --note "two for one
```

## Use instead
```bash
shop orders add --note "two for one"
```

## Known limits
This is a warning: the grammar may fail on a rare construct that a shell accepts. Where it is not
certain that the block is shell at all, it is skipped and counted.
"""

from __future__ import annotations

from collections.abc import Iterator

from doccheck.model.block import Certainty
from doccheck.model.finding import Finding, Severity
from doccheck.model.rule import FixAvailability, RuleMeta
from doccheck.rules import phrases
from doccheck.rules.context import BlockContext

META = RuleMeta(
    code="DC201",
    name="shell-syntax",
    summary="A shell block that cannot be parsed.",
    severity=Severity.WARNING,
    fix=FixAvailability.NONE,
    since="0.1.0",
)


def check(context: BlockContext) -> Iterator[Finding]:
    """Yield the one finding, where the block is shell for certain."""
    if context.certainty is Certainty.CERTAIN:
        yield context.place.finding(
            META,
            context.span,
            "this cannot be parsed as shell, so its commands are not checked",
            phrases.sentences(context.detail),
        )
