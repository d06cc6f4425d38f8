"""A command that the program does not have.

## What it does
Reports a command name that the program, or the group it stands under, does not know.

## Why is this bad
The reader copies the line and gets "No such command". The command was renamed or removed, or it
was never there under this name.

## Example
```console
$ shop orders lst
```

## Use instead
```console
$ shop orders list
```

## Options
- `programs.NAME.renames`: old command paths with their new ones. Such a fix is safe.
- `programs.NAME.external-commands`: commands that plugins or the reader's project bring.

## Known limits
A group that looks its commands up with code of its own is judged only where the program itself
can be asked; from a manifest alone such a reference is skipped and counted.
"""

from __future__ import annotations

from collections.abc import Iterator

from doccheck.model.finding import Finding, Severity
from doccheck.model.resolution import Problem, ProblemKind
from doccheck.model.rule import FixAvailability, RuleMeta
from doccheck.model.tree import CommandNode
from doccheck.rules import phrases
from doccheck.rules.context import CommandContext
from doccheck.rules.correction import Correction, correct, replace_by

META = RuleMeta(
    code="DC101",
    name="unknown-command",
    summary="A command that the program does not have.",
    severity=Severity.ERROR,
    fix=FixAvailability.SOMETIMES,
    since="0.1.0",
)


def check(context: CommandContext) -> Iterator[Finding]:
    """Yield a finding for each command name that its group does not know."""
    for problem in context.problems(ProblemKind.UNKNOWN_COMMAND):
        group = context.node(problem.command)
        correction = correct(context, problem, group.commands if group else ())
        if correction.suggestion is None:
            correction = _moved(context, problem)
        yield context.finding(
            META,
            problem,
            f"{phrases.path(problem.command)} has no command {phrases.tick(problem.subject)}",
            help_=phrases.sentences(correction.question, _known(problem, group), problem.detail),
            suggestion=correction.suggestion,
            fixes=correction.fixes,
        )


def _known(problem: Problem, group: CommandNode | None) -> str:
    """List the commands that there are."""
    names = (
        sorted(name for name, node in group.commands.items() if not node.hidden) if group else ()
    )
    return f"Commands of {phrases.path(problem.command)}: {phrases.listing(names)}" if names else ""


def _moved(context: CommandContext, problem: Problem) -> Correction:
    """Name the one other place where a command of this name is found."""
    paths = [path for path, _ in context.tree.walk() if path and path[-1] == problem.subject]
    if len(paths) != 1:
        return Correction()
    program, *here = problem.command
    whole = (program, *paths[0])
    if whole[: len(problem.command)] == problem.command:
        return replace_by(context, problem, " ".join(paths[0][len(here) :]))
    return Correction(" ".join(whole), phrases.did_you_mean((" ".join(whole),)))
