"""An option with too few or too many values.

## What it does
Reports an option that lacks its value, or a flag that is given one.

## Why is this bad
The reader copies the line and gets "requires an argument" or "does not take a value". A flag
became an option with a value, or the other way round.

## Example
```console
$ shop orders list --verbose=yes
```

## Use instead
```console
$ shop orders list --verbose
```
"""

from __future__ import annotations

from collections.abc import Iterator

from doccheck.model.finding import Finding, Severity
from doccheck.model.resolution import Problem, ProblemKind
from doccheck.model.rule import FixAvailability, RuleMeta
from doccheck.rules import phrases
from doccheck.rules.context import CommandContext
from doccheck.rules.options import named, used_with

META = RuleMeta(
    code="DC108",
    name="option-arity",
    summary="An option with too few or too many values.",
    severity=Severity.ERROR,
    fix=FixAvailability.NONE,
    since="0.1.0",
)


def check(context: CommandContext) -> Iterator[Finding]:
    """Yield a finding for each option that has the wrong number of values."""
    for problem in context.problems(ProblemKind.OPTION_ARITY):
        yield context.finding(
            META,
            problem,
            f"option {phrases.tick(problem.subject)} of {phrases.path(problem.command)}"
            f" {_expected(context, problem)}",
            help_=phrases.sentences(problem.detail),
        )


def _expected(context: CommandContext, problem: Problem) -> str:
    """Say what the option wants."""
    node = context.node(problem.command)
    param = named(node, problem.subject) if node else None
    if param is None:
        return "takes no value" if used_with(context, problem).attached else "lacks a value"
    if param.is_flag or param.count:
        return "takes no value"
    return "requires a value" if param.nargs == 1 else f"requires {param.nargs} values"
