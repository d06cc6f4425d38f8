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

from msgspec.structs import replace

from doccheck.model.finding import Applicability, Edit, Finding, Fix, Severity
from doccheck.model.rule import FixAvailability, RuleMeta
from doccheck.model.source import Span
from doccheck.rules import phrases
from doccheck.rules.context import DirectiveContext, Place

META = RuleMeta(
    code="DC901",
    name="unused-suppression",
    summary="A suppression that suppresses nothing.",
    severity=Severity.WARNING,
    fix=FixAvailability.SOMETIMES,
    since="0.1.0",
)


def check(context: DirectiveContext) -> Iterator[Finding]:
    """Yield the one finding."""
    rules = ", ".join(phrases.tick(rule) for rule in context.unused)
    finding = context.place.finding(
        META,
        context.directive.span,
        f"nothing here to suppress for {rules}" if rules else "nothing here to suppress",
        "Remove the comment, or the rule from it.",
    )
    if len(context.unused) < len(context.directive.rules):
        yield finding
        return
    edit = Edit(_removed(context.place, context.directive.span), "")
    yield replace(finding, fixes=(Fix("Remove the comment", Applicability.UNSAFE, (edit,)),))


def _removed(place: Place, comment: Span) -> Span:
    """Return what to delete: the line where the comment has its own, else the blank before too."""
    text = place.text
    line = place.index.line_span(place.index.line(comment.start))
    rest = text[line.start : comment.start] + text[comment.end : line.end]
    if comment.end <= line.end and not rest.strip():
        return line
    blank = text[: comment.start].endswith(" ") and text[line.start : comment.start].strip()
    return Span(comment.start - bool(blank), comment.end)
