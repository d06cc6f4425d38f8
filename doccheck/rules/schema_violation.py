"""A configuration example that its program refuses.

## What it does
Validates an example by the JSON Schema of the file that the page says it is: by the title of the
fence, a first comment that names the file, or the file named in the paragraph before it.

## Why is this bad
The reader copies a key that does not exist, or a value of the wrong type.

## Example
```yaml title="shop.yaml"
colour: blue
```

## Use instead
```yaml title="shop.yaml"
color: blue
```

## Options
- `programs.NAME.schemas`: the program's configuration files with their JSON Schemas.

## Known limits
An example is often part of a file, so that keys that are absent are never reported. The tables of
`[tool.doccheck]` and `mkdocs.yml` are known without settings.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from doccheck.model.finding import Applicability, Edit, Finding, Fix, Severity
from doccheck.model.rule import FixAvailability, RuleMeta
from doccheck.resolve.nearest import nearest, typo_of
from doccheck.rules import phrases
from doccheck.rules.context import SchemaContext

META = RuleMeta(
    code="DC404",
    name="schema-violation",
    summary="A configuration example that its program refuses.",
    severity=Severity.ERROR,
    fix=FixAvailability.SOMETIMES,
    since="0.1.0",
)


def check(context: SchemaContext) -> Iterator[Finding]:
    """Yield the one finding."""
    finding = context.place.finding(
        META,
        context.span,
        f"{phrases.sentences(context.detail)} (schema of {phrases.tick(context.schema)})",
        _help(context),
    )
    typo = typo_of(context.unknown, context.known) if context.unknown else None
    if typo and context.place.verbatim(context.span, context.unknown):
        fix = Fix(f"write `{typo}`", Applicability.SAFE, (Edit(context.span, typo),))
        finding = replace(finding, suggestion=typo, fixes=(fix,))
    yield finding


def _help(context: SchemaContext) -> str:
    if not context.unknown:
        return ""
    near = phrases.did_you_mean(nearest(context.unknown, context.known))
    return near or (f"known are {phrases.listing(context.known)}" if context.known else "")
