"""A documented command fails when it is run.

## What it does
Runs the commands of a block in a sandbox, and reports the first that ends with another exit code
than the page lets expect: 0, or what the directive says (`run exit=2`). A command that breaks a
bound (memory, output, processes, disk) fails too, and so does a block that ends the shell of its
session while others are still to follow in it.

## Why is this bad
The reader sees an error where the page shows success.

## Example
```console
$ shop order --color red lamp    # the order needs a file that no step has made
```

## Use instead
```markdown
<!-- doccheck: run fixtures=orders -->
```
"""

from __future__ import annotations

from collections.abc import Iterator

from doccheck.model.executed import Outcome
from doccheck.model.finding import Finding, Severity
from doccheck.model.rule import FixAvailability, RuleMeta
from doccheck.rules.context import ExecutionContext

META = RuleMeta(
    code="DC301",
    name="command-failed",
    summary="A documented command fails when it is run.",
    severity=Severity.ERROR,
    fix=FixAvailability.NONE,
    since="0.1.0",
)


def check(context: ExecutionContext) -> Iterator[Finding]:
    """Yield a finding for a block that failed."""
    if context.outcome is Outcome.COMMAND_FAILED:
        yield context.finding(META)
