"""A value of the wrong type or out of range.

## What it does
Reports a value that the option or argument cannot read: a word for a number, a number out of
range, a date in another format.

## Why is this bad
The reader copies the line and gets "Invalid value".

## Example
```console
$ shop orders list --limit ten
```

## Use instead
```console
$ shop orders list --limit 10
```

## Known limits
Files, folders and services are the reader's own: that they are missing here is not reported.
Variables and placeholders satisfy any check. A type with code of the program's own is judged only
where the program itself can be asked.
"""

from __future__ import annotations

from collections.abc import Iterator

from doccheck.model.finding import Finding, Severity
from doccheck.model.resolution import ProblemKind
from doccheck.model.rule import FixAvailability, RuleMeta
from doccheck.rules import phrases
from doccheck.rules.context import CommandContext
from doccheck.rules.values import refusal

META = RuleMeta(
    code="DC107",
    name="invalid-value",
    summary="A value of the wrong type or out of range.",
    severity=Severity.ERROR,
    fix=FixAvailability.NONE,
    since="0.1.0",
)


def check(context: CommandContext) -> Iterator[Finding]:
    """Yield a finding for each value that its parameter cannot read."""
    for problem in context.problems(ProblemKind.INVALID_VALUE):
        yield context.finding(
            META, problem, refusal(problem), help_=phrases.sentences(problem.detail)
        )
