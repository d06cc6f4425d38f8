"""Extractions from a text inside a document, moved to the document."""

from __future__ import annotations

from msgspec.structs import replace

from doccheck.extract.mapped import compose
from doccheck.model.block import CodeBlock, Directive, Excerpt, Extraction, HeaderFault, Unread
from doccheck.model.command import Word
from doccheck.model.source import MappedText, Span


def remap(extraction: Extraction, outer: MappedText) -> Extraction:
    """Move what was found in the text of `outer` to where that text stands."""

    def span(inner: Span) -> Span:
        return outer.span(inner.start, inner.end)

    def word(inner: Word) -> Word:
        return replace(inner, value=compose(inner.value, outer), span=span(inner.span))

    def block(inner: CodeBlock) -> CodeBlock:
        words = inner.words
        return replace(
            inner,
            text=compose(inner.text, outer),
            span=span(inner.span),
            words=None if words is None else tuple(word(one) for one in words),
            output=tuple(compose(part, outer) for part in inner.output),
            commands=tuple(compose(part, outer) for part in inner.commands),
        )

    def directive(inner: Directive) -> Directive:
        target = span(inner.target) if inner.target else None
        return replace(inner, span=span(inner.span), target=target)

    return Extraction(
        blocks=tuple(block(one) for one in extraction.blocks),
        directives=tuple(directive(one) for one in extraction.directives),
        header_faults=tuple(
            HeaderFault(span(one.span), one.detail) for one in extraction.header_faults
        ),
        definitions=extraction.definitions,
        unread=tuple(Unread(span(one.span), one.detail) for one in extraction.unread),
        excerpts=tuple(
            Excerpt(directive(one.directive), compose(one.text, outer), span(one.span))
            for one in extraction.excerpts
        ),
    )


def merge(extractions: list[Extraction]) -> Extraction:
    """Put extractions from the parts of one document together, in order."""
    return Extraction(
        blocks=tuple(one for part in extractions for one in part.blocks),
        directives=tuple(one for part in extractions for one in part.directives),
        header_faults=tuple(one for part in extractions for one in part.header_faults),
        definitions=frozenset(one for part in extractions for one in part.definitions),
        unread=tuple(one for part in extractions for one in part.unread),
        excerpts=tuple(one for part in extractions for one in part.excerpts),
    )
