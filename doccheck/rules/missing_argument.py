"""A required argument is not given.

## What it does
Reports a command line that leaves out an argument which the command requires.

## Why is this bad
The reader copies the line and gets "Missing argument".

## Example
```console
$ shop orders show
```

## Use instead
```console
$ shop orders show 1042
```

## Known limits
Names in running text and usage lines are not complete command lines: they are not reported.
"""

from __future__ import annotations

from collections.abc import Iterator

from doccheck.model.finding import Finding, Severity
from doccheck.model.resolution import ProblemKind
from doccheck.model.rule import FixAvailability, RuleMeta
from doccheck.rules import phrases
from doccheck.rules.context import CommandContext

META = RuleMeta(
    code="DC104",
    name="missing-argument",
    summary="A required argument is not given.",
    severity=Severity.ERROR,
    fix=FixAvailability.NONE,
    since="0.1.0",
)


def check(context: CommandContext) -> Iterator[Finding]:
    """Yield a finding for each required argument that is not given."""
    for problem in context.problems(ProblemKind.MISSING_ARGUMENT):
        node = context.node(problem.command)
        group = node is not None and node.is_group and not list(node.arguments())
        needed = "a command" if group else f"argument {phrases.tick(problem.subject)}"
        yield context.finding(
            META,
            problem,
            f"{phrases.path(problem.command)} requires {needed}",
            help_=phrases.sentences(problem.detail),
        )
