"""An option that the program calls deprecated.

## What it does
Reports an option that still works and that the program marks as deprecated.

## Why is this bad
The reader learns an option that is about to go, and sees a warning when it is used.

## Example
```console
$ shop orders list --max 10
```

## Use instead
```console
$ shop orders list --limit 10
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
    code="DC111",
    name="deprecated-option",
    summary="An option that the program calls deprecated.",
    severity=Severity.WARNING,
    fix=FixAvailability.SOMETIMES,
    since="0.1.0",
)


def check(context: CommandContext) -> Iterator[Finding]:
    """Yield a finding for each deprecated option."""
    for problem in context.problems(ProblemKind.DEPRECATED_OPTION):
        correction = declared(context, problem)
        yield context.finding(
            META,
            problem,
            f"option {phrases.tick(problem.subject)} of {phrases.path(problem.command)}"
            " is deprecated",
            help_=phrases.sentences(correction.question, problem.detail),
            suggestion=correction.suggestion,
            fixes=correction.fixes,
        )
