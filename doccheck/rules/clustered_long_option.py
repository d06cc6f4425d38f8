"""A long option with one dash, read as short ones.

## What it does
Reports a word such as `-start` that is accepted only because it parses as `-s tart`: a short
option with the rest as its value, or a row of short flags.

## Why is this bad
The line runs and does something else than it says.

## Example
```console
$ shop report -start 2026-01-01
```

## Use instead
```console
$ shop report --start 2026-01-01
```
"""

from __future__ import annotations

from collections.abc import Iterator

from doccheck.model.finding import Finding, Severity
from doccheck.model.resolution import ProblemKind
from doccheck.model.rule import FixAvailability, RuleMeta
from doccheck.rules import phrases
from doccheck.rules.context import CommandContext
from doccheck.rules.correction import correct

META = RuleMeta(
    code="DC113",
    name="clustered-long-option",
    summary="A long option with one dash, read as short ones.",
    severity=Severity.WARNING,
    fix=FixAvailability.SOMETIMES,
    since="0.1.0",
)


def check(context: CommandContext) -> Iterator[Finding]:
    """Yield a finding for each long option that is read as short ones."""
    for problem in context.problems(ProblemKind.CLUSTERED_LONG_OPTION):
        correction = correct(context, problem, (), fits=lambda _name: False)
        yield context.finding(
            META,
            problem,
            f"{phrases.path(problem.command)} reads {phrases.tick(problem.subject)}"
            " as short options",
            help_=phrases.sentences(correction.question, problem.detail),
            suggestion=correction.suggestion,
            fixes=correction.fixes,
        )
