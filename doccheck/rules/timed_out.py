"""A documented command does not end in time.

## What it does
Ends a block that takes longer than its time limit (`run timeout=90s`, else the setting `timeout`)
and reports it.

## Why is this bad
The command may wait for input or for a server, or never end at all. What never ends on purpose is
shown as it is and run in a bounded variant (`run-as`).

## Example
```console
$ shop serve
```

## Use instead
```markdown
<!-- doccheck: run-as: shop serve --check -->
```
"""

from __future__ import annotations

from collections.abc import Iterator

from doccheck.model.executed import Outcome
from doccheck.model.finding import Finding, Severity
from doccheck.model.rule import FixAvailability, RuleMeta
from doccheck.rules.context import ExecutionContext

META = RuleMeta(
    code="DC303",
    name="timed-out",
    summary="A documented command does not end in time.",
    severity=Severity.ERROR,
    fix=FixAvailability.NONE,
    since="0.1.0",
)


def check(context: ExecutionContext) -> Iterator[Finding]:
    """Yield a finding for a block that was ended."""
    if context.outcome is Outcome.TIMED_OUT:
        yield context.finding(META)
