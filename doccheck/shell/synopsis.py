"""Usage lines: `prog run [OPTIONS] FILE...`, `prog {list|remove}`, `usage: prog ...`.

They are not shell, so they are taken out of the script before the grammar reads it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from doccheck.model.command import DYNAMIC, Unknown, Usage, Word
from doccheck.model.source import MappedText
from doccheck.shell.command import Command
from doccheck.shell.isolate import logical_lines
from doccheck.shell.lexer import Lexer
from doccheck.shell.notation import Atom, Bar, Chunk, Group, Literal, Sequence, parse
from doccheck.shell.prepare import OPAQUE, Script

_MARK = re.compile(r"[\[{(]|usage", re.IGNORECASE)
_USAGE = re.compile(r"[ \t]*(?:usage|synopsis)[ \t]*::?[ \t]+", re.IGNORECASE)
# `[ -f x ]` is a test, `[0-9]` a pattern: an optional part begins with a word or an option.
_OPTIONAL = re.compile(
    r"(?:^|(?<=\s))\[(?!\w-\w\])(?=[A-Za-z\-<{\[(.\x01\x02…$/~+@])(?!\[\s)"
    r"[^\n]{0,400}?\](?=\s|$|\.\.\.|…|[\])|}])",
    re.MULTILINE,
)
_CHOICE = re.compile(
    r"(?:(?<=\s)|(?<=\[))\{(?![\s}])[^{}\n;&$]{0,200}\|[^{}\n;&$]{0,200}\}"
    r"|(?<=[\w\x01\]}>.] )\((?!\()[^()\n;&$]{0,200}\|[^()\n;&]{0,200}\)"
)
_TEST = re.compile(r"[ \t]*(?:\[\[?\s|test\s|case\s|for\s|if\s|while\s|until\s)")
# What ends a command in a usage line as it does in the shell.
_END = re.compile(r"&&|\|\||;|\s\|(?=\s+[^\s\-\[<{(\x01])|\s[<>]{1,2}\s|\s>>?[\w./]")
_BRACKETS = re.compile(r"\[[^\[\]\n]*\]|\{[^{}\n]*\}|\([^()\n]*\)")
_MOST = 12
_NAME = re.compile(r"[a-z][\w-]*\Z")


def synopses(script: Script, interest: re.Pattern[str]) -> tuple[Script, list[Command]]:
    """Return `script` with its usage lines blanked out, and the commands in them."""
    commands: list[Command] = []
    ranges: list[tuple[int, int]] = []
    if not _MARK.search(script.code):
        return script, commands
    for start, end in logical_lines(script.code):
        if interest.search(script.code, start, end) and _is_usage(script.shadow[start:end]):
            commands += _line(script, start, end)
            ranges.append((start, end))
    return (script.blank(ranges) if ranges else script), commands


def _is_usage(line: str) -> bool:
    if _USAGE.match(line):
        return True
    if _TEST.match(line) or not _MARK.search(line):
        return False
    return bool(_OPTIONAL.search(line) or _CHOICE.search(line))


def _line(script: Script, start: int, end: int) -> Iterator[Command]:
    """Yield the commands of one usage line."""
    found = _USAGE.match(script.shadow, start, end)
    at = found.end() if found else start
    # What stands in brackets does not end the command.
    outside = _BRACKETS.sub(_covered, _BRACKETS.sub(_covered, script.shadow[start:end]))
    while at < end:
        stop = _END.search(outside, at - start)
        yield from _commands(script, at, start + stop.start() if stop else end)
        at = start + stop.end() if stop else end


def _covered(match: re.Match[str]) -> str:
    return OPAQUE * len(match[0])


def _commands(script: Script, start: int, end: int) -> Iterator[Command]:
    while start < end and script.code[start].isspace():
        start += 1
    while start < end and script.code[end - 1].isspace():
        end -= 1
    text = script.text.slice(start, end)
    reader = _Reader(script)
    for words, more in reader.readings(parse(script.shadow, start, end)):
        if words:
            yield Command(words, text, usage=Usage.SYNOPSIS, more=more)


class _Reader:
    """Turns the notation into plain words, one list for each way to read it.

    Not every combination is listed: each alternative stands in one list at least.
    """

    def __init__(self, script: Script) -> None:
        self._script = script
        self._lexer = Lexer(script, {})
        self._choice = 0
        self._widest = 1
        self._words: list[Word] = []
        self._cut = False

    def readings(self, sequence: Sequence) -> Iterator[tuple[tuple[Word, ...], bool]]:
        """Yield the words of each reading, and whether further ones were left out."""
        self._choice = 0
        while self._choice < min(self._widest, _MOST):
            self._words, self._cut = [], False
            self._sequence(sequence)
            yield tuple(self._words), self._cut
            self._choice += 1

    def _sequence(self, sequence: Sequence) -> None:
        for chunk in sequence:
            if self._cut:
                return
            self._chunk(chunk)

    def _chunk(self, chunk: Chunk) -> None:
        first = chunk[0]
        if len(chunk) == 1 and isinstance(first, Group):
            self._group(first)
        elif any(isinstance(atom, Bar) for atom in chunk):
            self._barred(chunk)
        elif len(chunk) == 1:
            self._words += self._lexer.words(first.start, first.end)
        else:
            self._compound(chunk)

    def _group(self, group: Group) -> None:
        if not group.alternatives:
            self._unknown(group.start, group.end)
        elif any(self._is_option(some[0][0]) for some in group.alternatives):
            self._sequence(self._pick(group.alternatives))
        elif group.bracket != "[" and self._are_names(group.alternatives):
            self._name(self._pick(group.alternatives), len(group.alternatives))
        else:
            self._unknown(group.start, group.end, many=group.bracket == "[")

    def _barred(self, chunk: Chunk) -> None:
        """Read `a|b`."""
        options = [((atom,),) for atom in chunk if not isinstance(atom, Bar)]
        if not options:
            return
        if all(self._is_option(some[0][0]) for some in options):
            self._sequence(self._pick(options))
        elif self._are_names(options):
            self._name(self._pick(options), len(options))
        else:
            self._unknown(chunk[0].start, chunk[-1].end)

    def _name(self, sequence: Sequence, count: int) -> None:
        """Take one of several subcommands. What follows may belong to another of them."""
        self._sequence(sequence)
        self._cut = count > 1

    def _are_names(self, alternatives: Iterable[Sequence]) -> bool:
        """Tell whether subcommands are to choose from, and not the value of an option."""
        if any(word.text.startswith("-") for word in self._words[-1:]):
            return False
        return all(
            len(some) == len(some[0]) == 1
            and isinstance(some[0][0], Literal)
            and _NAME.match(self._code(some[0][0]))
            for some in alternatives
        )

    def _pick(self, alternatives: Iterable[Sequence]) -> Sequence:
        known = list(alternatives)
        self._widest = max(self._widest, len(known))
        return known[min(self._choice, len(known) - 1)]

    def _compound(self, chunk: Chunk) -> None:
        """Read `--region=[REGION]`, `[FILE]...`, `--[no-]color`: its beginning is known."""
        end = chunk[-1].end
        first = chunk[0]
        if not self._is_option(first):
            self._unknown(first.start, end, many=True)
        elif self._code(chunk[1]).startswith("[="):
            self._words += self._lexer.words(first.start, first.end)
        else:
            self._unknown(first.end, end, before=first.start)

    def _unknown(self, start: int, end: int, *, before: int = -1, many: bool = False) -> None:
        low = start if before < 0 else before
        text = self._script.text
        rest = MappedText.replaced(DYNAMIC, text.span(start, end))
        value = MappedText.join([text.slice(low, start), rest])
        self._words.append(Word(value, text.span(low, end), Unknown.PLACEHOLDER, many))

    def _is_option(self, atom: Atom) -> bool:
        return isinstance(atom, Literal) and self._code(atom).startswith("-")

    def _code(self, atom: Atom) -> str:
        return self._script.shadow[atom.start : atom.end]
