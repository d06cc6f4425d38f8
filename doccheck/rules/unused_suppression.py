"""A suppression that suppresses nothing.

## What it does
Reports a `doccheck: ignore[...]`, `ignore-file[...]` or `disable[...]` comment, or one of the
rules in it, that matches no finding.

## Why is this bad
The page was mended and the comment stayed; it would hide the next mistake.

## Example
```markdown
<!-- doccheck: ignore[unknown-option] -->
`shop orders list --color red`
```

## Use instead
```markdown
`shop orders list --color red`
```

## Known limits
Rules that are not selected are not counted as unused.
"""

from __future__ import annotations

from collections.abc import Iterator

from doccheck.model.finding import Finding, Severity
from doccheck.model.rule import FixAvailability, RuleMeta
from doccheck.rules import phrases
from doccheck.rules.context import DirectiveContext

META = RuleMeta(
    code="DC901",
    name="unused-suppression",
    summary="A suppression that suppresses nothing.",
    severity=Severity.WARNING,
    fix=FixAvailability.NONE,
    since="0.1.0",
)


def check(context: DirectiveContext) -> Iterator[Finding]:
    """Yield the one finding."""
    rules = ", ".join(phrases.tick(rule) for rule in context.unused)
    yield context.place.finding(
        META,
        context.directive.span,
        f"nothing here to suppress for {rules}" if rules else "nothing here to suppress",
        "Remove the comment, or the rule from it.",
    )
