"""An option that belongs to another command of the same line.

## What it does
Reports an option that the command it follows does not take, while another command of the same
line does: a group's option after its subcommand, or a subcommand's option before it.

## Why is this bad
The reader copies the line and gets "No such option", although the option exists: it stands at the
wrong level.

## Example
```console
$ shop --limit 10 orders list
```

## Use instead
```console
$ shop orders list --limit 10
```
"""

from __future__ import annotations

from collections.abc import Iterator

from doccheck.model.finding import Applicability, Finding, Fix, Severity
from doccheck.model.resolution import Problem, ProblemKind
from doccheck.model.rule import FixAvailability, RuleMeta
from doccheck.rules import phrases
from doccheck.rules.context import CommandContext
from doccheck.rules.correction import improves
from doccheck.rules.moves import moved_option

META = RuleMeta(
    code="DC109",
    name="misplaced-option",
    summary="An option that belongs to another command of the same line.",
    severity=Severity.ERROR,
    fix=FixAvailability.SOMETIMES,
    since="0.1.0",
)


def check(context: CommandContext) -> Iterator[Finding]:
    """Yield a finding for each option that stands at the wrong level."""
    for problem in context.problems(ProblemKind.MISPLACED_OPTION):
        yield context.finding(
            META,
            problem,
            f"{phrases.path(problem.command)} has no option {phrases.tick(problem.subject)}"
            " at this place",
            help_=phrases.sentences(problem.detail or "It belongs to another command of the line"),
            fixes=_fixes(context, problem),
        )


def _fixes(context: CommandContext, problem: Problem) -> tuple[Fix, ...]:
    move = moved_option(context, problem)
    if move is None or not improves(context, move.invocation):
        return ()
    title = f"Move {phrases.tick(problem.subject)} to the command that takes it"
    return (Fix(title, Applicability.UNSAFE, (move.edit,)),)
