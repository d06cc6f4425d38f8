"""Splits a stretch of shell code into words, with quotes removed and every part located."""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec import Struct

from doccheck.model.command import DYNAMIC, Unknown, Word
from doccheck.model.source import MappedText, Span
from doccheck.shell.braces import Part
from doccheck.shell.draft import Draft
from doccheck.shell.escapes import ansi_c
from doccheck.shell.prepare import MASKS, Script

_BLANKS = " \t\n"
_PLAIN = re.compile(r"[^\s'\"\\$`*?\[{\x01\x02\ue000]+")
_IN_DOUBLE = re.compile(r"[^\"\\$`\x01\x02\ue000]+")
_SPECIAL = re.compile(r"['\"\\$`*?\[{\x01\x02\ue000<>]")
_PATTERN = re.compile(r"\*+|\?+|\[[^\s\]]{1,80}\]")
# A whole word that begins so is the notation of a usage line: `[FILE]`, `[name...]`.
_OPTIONAL = re.compile(r"\[(?:[A-Z][A-Z0-9_-]+|[^\s\]]*(?:\.{3}|…))\]")
_WORD = re.compile(r"[^ \t\n]+")
_UNSEEN = re.compile(r"\$(?:\w+|[@*#?$!-]|\{[^}\n]*\})")


class Hole(Struct, frozen=True):
    """A part that the shell fills in: `$NAME`, `$(...)`, `<(...)`.

    `constant` is its value where the page gives one. `plural` is set for `$@` and arrays, which
    make many words even inside quotes; `splits` where it makes many words outside them.
    """

    end: int
    unknown: Unknown
    constant: str | None = None
    plural: bool = False
    splits: bool = True


