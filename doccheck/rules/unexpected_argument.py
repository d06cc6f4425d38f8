"""More arguments than the command takes.

## What it does
Reports a word that the command has no argument for.

## Why is this bad
The reader copies the line and gets "Got unexpected extra argument". The argument was dropped or
became an option, or a word with a blank in it lacks its quotes.

## Example
```console
$ shop orders show 1042 full
```

## Use instead
```console
$ shop orders show 1042 --full
```

## Known limits
Where a command ignores unknown options, a misspelt option is reported here.
"""

from __future__ import annotations

from collections.abc import Iterator

from doccheck.model.finding import Finding, Severity
from doccheck.model.resolution import ProblemKind
from doccheck.model.rule import FixAvailability, RuleMeta
from doccheck.rules import phrases
from doccheck.rules.context import CommandContext
from doccheck.rules.correction import Correction, correct
from doccheck.rules.options import names_of

META = RuleMeta(
    code="DC105",
    name="unexpected-argument",
    summary="More arguments than the command takes.",
    severity=Severity.ERROR,
    fix=FixAvailability.SOMETIMES,
    since="0.1.0",
)


def check(context: CommandContext) -> Iterator[Finding]:
    """Yield a finding for each word that has no place in the command."""
    for problem in context.problems(ProblemKind.UNEXPECTED_ARGUMENT):
        node = context.node(problem.command)
        correction = Correction()
        if problem.subject.startswith("-") and node is not None:
            correction = correct(context, problem, names_of(node), fits=lambda _name: False)
        yield context.finding(
            META,
            problem,
            f"{phrases.path(problem.command)} does not take the argument"
            f" {phrases.tick(problem.subject)}",
            help_=phrases.sentences(correction.question, problem.detail),
            suggestion=correction.suggestion,
            fixes=correction.fixes,
        )
