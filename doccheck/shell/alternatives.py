"""Several commands written as one: `prog edit/run/new`, `prog build --open/--no-open`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from doccheck.model.command import DYNAMIC, Unknown, Usage, Word
from doccheck.model.source import MappedText

_NAMES = re.compile(r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*(?:/[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*)+\Z")
_OPTIONS = re.compile(r"--?[A-Za-z][\w-]*(?:/--?[A-Za-z][\w-]*)+\Z")
_NAME = re.compile(r"[a-z][\w-]*\Z")


def alternatives(argv: Sequence[Word], usage: Usage) -> list[tuple[Word, ...]]:
    """Return the arguments that `argv` stands for, one entry a command.

    In a command to be run a slash is a slash.
    """
    words = tuple(argv)
    if usage is Usage.COMMAND or not any("/" in word.text for word in words):
        return [words]
    choices = [_choices(words, index) for index in range(len(words))]
    count = max(map(len, choices), default=1)
    return [tuple(some[min(at, len(some) - 1)] for some in choices) for at in range(count)]


def _choices(words: Sequence[Word], index: int) -> list[Word]:
    word = words[index]
    if not word.static or "/" not in word.text:
        return [word]
    if _OPTIONS.match(word.text):
        return _parts(word)
    if not all(_NAME.match(before.text) for before in words[:index]):
        return [word]
    if not index and _NAMES.match(word.text):
        return _parts(word)
    # A path, or names of subcommands: only the program could tell.
    value = MappedText.replaced(DYNAMIC, word.span)
    return [Word(value, word.span, Unknown.PLACEHOLDER)]


def _parts(word: Word) -> list[Word]:
    parts: list[Word] = []
    for found in re.finditer(r"[^/]+", word.text):
        value = word.value.slice(*found.span())
        parts.append(Word(value, value.whole))
    return parts