class Lexer:
    """Reads words from one script, whose holes the grammar has found."""

    def __init__(self, script: Script, holes: Mapping[int, Hole]) -> None:
        self._text = script.text
        self._code = script.code
        self._holes = holes
        self._words: list[Word] = []
        self._draft = Draft()
        self._at = 0
        self._end = 0

    def words(self, start: int, end: int) -> list[Word]:
        """Return the words between two offsets."""
        if not _SPECIAL.search(self._code, start, end):
            return self._plain_words(start, end)
        self._words = []
        self._draft = Draft()
        self._at, self._end = start, end
        while self._at < end:
            self._step()
        self._finish(end)
        return self._words

    def _plain_words(self, start: int, end: int) -> list[Word]:
        words: list[Word] = []
        for match in _WORD.finditer(self._code, start, end):
            value = self._text.slice(*match.span())
            first, last = value.pieces[0], value.pieces[-1]
            words.append(Word(value, Span(first.source, last.source + last.source_length)))
        return words

    def _step(self) -> None:
        char = self._code[self._at]
        if self._at in self._holes:
            self._hole(quoted=False)
        elif char in _BLANKS:
            self._finish(self._at)
            self._at += 1
        elif char == "'":
            self._single(self._at + 1)
        elif char == '"':
            self._double()
        elif char == "\\":
            self._escape()
        elif char == "$":
            self._dollar()
        else:
            self._unquoted(char)

    def _dollar(self) -> None:
        """Take `$'...'`, `$"..."` or an expansion that the grammar did not see."""
        if self._code.startswith("$'", self._at, self._end):
            self._ansi_c()
        elif self._code.startswith('$"', self._at, self._end):
            self._at += 1
            self._double()
        else:
            self._unknown(quoted=False)

    def _unquoted(self, char: str) -> None:
        if char in _UNKNOWN_STARTS:
            self._unknown(quoted=False)
        elif char in "*?[":
            self._glob(char)
        elif char == "{":
            self._draft.braces = True
            self._literal(self._at + 1, quoted=False)
        else:
            match = _PLAIN.match(self._code, self._at, self._end)
            self._literal(match.end() if match else self._at + 1, quoted=False)

    def _open(self) -> Draft:
        if self._draft.start < 0:
            self._draft.start = self._at
        return self._draft

    def _open_quote(self) -> None:
        """Begin a quoted part: even an empty one makes a word."""
        empty = self._text.slice(self._at, self._at)
        self._open().parts.append(Part(empty, quoted=True))

    def _literal(self, end: int, *, quoted: bool) -> None:
        self._open().parts.append(Part(self._text.slice(self._at, end), quoted))
        self._at = end

    def _replaced(self, value: str, start: int, end: int) -> None:
        span = self._text.span(start, end)
        self._open().parts.append(Part(MappedText.replaced(value, span), quoted=True))

    def _dynamic(self, unknown: Unknown, end: int, *, many: bool) -> None:
        draft = self._open()
        self._replaced(DYNAMIC, self._at, end)
        draft.unknown = draft.unknown or unknown
        draft.many = draft.many or many
        self._at = end

    def _single(self, start: int) -> None:
        close = self._code.find("'", start, self._end)
        close = self._end if close < 0 else close
        self._open_quote()
        self._at = start
        self._quoted_run(close)
        self._at = min(close + 1, self._end)

    def _quoted_run(self, close: int) -> None:
        """Take everything up to `close` as it stands, masked parts excepted."""
        while self._at < close:
            unknown = _in_quotes(self._code[self._at])
            end = self._at + 1
            while end < close and _in_quotes(self._code[end]) == unknown:
                end += 1
            if unknown:
                self._dynamic(unknown, end, many=False)
            else:
                self._literal(end, quoted=True)

    def _double(self) -> None:
        self._open_quote()
        self._at += 1
        while self._at < self._end and self._code[self._at] != '"':
            self._step_in_double()
        self._at = min(self._at + 1, self._end)

    def _step_in_double(self) -> None:
        char = self._code[self._at]
        following = self._code[self._at + 1 : min(self._at + 2, self._end)]
        if self._at in self._holes:
            self._hole(quoted=True)
        elif char == "\\" and following == "\n":
            self._at += 2
        elif char == "\\" and following and following in '"\\$`':
            self._replaced(following, self._at, self._at + 2)
            self._at += 2
        elif char in _UNKNOWN_STARTS:
            self._unknown(quoted=True)
        else:
            match = _IN_DOUBLE.match(self._code, self._at, self._end)
            self._literal(match.end() if match else self._at + 1, quoted=True)

    def _escape(self) -> None:
        following = self._code[self._at + 1 : min(self._at + 2, self._end)]
        if following == "\n":
            self._at += 2
        elif following == "`":
            # Nothing but a substitution inside a substitution is written so.
            self._dynamic(Unknown.SUBSTITUTION, self._at + 2, many=True)
        elif following:
            self._open()
            self._replaced(following, self._at, self._at + 2)
            self._at += 2
        else:
            self._literal(self._at + 1, quoted=True)

    def _ansi_c(self) -> None:
        self._open_quote()
        at = self._at + 2
        while at < self._end and self._code[at] != "'":
            value, size = ansi_c(self._code, at, self._end)
            self._replaced(value, at, at + size)
            at += size
        self._at = min(at + 1, self._end)

    def _hole(self, *, quoted: bool) -> None:
        hole = self._holes[self._at]
        if hole.constant is None:
            self._dynamic(hole.unknown, hole.end, many=hole.plural or (hole.splits and not quoted))
        elif quoted:
            self._open()
            self._replaced(hole.constant, self._at, hole.end)
            self._at = hole.end
        else:
            self._split(hole.constant, hole.end)

    def _split(self, value: str, end: int) -> None:
        """Insert an unquoted constant, which the shell splits at blanks."""
        start = self._at
        for index, part in enumerate(value.split()):
            if index or value[:1].isspace():
                self._finish(start)
            self._at = start
            self._replaced(part, start, end)
        if value[-1:].isspace():
            self._finish(end)
        self._at = end

    def _unknown(self, *, quoted: bool) -> None:
        """Take a masked part, or one that the grammar did not see."""
        char = self._code[self._at]
        end = self._at + 1
        unknown = MASKS.get(char)
        if unknown:
            while end < self._end and self._code[end] == char:
                end += 1
            self._dynamic(unknown, end, many=False)
        elif char == DYNAMIC:
            self._dynamic(Unknown.VARIABLE, end, many=not quoted)
        elif found := _UNSEEN.match(self._code, self._at, self._end):
            self._dynamic(Unknown.VARIABLE, found.end(), many=not quoted)
        else:
            self._literal(end, quoted=quoted)

    def _glob(self, char: str) -> None:
        """Take a pattern character; in an address, `?` is almost surely meant as itself."""
        found = _PATTERN.match(self._code, self._at, self._end)
        start = self._draft.start
        address = char == "?" and start >= 0 and "://" in self._code[start : self._at]
        if found is None or address:
            self._literal(self._at + 1, quoted=True)
        else:
            # `items[0]` names one thing, `[0-9]` any number of files.
            many = char != "[" or start < 0 or "-" in found[0]
            optional = start < 0 and _OPTIONAL.match(found[0])
            unknown = Unknown.PLACEHOLDER if optional else Unknown.GLOB
            self._dynamic(unknown, found.end(), many=many)

    def _finish(self, end: int) -> None:
        if self._draft.start >= 0:
            self._words += self._draft.words(self._text, end)
            self._draft = Draft()


_UNKNOWN_STARTS = frozenset([*MASKS, DYNAMIC, "$", "`"])


def _in_quotes(char: str) -> Unknown | None:
    return Unknown.VARIABLE if char == DYNAMIC else MASKS.get(char)
