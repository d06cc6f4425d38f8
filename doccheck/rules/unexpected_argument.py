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

from msgspec.structs import replace

from doccheck.model.finding import Finding, Severity
from doccheck.model.resolution import Problem, ProblemKind
from doccheck.model.rule import FixAvailability, RuleMeta
from doccheck.model.source import Span
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
        correction = _option_meant(context, problem)
        yield context.finding(
            META,
            problem,
            f"{phrases.path(problem.command)} does not take the argument"
            f" {phrases.tick(problem.subject)}",
            help_=phrases.sentences(correction.question, problem.detail),
            suggestion=correction.suggestion,
            fixes=correction.fixes,
        )


def _option_meant(context: CommandContext, problem: Problem) -> Correction:
    """Look for the option that the word may be a misspelling of; its value stays as it is."""
    node = context.node(problem.command)
    name = problem.subject.partition("=")[0]
    if node is None or not name.startswith("-"):
        return Correction()
    span = Span(problem.span.start, min(problem.span.start + len(name), problem.span.end))
    return correct(
        context,
        replace(problem, subject=name, span=span),
        names_of(node),
        fits=lambda _name: False,
    )
