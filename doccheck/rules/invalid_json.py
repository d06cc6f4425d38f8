"""JSON that cannot be parsed.

## What it does
Reports a fenced `json` example that no parser accepts, at the line at fault.

## Why is this bad
The reader copies the example into a file, and the program refuses the file.

## Example
<!-- doccheck: ignore[invalid-json] this is what is reported -->
```json
{"color": "blue",}
```

## Use instead
```json
{"color": "blue"}
```

## Known limits
An example that is visibly shortened (`...`), a template, or has gaps to fill in is skipped and
counted.
"""

from __future__ import annotations

from collections.abc import Iterator

from doccheck.model.config import ConfigFormat
from doccheck.model.finding import Finding, Severity
from doccheck.model.rule import FixAvailability, RuleMeta
from doccheck.rules import phrases
from doccheck.rules.context import FormatContext

META = RuleMeta(
    code="DC403",
    name="invalid-json",
    summary="JSON that cannot be parsed.",
    severity=Severity.ERROR,
    fix=FixAvailability.NONE,
    since="0.1.0",
)


def check(context: FormatContext) -> Iterator[Finding]:
    """Yield the one finding, where the example is of this format."""
    if context.format is ConfigFormat.JSON:
        message = f"this is not valid JSON: {phrases.sentences(context.detail)}"
        yield context.place.finding(META, context.span, message)
