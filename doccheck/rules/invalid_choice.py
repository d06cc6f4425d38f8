"""A value that is not among the choices.

## What it does
Reports a value that is not one of the words which the option or argument accepts.

## Why is this bad
The reader copies the line and gets "is not one of". Choices are renamed and dropped like
commands.

## Example
```console
$ shop orders list --color rde
```

## Use instead
```console
$ shop orders list --color red
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
from doccheck.rules.values import choices_for, refusal

META = RuleMeta(
    code="DC106",
    name="invalid-choice",
    summary="A value that is not among the choices.",
    severity=Severity.ERROR,
    fix=FixAvailability.SOMETIMES,
    since="0.1.0",
)


def check(context: CommandContext) -> Iterator[Finding]:
    """Yield a finding for each value that is not among its choices."""
    for problem in context.problems(ProblemKind.INVALID_CHOICE):
        choices = choices_for(context, problem)
        correction = correct(context, problem, choices)
        listed = f"Choices: {phrases.listing(choices)}" if choices else problem.detail
        yield context.finding(
            META,
            problem,
            refusal(problem),
            help_=phrases.sentences(correction.question, listed),
            suggestion=correction.suggestion,
            fixes=correction.fixes,
        )
