"""A blank between words that a shell does not take for one.

## What it does
Reports a no-break space (U+00A0), or another blank that is neither a space nor a tab, between the
words of a command. Inside quotes it is text, and nothing is said of it.

## Why is this bad
It looks like a space, and a reader who copies the command gets one long word: `command not found`.
Editors and web pages put such blanks in unasked.

## Example
```text
shop[U+00A0]orders list
```

## Use instead
```text
shop orders list
```

## Known limits
The command itself is checked as the reader sees it, with spaces. Commands in running text are left
alone: there a no-break space keeps a line together.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from doccheck.model.block import Certainty
from doccheck.model.command import ODD_BLANKS, Usage
from doccheck.model.finding import Applicability, Edit, Finding, Fix, Severity
from doccheck.model.rule import FixAvailability, RuleMeta
from doccheck.model.source import Span
from doccheck.rules.context import CommandContext

META = RuleMeta(
    code="DC203",
    name="no-break-space",
    summary="A blank between words that a shell does not take for one.",
    severity=Severity.WARNING,
    fix=FixAvailability.ALWAYS,
    since="0.1.0",
)
_PROMPTS = ("$", "#", "%", ">", "\u276f", "\u279c", "\u00bb", "\u03bb")
_BLANKS = ODD_BLANKS + " \t\r\n\\"


def check(context: CommandContext) -> Iterator[Finding]:
    """Yield a finding for each such blank, in a block that is shell for certain."""
    certain = context.certainty is Certainty.CERTAIN and context.script
    if not certain or context.invocation.usage is not Usage.COMMAND:
        return
    text = context.place.text
    for gap in _gaps(context):
        if text[gap.start : gap.end].strip(_BLANKS):
            continue  # not one line of words: a wrapper put them together
        for at in range(gap.start, gap.end):
            if text[at] in ODD_BLANKS:
                yield _finding(context, Span(at, at + 1), f"U+{ord(text[at]):04X}")


def _gaps(context: CommandContext) -> Iterator[Span]:
    """Yield what stands between the words, and the blanks around them all."""
    text, call = context.place.text, context.invocation
    spans = sorted(word.span for word in (*call.head, *call.argv))
    start, end = spans[0].start, spans[-1].end
    while start and text[start - 1] in ODD_BLANKS:
        start -= 1
    if text[start - 1 : start] in _PROMPTS:  # nobody copies what follows a prompt at once
        start = spans[0].start
    while end < len(text) and text[end] in ODD_BLANKS:
        end += 1
    yield Span(start, spans[0].start)
    for one, other in pairwise(spans):
        yield Span(one.end, max(one.end, other.start))
    yield Span(spans[-1].end, end)


def _finding(context: CommandContext, span: Span, name: str) -> Finding:
    fix = Fix("Put a space in its place", Applicability.SAFE, (Edit(span, " "),))
    return context.said(
        META,
        span,
        f"this blank is no space but {name}: a shell does not split words there",
        fixes=(fix,),
    )
