"""An option that the command does not have.

## What it does
Reports an option that the command in question does not take.

## Why is this bad
The reader copies the line and gets "No such option". Options are renamed and dropped more often
than commands, and a page seldom follows.

## Example
```console
$ shop orders list --colour red
```

## Use instead
```console
$ shop orders list --color red
```

## Options
- `programs.NAME.renames`: old option names with their new ones. Such a fix is safe.

## Known limits
A command that ignores unknown options takes a misspelt one as an argument: see
`unexpected-argument`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from doccheck.model.finding import Finding, Severity
from doccheck.model.resolution import Problem, ProblemKind
from doccheck.model.rule import FixAvailability, RuleMeta
from doccheck.model.tree import CommandNode, Parameter
from doccheck.rules import phrases
from doccheck.rules.context import CommandContext
from doccheck.rules.correction import correct
from doccheck.rules.options import named, names_of, used_with

META = RuleMeta(
    code="DC102",
    name="unknown-option",
    summary="An option that the command does not have.",
    severity=Severity.ERROR,
    fix=FixAvailability.SOMETIMES,
    since="0.1.0",
)


def check(context: CommandContext) -> Iterator[Finding]:
    """Yield a finding for each option that its command does not know."""
    for problem in context.problems(ProblemKind.UNKNOWN_OPTION):
        node = context.node(problem.command)
        correction = correct(
            context,
            problem,
            names_of(node) if node else (),
            fits=partial(_fits, context, problem, node),
        )
        yield context.finding(
            META,
            problem,
            f"{phrases.path(problem.command)} has no option {phrases.tick(problem.subject)}",
            help_=phrases.sentences(correction.question or _known(problem, node), problem.detail),
            suggestion=correction.suggestion,
            fixes=correction.fixes,
        )


def _known(problem: Problem, node: CommandNode | None) -> str:
    """List the options that there are, where no name is near."""
    longest = [max(param.opts, key=len) for param in _shown(node)] if node else []
    if not longest:
        return ""
    return f"Options of {phrases.path(problem.command)}: {phrases.listing(longest)}"


def _shown(node: CommandNode) -> Iterator[Parameter]:
    return (param for param in node.options() if param.opts and not param.hidden)


def _fits(context: CommandContext, problem: Problem, node: CommandNode | None, name: str) -> bool:
    """Tell whether the option `name` takes what the wrong one is given."""
    param = named(node, name) if node else None
    if param is None:
        return node is not None and name in node.help_options
    return used_with(context, problem).fits(param)
