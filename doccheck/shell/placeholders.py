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
    if text == "{}" or _stands_for_value(text, usage):
        return _dynamic(word, 0, many=False)
    found = _ASSIGNED.match(text)
    if found and _stands_for_value(text[found.end() :], Usage.COMMAND):
        return _dynamic(word, found.end(), many=False)
    return word


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
