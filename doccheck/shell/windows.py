"""PowerShell and cmd: commands split into words, as far as documentation goes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct, field

from doccheck.model.block import Dialect
from doccheck.model.command import DYNAMIC, Redirect, Unknown, Word
from doccheck.model.pattern import atomic
from doccheck.model.source import MappedText
from doccheck.shell.command import Command
from doccheck.shell.prepare import MASKS, Script
from doccheck.shell.scope import Scope

_MASK = r"\x01+|\x02+|\ue000"
_POWERSHELL_DYNAMIC = rf"\$\([^()\n]*\)|\$\{{[^}}\n]*\}}|\$(?:\w+:)?\w+(?:\.\w+)*|\$[?$^]|{_MASK}"
_CMD_DYNAMIC = rf"%~?\w+%|%%?~?[A-Za-z0-9*]|![A-Za-z]\w*!|{_MASK}"


def _tokens(*, comment: str, escape: str, end: str, dynamic: str, single: str) -> re.Pattern[str]:
    inside = atomic(rf'(?:{escape}.|""|[^"])*', "inside")
    return re.compile(
        rf"""
          (?P<comment> {comment} )
        | (?P<blank> [ \t\r]+ | ^@ | {escape}[ \t]*\r?\n )
        | (?P<redirect> [\d*]?>>?(?:&\d)? | < )
        | (?P<end> {end} )
        | (?P<double> "{inside}" )
        | (?P<single> {single} )
        | (?P<escape> {escape}. )
        | (?P<dynamic> {dynamic} )
        | (?P<plain> . )
        """,
        re.VERBOSE | re.DOTALL | re.MULTILINE | re.IGNORECASE,
    )


_TWICE = re.compile(r"(?P<kept>(?!))|(?P<twice>'')")


class _Rules(Struct, frozen=True):
    """What sets one of the two languages apart."""

    token: re.Pattern[str]
    quoted: re.Pattern[str]
    """The parts of a double-quoted text: what is filled in, and escapes."""
    assignment: re.Pattern[str]
    """A variable set by a statement of its own; what follows may be a command."""
    prefix: re.Pattern[str]
    """Words in front of a command that only say to run it."""


_RULES = {
    Dialect.POWERSHELL: _Rules(
        _tokens(
            comment=r"(?:(?<=[\s;|({])|^)\#[^\n]*|<\#.*?\#>",
            escape="`",
            end=r"\n|;|\|\|?|&&|[(){}]",
            dynamic=rf"{_POWERSHELL_DYNAMIC}|@[A-Za-z]\w*(?!\S)",
            single="'" + atomic("(?:''|[^'])*", "within") + "'",
        ),
        re.compile(rf"(?P<dynamic>{_POWERSHELL_DYNAMIC})|`(?P<kept>.)|(?P<twice>\"\")", re.DOTALL),
        re.compile(r"\$(?P<exported>env:)?(?P<name>\w+)[ \t]*=[ \t]*", re.IGNORECASE),
        re.compile(r"[&.]\Z|call\Z", re.IGNORECASE),
    ),
    Dialect.CMD: _Rules(
        _tokens(
            comment=r"^[ \t]*@?(?:rem\b|::)[^\n]*",
            escape=r"\^",
            end=r"\n|&&?|\|\|?|[()]",
            dynamic=_CMD_DYNAMIC,
            single=r"(?!)",
        ),
        re.compile(rf"(?P<dynamic>{_CMD_DYNAMIC})|(?P<kept>(?!))|(?P<twice>\"\")", re.DOTALL),
        re.compile(r"@?(?P<exported>set)[ \t]+\"?(?P<name>\w+)=[^&|\n]*", re.IGNORECASE),
        re.compile(r"@\Z|@?call\Z|@?start\Z|do\Z|else\Z", re.IGNORECASE),
    ),
}


def commands(script: Script, dialect: Dialect, scope: Scope) -> Iterator[Command]:
    """Yield the commands of a PowerShell or cmd script; `scope` learns what they export."""
    yield from _Reader(script, _RULES[dialect], scope).commands()


class _Draft(Struct):
    start: int = -1
    parts: list[MappedText] = field(default_factory=list)
    unknown: Unknown | None = None
    many: bool = False


class _Placed(Struct, frozen=True):
    """A word and its place in the script."""

    word: Word
    start: int
    end: int


class _Reader:
    def __init__(self, script: Script, rules: _Rules, scope: Scope) -> None:
        self._text = script.text
        self._code = script.code
        self._rules = rules
        self._scope = scope
        self._words: list[_Placed] = []
        self._redirects: list[tuple[str, int, int]] = []
        self._draft = _Draft()

    def commands(self) -> Iterator[Command]:
        for match in self._rules.token.finditer(self._code):
            start, end = match.span()
            kind = match.lastgroup
            if kind in {"comment", "blank", "end", "redirect"}:
                self._finish(start)
            if kind == "end":
                yield from self._command()
            elif kind == "redirect":
                self._redirects.append((match[0], len(self._words), start))
            elif kind in {"double", "single"}:
                self._quoted(start, end, kind)
            elif kind in {"escape", "plain", "dynamic"}:
                self._plain(start, end, kind)
        self._finish(len(self._code))
        yield from self._command()

    def _plain(self, start: int, end: int, kind: str) -> None:
        self._open(start)
        if kind == "dynamic":
            self._dynamic(start, end, quoted=False)
        elif kind == "escape":
            self._add(self._code[start + 1], start, end)
        else:
            self._draft.parts.append(self._text.slice(start, end))

    def _quoted(self, start: int, end: int, kind: str) -> None:
        self._open(start)
        at = start + 1
        pattern = self._rules.quoted if kind == "double" else _TWICE
        if kind == "double" or "''" in self._code[at : end - 1]:
            for match in pattern.finditer(self._code, at, end - 1):
                self._draft.parts.append(self._text.slice(at, match.start()))
                if match.lastgroup == "dynamic":
                    self._dynamic(*match.span(), quoted=True)
                else:
                    self._add(match["kept"] or match["twice"][0], *match.span())
                at = match.end()
        self._draft.parts.append(self._text.slice(at, end - 1))

    def _open(self, start: int) -> None:
        if self._draft.start < 0:
            self._draft.start = start

    def _add(self, value: str, start: int, end: int) -> None:
        self._draft.parts.append(MappedText.replaced(value, self._text.span(start, end)))

    def _dynamic(self, start: int, end: int, *, quoted: bool) -> None:
        unknown = MASKS.get(self._code[start], Unknown.VARIABLE)
        self._add(DYNAMIC, start, end)
        self._draft.unknown = self._draft.unknown or unknown
        self._draft.many |= unknown is Unknown.VARIABLE and not quoted

    def _finish(self, end: int) -> None:
        draft = self._draft
        if draft.start >= 0:
            self._draft = _Draft()
            span = self._text.span(draft.start, end)
            value = MappedText.join(draft.parts)
            word = Word(value, span, draft.unknown, draft.many)
            self._words.append(_Placed(word, draft.start, end))

    def _command(self) -> Iterator[Command]:
        placed, self._words = self._words, []
        pending, self._redirects = self._redirects, []
        placed, redirects = self._redirected(placed, pending)
        placed = self._assigned(placed)
        called = bool(placed) and self._rules.prefix.match(placed[0].word.text) is not None
        while placed and self._rules.prefix.match(placed[0].word.text):
            del placed[0]
        # Without a call operator a quoted text is a value.
        if placed and (called or self._code[placed[0].start] not in "'\""):
            text = self._text.slice(placed[0].start, placed[-1].end)
            yield Command(tuple(each.word for each in placed), text, redirects=redirects)

    def _assigned(self, words: list[_Placed]) -> list[_Placed]:
        """Note a variable that is set, and return the words of the command that sets it."""
        found = self._rules.assignment.match(self._code, words[0].start) if words else None
        if found is None:
            return words
        if found["exported"]:
            self._scope.export(found["name"], None)
        return [each for each in words if each.start >= found.end()]

    def _redirected(
        self, words: list[_Placed], pending: list[tuple[str, int, int]]
    ) -> tuple[list[_Placed], tuple[Redirect, ...]]:
        """Take the targets of redirections out of the words."""
        targets: set[int] = set()
        redirects: list[Redirect] = []
        for operator, index, at in pending:
            target = None if "&" in operator or index >= len(words) else words[index].word
            if target is not None:
                targets.add(index)
            redirects.append(Redirect(operator, target, self._text.span(at, at + len(operator))))
        kept = [each for index, each in enumerate(words) if index not in targets]
        return kept, tuple(redirects)
