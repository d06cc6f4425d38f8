"""An environment variable that the program does not read.

## What it does
Reports a variable in code (a shell block, a `.env` file, a code span) whose name begins like those
of a program and that is none of them.

## Why is this bad
Nothing tells the reader: a variable that nobody reads is set without effect.

## Example
```bash
export SHOP_COLOUR=blue
```

## Use instead
```bash
export SHOP_COLOR=blue
```

## Options
- `programs.NAME.environment-prefixes`: the beginnings that are the program's alone. Without them
  nothing is reported.
- `programs.NAME.environment`: variables that the program reads beside those of its options.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from doccheck.model.config import NameKind
from doccheck.model.finding import Applicability, Edit, Finding, Fix, Severity
from doccheck.model.rule import FixAvailability, RuleMeta
from doccheck.resolve.nearest import nearest, typo_of
from doccheck.rules import phrases
from doccheck.rules.context import NameContext

META = RuleMeta(
    code="DC405",
    name="unknown-environment-variable",
    summary="An environment variable that the program does not read.",
    severity=Severity.ERROR,
    fix=FixAvailability.SOMETIMES,
    since="0.1.0",
)


def check(context: NameContext) -> Iterator[Finding]:
    """Yield the one finding, where the name is a variable."""
    use = context.use
    if use.kind is not NameKind.VARIABLE:
        return
    near = phrases.did_you_mean(nearest(use.name, context.known))
    known = f"it reads {phrases.listing(context.known)}" if context.known else ""
    finding = context.place.finding(
        META,
        use.span,
        f"`{context.program}` reads no variable {phrases.tick(use.name)}",
        near or known,
    )
    typo = typo_of(use.name, context.known)
    if typo and context.place.verbatim(use.span, use.name):
        fix = Fix(f"write `{typo}`", Applicability.SAFE, (Edit(use.span, typo),))
        finding = replace(finding, suggestion=typo, fixes=(fix,))
    yield replace(finding, program=context.program)
