"""The words of an invocation as the parser takes them apart."""

from __future__ import annotations

import re

from msgspec import Struct
from msgspec.structs import replace

from doccheck.model.command import DYNAMIC, Invocation, Unknown, Word
from doccheck.model.source import MappedText, Span

_OPTIONS = re.compile(r"(?<![a-z])(?:opt(?:ion)?s?|flags?|switch(?:es)?)(?![a-z])", re.IGNORECASE)
_ANYTHING = re.compile(
    r"(?<![a-z])(?:arg(?:ument)?s?|param(?:eter)?s?)(?![a-z])|\.\.\.|…|^\[|[\[{(<|]\s*-",
    re.IGNORECASE,
)


class Token(Struct, eq=False):
    """A word, or the rest of one after an option's name or letters.

    `start` is where the text begins in the word's value, -1 where the parser made the text up.
    `loose` is set where the token may stand for any number of words of any kind; `options` where
    it can only stand for options.
    """

    text: str
    word: Word
    start: int = 0
    loose: bool = False
    options: bool = False

    @property
    def unseen(self) -> bool:
        """Tell whether the token stands for words that the document does not show."""
        return self.loose and not self.text

    @property
    def dynamic(self) -> bool:
        """Tell whether the text, or a part of it, is not known."""
        return DYNAMIC in self.text or self.unseen

    def span(self, start: int = 0, end: int | None = None) -> Span:
        """Return where the characters from `start` to `end` of the text stand."""
        if self.start < 0:
            return self.word.value.whole
        stop = len(self.text) if end is None else end
        return self.word.value.span(self.start + start, self.start + stop)

    def rest(self, start: int) -> Token:
        """Return the token for the text from `start` on."""
        at = self.start + start if self.start >= 0 else -1
        return Token(self.text[start:], self.word, at)

    def instead(self, text: str) -> Token:
        """Return a token with a text that the parser made up."""
        return Token(text, self.word, -1)

    def loosened(self) -> Token:
        """Return the token as one of which it is not known what it is taken for."""
        return replace(self, loose=True)


def tokens_of(invocation: Invocation) -> list[Token]:
    """Return the words after the program's name.

    Where more may follow than the document shows, a last token without text stands for it.
    """
    tokens = [
        Token(word.text, word) if word.static else _unknown(word, invocation)
        for word in invocation.argv
    ]
    if invocation.more:
        end = invocation.span.end
        word = Word(MappedText.verbatim("", end), Span(end, end))
        tokens.append(Token("", word, loose=True))
    return tokens


def _unknown(word: Word, invocation: Invocation) -> Token:
    text = word.text
    label = _as_written(word, invocation)
    options = bool(_OPTIONS.search(label)) and text.startswith(DYNAMIC)
    return Token(text, word, 0, options or _is_loose(word, label), options)


def _is_loose(word: Word, label: str) -> bool:
    """Tell whether the word may be no word, several, or an option.

    A placeholder is one value unless its name says otherwise; a quoted variable on its own may
    hold an option; a variable with text around it is a value or a path.
    """
    text = word.text
    if text[:1] in ("-", "+"):
        return False
    if word.unknown is Unknown.PLACEHOLDER:
        return word.many or not label or bool(_ANYTHING.search(label))
    if word.unknown is Unknown.VARIABLE:
        return text == DYNAMIC or text.startswith(f"{DYNAMIC}=")
    return word.many or text == DYNAMIC


def _as_written(word: Word, invocation: Invocation) -> str:
    """Return the characters of the document that the word stands for, where they are at hand."""
    source, whole = invocation.source, invocation.span
    if len(source) != whole.end - whole.start or not whole.contains(word.span):
        return ""
    return source[word.span.start - whole.start : word.span.end - whole.start]
