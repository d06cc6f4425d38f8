"""A command that the program calls deprecated.

## What it does
Reports a command that still works and that the program marks as deprecated.

## Why is this bad
The reader learns a command that is about to go, and sees a warning when it runs.

## Example
```console
$ shop fetch-orders
```

## Use instead
```console
$ shop orders list
```
"""

from __future__ import annotations

from collections.abc import Iterator

from doccheck.model.finding import Finding, Severity
from doccheck.model.resolution import ProblemKind
from doccheck.model.rule import FixAvailability, RuleMeta
from doccheck.rules import phrases
from doccheck.rules.context import CommandContext
from doccheck.rules.correction import declared

META = RuleMeta(
    code="DC110",
    name="deprecated-command",
    summary="A command that the program calls deprecated.",
    severity=Severity.WARNING,
    fix=FixAvailability.SOMETIMES,
    since="0.1.0",
)


def check(context: CommandContext) -> Iterator[Finding]:
    """Yield a finding for each deprecated command."""
    for problem in context.problems(ProblemKind.DEPRECATED_COMMAND):
        correction = declared(context, problem)
        yield context.finding(
            META,
            problem,
            f"command {phrases.path(problem.command)} is deprecated",
            help_=phrases.sentences(correction.question, problem.detail),
            suggestion=correction.suggestion,
            fixes=correction.fixes,
        )
