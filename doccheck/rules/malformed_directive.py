"""A doccheck comment that cannot be read.

## What it does
Reports a `<!-- doccheck: ... -->` comment with an unknown verb, an unknown rule, or a setting
that makes no sense; a mark that runs nothing, since no block of commands follows it; and a comment
that was meant for doccheck, with the name misspelt or the colon missing.

## Why is this bad
The comment does nothing, and its writer believes that it does.

## Example
```markdown
<!-- doccheck: ignore[unknown-optoin] -->
```

## Use instead
```markdown
<!-- doccheck: ignore[unknown-option] -->
```
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from doccheck.model.finding import Finding, Severity
from doccheck.model.rule import FixAvailability, RuleMeta
from doccheck.rules import phrases
from doccheck.rules.context import DirectiveContext

META = RuleMeta(
    code="DC902",
    name="malformed-directive",
    summary="A doccheck comment that cannot be read.",
    severity=Severity.ERROR,
    fix=FixAvailability.NONE,
    since="0.1.0",
)


def check(context: DirectiveContext) -> Iterator[Finding]:
    """Yield the one finding."""
    detail = context.detail or context.directive.fault
    nearest = (context.suggestion,) if context.suggestion else ()
    finding = context.place.finding(
        META,
        context.directive.span,
        phrases.sentences(f"this doccheck comment is not understood: {detail}"),
        phrases.did_you_mean(nearest),
    )
    yield replace(finding, suggestion=context.suggestion)
