"""A command prints something else than the page shows.

## What it does
Compares what a command prints with the lines that follow its prompt. Lines and words that the
page leaves out (`...`) match anything; the directive may allow for more (`normalise=times`).
`doccheck run --update` rewrites the lines.

## Why is this bad
The reader cannot tell whether the program or the page is wrong.

## Example
```console
$ shop --version
shop, version 1.1.0
```

## Use instead
```console
$ shop --version
shop, version 1.2.3
```
"""

from __future__ import annotations

from collections.abc import Iterator

from doccheck.model.executed import Outcome
from doccheck.model.finding import Finding, Severity
from doccheck.model.rule import FixAvailability, RuleMeta
from doccheck.rules.context import ExecutionContext

META = RuleMeta(
    code="DC302",
    name="output-differs",
    summary="A command prints something else than the page shows.",
    severity=Severity.ERROR,
    fix=FixAvailability.NONE,
    since="0.1.0",
)


def check(context: ExecutionContext) -> Iterator[Finding]:
    """Yield a finding for a block whose output differs."""
    if context.outcome is Outcome.OUTPUT_DIFFERS:
        yield context.finding(META)
