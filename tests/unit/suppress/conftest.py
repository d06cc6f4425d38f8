"""Findings on pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest

from doccheck.extract.directives import parse_directive
from doccheck.model.block import Directive
from doccheck.model.finding import Finding
from doccheck.model.source import Document, Span
from doccheck.rules.context import Place
from doccheck.rules.selection import find

FindingOf = Callable[..., Finding]


def make_finding(document: Document, word: str, rule: str = "unknown-option") -> Finding:
    """Return a finding of `rule` on the first place where `word` stands."""
    start = document.text.index(word)
    place = Place.of(document)
    made = place.finding(find(rule), Span(start, start + len(word)), f"no `{word}`")
    source = place.excerpt(made.span)[0].strip()
    return Finding(
        made.code, made.name, made.severity, made.message, made.file, made.span, made.range,
        made.excerpt, source=source,
    )  # fmt: skip


def make_directives(document: Document) -> Iterator[Directive]:
    """Read the comments of a page; the target of `ignore` is the next paragraph, or its line."""
    for match in re.finditer(r"<!--\s*doccheck:(.*?)-->", document.text, re.DOTALL):
        directive = parse_directive(match[1], Span(*match.span()))
        line = document.index.line_span(document.index.line(match.start()))
        own = document.slice(line).strip() == match[0]
        follow = re.compile(r"\s*(\S.*?)(?:\n\n|\Z)", re.DOTALL).match(document.text, line.end)
        target = Span(*follow.span(1)) if own and follow else line
        yield Directive(
            directive.verb, directive.span, directive.rules, directive.reason,
            directive.options, target if directive.verb == "ignore" else None, directive.fault,
        )  # fmt: skip


@pytest.fixture
def finding() -> FindingOf:
    return make_finding


@pytest.fixture
def directives() -> Callable[[Document], tuple[Directive, ...]]:
    return lambda document: tuple(make_directives(document))
