"""A file that a command names is not in the project.

## What it does
Notes a file or folder that a command needs and that is not found.

## Why is this bad
It may be nothing: the file may be the reader's own, or made by a step before. It may also be an
example that moved. So this is information, never an error.

## Example
```console
$ shop import examples/ordres.csv
```

## Use instead
```console
$ shop import examples/orders.csv
```

## Options
The rule is off unless it is selected by its code or name: `select = ["DC", "DC112"]`. Paths are
looked for in the project's folder and beside the page.
"""

from __future__ import annotations

from collections.abc import Iterator

from doccheck.model.finding import Finding, Severity
from doccheck.model.resolution import ProblemKind
from doccheck.model.rule import FixAvailability, RuleMeta
from doccheck.rules import phrases
from doccheck.rules.context import CommandContext

META = RuleMeta(
    code="DC112",
    name="missing-file",
    summary="A file that a command names is not in the project.",
    severity=Severity.INFO,
    fix=FixAvailability.NONE,
    since="0.1.0",
    explicit=True,
)


def check(context: CommandContext) -> Iterator[Finding]:
    """Yield a finding for each file that is not there."""
    for problem in context.problems(ProblemKind.MISSING_FILE):
        yield context.finding(
            META,
            problem,
            f"{phrases.path(problem.command)} reads {phrases.tick(problem.subject)},"
            " which is not in the project",
            help_=phrases.sentences(problem.detail),
        )
