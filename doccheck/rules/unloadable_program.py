"""A program that cannot be loaded, so that nothing is checked.

## What it does
Reports a configured program that could not be introspected: its module cannot be imported, exits
or hangs at import, or holds no click or Typer application; or its manifest cannot be read.

## Why is this bad
None of its references is checked, and that must not read as clean: the exit code is 2. Where no
program at all can be loaded it is 2 even if this rule is left out.

## Example
```toml
[tool.doccheck.programs.shop]
app = "shop.clli:main"
```

## Use instead
```toml
[tool.doccheck.programs.shop]
app = "shop.cli:main"
python = ".venv/bin/python"
```
"""

from __future__ import annotations

from collections.abc import Iterator

from doccheck.model.finding import Finding, Severity
from doccheck.model.rule import FixAvailability, RuleMeta
from doccheck.rules import phrases
from doccheck.rules.context import ProgramContext

META = RuleMeta(
    code="DC114",
    name="unloadable-program",
    summary="A program that cannot be loaded, so that nothing is checked.",
    severity=Severity.ERROR,
    fix=FixAvailability.NONE,
    since="0.1.0",
)


def check(context: ProgramContext) -> Iterator[Finding]:
    """Yield the one finding."""
    # An error stands for itself elsewhere, so that it begins with what is said here already.
    cause = context.detail.removeprefix(f"{context.program}: ").removeprefix("cannot load ")
    yield context.place.finding(
        META,
        context.span,
        phrases.sentences(f"cannot load the program {phrases.tick(context.program)}: {cause}"),
        phrases.sentences(context.hint),
    )
