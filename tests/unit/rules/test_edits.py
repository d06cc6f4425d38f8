from __future__ import annotations

import pytest

from doccheck.model.command import Invocation, Word
from doccheck.model.source import MappedText, Span
from doccheck.rules.edits import rewritten

TEXT = "shop 'or ders' --limit=3 a\\nb"


def _word(start: int, end: int, value: MappedText | None = None) -> Word:
    return Word(value or MappedText.verbatim(TEXT[start:end], start), Span(start, end))


ESCAPED = MappedText.join(
    (
        MappedText.verbatim("a", 25),
        MappedText.replaced("\n", Span(26, 28)),
        MappedText.verbatim("b", 28),
    )
)
CALL = Invocation(
    "shop",
    (_word(0, 4),),
    (
        _word(5, 14, MappedText.verbatim("or ders", 6)),
        _word(15, 24),
        _word(25, 29, ESCAPED),
    ),
    Span(0, len(TEXT)),
    TEXT,
)


@pytest.mark.parametrize(
    ("span", "content", "expected"),
    [
        (Span(15, 22), "--max", ["or ders", "--max=3", "a\nb"]),
        (Span(23, 24), "10", ["or ders", "--limit=10", "a\nb"]),
        (Span(6, 13), "orders", ["orders", "--limit=3", "a\nb"]),
        (Span(15, 24), "list --all", ["or ders", "list", "--all", "a\nb"]),
        (Span(15, 29), "x y", ["or ders", "x", "y"]),
        (Span(28, 29), "c", ["or ders", "--limit=3", "a\nc"]),
    ],
)
def test_words_become_what_the_page_will_say(span: Span, content: str, expected: list[str]) -> None:
    changed = rewritten(CALL, span, content)
    assert changed is not None
    assert [word.text for word in changed.argv] == expected


@pytest.mark.parametrize(
    ("span", "content"),
    [
        (Span(6, 13), "two words"),  # they would share the quotes
        (Span(6, 22), "x"),  # from within one word into another
        (Span(26, 28), "x"),  # an escape is no character
        (Span(0, 4), "x"),  # the program itself
        (Span(15, 22), " "),
    ],
)
def test_what_cannot_be_edited_in_place_is_refused(span: Span, content: str) -> None:
    assert rewritten(CALL, span, content) is None


def test_the_words_keep_their_places() -> None:
    changed = rewritten(CALL, Span(15, 22), "--max")
    assert changed is not None
    assert [word.span for word in changed.argv] == [word.span for word in CALL.argv]
