"""Words that stand for what the reader has to put in: `FILE`, `your-token`, `...`."""

from __future__ import annotations

import re

from doccheck.model.command import DYNAMIC, Unknown, Usage, Word
from doccheck.model.source import MappedText

_METAVAR = re.compile(r"[A-Z][A-Z0-9]*(?:[_/.:|,-][A-Z][A-Z0-9]*)*\Z|[A-Z][A-Z0-9]*_[A-Z0-9_]*\Z")
_YOURS = re.compile(r"(?:YOUR|[Yy]our)[-_ A-Z].*|[xX]{3,}\Z|\*{3,}\Z")
_MORE = re.compile(r"(?:\.{3}|…)\Z")
_ELLIPSIS = re.compile(r"(?<![./])\.{3}\Z|…\Z")
_SUSPECT = re.compile(r"[A-Z*…\ue000]|\.\.\.|\{\}|your|xxx")
_REPEATED = re.compile(rf"{DYNAMIC}(?:\.{{3}}|…)\Z")
_ASSIGNED = re.compile(r"-{0,2}[A-Za-z][\w.-]*=")

# In capitals, yet values that programs take literally.
_CAPITALS = (
    "TRACE DEBUG INFO NOTICE WARN WARNING ERROR CRITICAL FATAL NOTSET OFF ON TRUE FALSE YES NO NONE"
    " NULL ALL ANY GET POST PUT PATCH DELETE HEAD OPTIONS JSON JSONL CSV TSV XML YAML TOML HTML"
    " PDF SQL UTC GMT EST PST CET HEAD MIT GPL LTS"
)
_LITERALS = frozenset(_CAPITALS.split())
# In a usage line these stand for a name, in any case.
_GENERAL = (
    "command commands subcommand subcommands cmd action verb task option options opts arg args"
    " argument arguments params parameters flags file files filename path paths name names"
    " group target value values"
)
_NOUNS = frozenset(_GENERAL.split())


def is_ellipsis(word: Word) -> bool:
    """Tell whether `word` says that the document leaves something out."""
    return bool(_MORE.match(word.text))


def marked(word: Word, usage: Usage) -> Word:
    """Return `word`, made dynamic where the reader is to put something else in its place."""
    text = word.text
    if usage is not Usage.SYNOPSIS and not _SUSPECT.search(text):
        return word
    if not word.static:
        return _dynamic(word, 0, many=True) if _REPEATED.match(text) else word
    if _ELLIPSIS.search(text):
        return _dynamic(word, 0, many=True)
    if "{}" in text:
        return replaced(word, "{}", Unknown.PLACEHOLDER)
    start = _value_start(text, usage)
    return word if start is None else _dynamic(word, start, many=False)


def replaced(word: Word, text: str, unknown: Unknown) -> Word:
    """Return `word` with each occurrence of `text` unknown."""
    parts: list[MappedText] = []
    at = 0
    while (found := word.text.find(text, at)) >= 0:
        span = word.value.span(found, found + len(text))
        parts += (word.value.slice(at, found), MappedText.replaced(DYNAMIC, span))
        at = found + len(text)
    if not parts:
        return word
    parts.append(word.value.slice(at, len(word.text)))
    return Word(MappedText.join(parts), word.span, word.unknown or unknown, word.many)


def _value_start(text: str, usage: Usage) -> int | None:
    """Return where the value begins that the reader is to put in, None if there is none."""
    if _stands_for_value(text, usage):
        return 0
    found = _ASSIGNED.match(text)
    if found and _stands_for_value(text[found.end() :], Usage.COMMAND):
        return found.end()
    return None


def _stands_for_value(text: str, usage: Usage) -> bool:
    if usage is Usage.SYNOPSIS and (text in _NOUNS or _METAVAR.match(text)):
        return True
    if _METAVAR.match(text):
        return text not in _LITERALS
    return bool(_YOURS.match(text))


def _dynamic(word: Word, start: int, *, many: bool) -> Word:
    span = word.value.span(start, len(word.text))
    value = MappedText.join([word.value.slice(0, start), MappedText.replaced(DYNAMIC, span)])
    return Word(value, word.span, Unknown.PLACEHOLDER, many)
