"""A path in the reader's home that the program does not use.

## What it does
Reports a documented path below a program's own folder (`~/.shop/...`) that the program neither
reads nor writes.

## Why is this bad
The reader looks for logs where none are, or puts a file where it is not read.

## Example
```bash
tail -f ~/.shop/log/orders.log
```

## Use instead
```bash
tail -f ~/.shop/logs/orders.log
```

## Options
- `programs.NAME.state-paths`: the files and folders that the program uses. Without them nothing is
  reported.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from doccheck.model.config import NameKind
from doccheck.model.finding import Finding, Severity
from doccheck.model.rule import FixAvailability, RuleMeta
from doccheck.resolve.nearest import nearest
from doccheck.rules import phrases
from doccheck.rules.context import NameContext

META = RuleMeta(
    code="DC406",
    name="unknown-path",
    summary="A path in the reader's home that the program does not use.",
    severity=Severity.ERROR,
    fix=FixAvailability.NONE,
    since="0.1.0",
)


def check(context: NameContext) -> Iterator[Finding]:
    """Yield the one finding, where the name is a path."""
    use = context.use
    if use.kind is not NameKind.PATH:
        return
    near = nearest(use.name, context.known)
    finding = context.place.finding(
        META,
        use.span,
        f"`{context.program}` does not use {phrases.tick(use.name)}",
        phrases.did_you_mean(near) or f"it uses {phrases.listing(context.known)}",
    )
    yield replace(finding, program=context.program, suggestion=near[0] if near else None)
