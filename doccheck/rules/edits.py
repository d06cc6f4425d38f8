"""Try an edit on an invocation before it is offered."""

from __future__ import annotations

from msgspec.structs import replace

from doccheck.model.command import Invocation, Word
from doccheck.model.source import MappedText, Span


def rewritten(invocation: Invocation, span: Span, content: str) -> Invocation | None:
    """Return the invocation with the characters at `span` replaced by `content`.

    `span` is part of a word, or a row of whole words. The words keep their spans, so that the
    problems of both can be compared. None if the invocation does not hold `span` verbatim, or if
    several words would have to share the quotes of one.
    """
    words = invocation.argv
    touched = [at for at, word in enumerate(words) if word.span.meets(span)]
    if not touched:
        return None
    first, last = words[touched[0]], words[touched[-1]]
    if len(touched) == 1:
        changed = _changed(first, span, content)
    elif first.span.cover(last.span) == span:
        changed = _replaced(first, span, content)
    else:
        changed = None
    if changed is None:
        return None
    argv = (*words[: touched[0]], *changed, *words[touched[-1] + 1 :])
    return replace(invocation, argv=argv)


def _replaced(word: Word, span: Span, content: str) -> tuple[Word, ...]:
    parts = (MappedText.replaced(text, span) for text in content.split())
    return tuple(replace(word, value=part) for part in parts)


def _changed(word: Word, span: Span, content: str) -> tuple[Word, ...] | None:
    """Return the word, or the words that it becomes where `content` holds blanks."""
    cut = _cut(word.value, span)
    if cut is None:
        return None
    head, tail = cut
    parts = [MappedText.replaced(text, span) for text in content.split()]
    if not parts or (len(parts) > 1 and word.span != span):
        return None
    parts[0] = MappedText.join((head, parts[0]))
    parts[-1] = MappedText.join((parts[-1], tail))
    return tuple(replace(word, value=part) for part in parts)


def _cut(value: MappedText, span: Span) -> tuple[MappedText, MappedText] | None:
    """Return what stands before and after `span` in a word's value."""
    for piece in value.pieces:
        inside = piece.source <= span.start and span.end <= piece.source + piece.source_length
        if piece.verbatim and inside:
            start = piece.start + span.start - piece.source
            end = start + span.end - span.start
            return value.slice(0, start), value.slice(end, len(value.text))
    return None
