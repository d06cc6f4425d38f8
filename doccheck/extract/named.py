"""The commands that directives name: references like those of a block."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from doccheck.extract.options import ExtractOptions
from doccheck.model.block import BlockKind, CodeBlock, Dialect, Directive
from doccheck.model.source import Document, MappedText, Span

_VERBS = frozenset({"output-of", "run-as"})
# What may hide that a command was refused, or is more than a line of commands.
_LISTS = re.compile(r"\|\||;|(?<![<>&])&(?![>&])|[\n!`]|\$\(")


def named_commands(
    directives: Iterable[Directive], document: Document, options: ExtractOptions
) -> Iterator[CodeBlock]:
    """Yield a block for each directive whose command a run expects to end with 0."""
    directives = tuple(directives)
    failing = [one.target for one in directives if _may_fail(one)]
    for directive in directives:
        if directive.verb not in _VERBS or directive.fault or directive.target in failing:
            continue
        command = directive.reason
        comment = document.slice(directive.span).removesuffix("-->").rstrip()
        end = directive.span.start + len(comment)
        span = Span(end - len(command), end)
        same = document.slice(span) == command
        if same and options.mentions(command) and not _LISTS.search(command):
            text = MappedText.verbatim(command, span.start)
            yield CodeBlock(BlockKind.EMBEDDED, Dialect.SHELL, text, span)


def _may_fail(directive: Directive) -> bool:
    return dict(directive.options).get("exit", "0").strip("0") != ""
