"""A fence header that Python-Markdown does not accept.

## What it does
Reports a fence whose header MkDocs does not understand, so that the page shows it as running
text.

## Why is this bad
The reader sees backticks and a paragraph instead of a code block.

## Example
````markdown
``` bash title=install.sh linenums
shop init
```
````

## Use instead
````markdown
``` bash title="install.sh" linenums="1"
shop init
```
````
"""

from __future__ import annotations

from collections.abc import Iterator

from doccheck.model.finding import Finding, Severity
from doccheck.model.rule import FixAvailability, RuleMeta
from doccheck.rules import phrases
from doccheck.rules.context import BlockContext

META = RuleMeta(
    code="DC202",
    name="unrecognised-fence-header",
    summary="A fence header that Python-Markdown does not accept.",
    severity=Severity.WARNING,
    fix=FixAvailability.NONE,
    since="0.1.0",
)


def check(context: BlockContext) -> Iterator[Finding]:
    """Yield the one finding."""
    yield context.place.finding(
        META,
        context.span,
        "this fence header is not accepted, so the block is shown as running text",
        phrases.sentences(context.detail),
    )
