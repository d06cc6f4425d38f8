"""A required option is not given.

## What it does
Reports a command line that leaves out an option which the command requires.

## Why is this bad
The reader copies the line and gets "Missing option". Often the option became required after the
page was written.

## Example
```console
$ shop orders export
```

## Use instead
```console
$ shop orders export --format csv
```

## Known limits
Names in running text and usage lines are not complete command lines: they are not reported. An
option that a prompt, a default or an environment variable may fill is not reported either.
"""

from __future__ import annotations

from collections.abc import Iterator

from doccheck.model.finding import Finding, Severity
from doccheck.model.resolution import ProblemKind
from doccheck.model.rule import FixAvailability, RuleMeta
from doccheck.rules import phrases
from doccheck.rules.context import CommandContext

META = RuleMeta(
    code="DC103",
    name="missing-option",
    summary="A required option is not given.",
    severity=Severity.ERROR,
    fix=FixAvailability.NONE,
    since="0.1.0",
)


def check(context: CommandContext) -> Iterator[Finding]:
    """Yield a finding for each required option that is not given."""
    for problem in context.problems(ProblemKind.MISSING_OPTION):
        yield context.finding(
            META,
            problem,
            f"{phrases.path(problem.command)} requires option {phrases.tick(problem.subject)}",
            help_=phrases.sentences(problem.detail),
        )
