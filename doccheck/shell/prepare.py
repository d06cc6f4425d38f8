"""Makes the text of a block fit for a shell grammar, without moving a character.

Documentation writes what no shell could read: `<target>`, `{{ jinja }}`, NUL. Such parts are
covered by mask characters, so that offsets stay as they are and the parts read as plain words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from doccheck.model.command import ODD_BLANKS, Unknown
from doccheck.model.pattern import atomic
from doccheck.model.source import MappedText

PLACEHOLDER_MASK = "\x01"
TEMPLATE_MASK = "\x02"
OPAQUE = "\x03"
"""Covers, in `Script.shadow`, what is quoted, commented out or inside a heredoc."""

MASKS = {PLACEHOLDER_MASK: Unknown.PLACEHOLDER, TEMPLATE_MASK: Unknown.TEMPLATE}

_QUOTING = re.compile(r"['\"\\#<{(]")
# A no-break space comes from an editor; the writer sees a space. DC203 tells of it.
_TRANSLATION = {0: PLACEHOLDER_MASK} | dict.fromkeys(map(ord, ODD_BLANKS), " ")
_ODD = re.compile(f"[\x00{ODD_BLANKS}\ud800-\udfff\r]")
_CONTINUED_PROMPT = re.compile(r"(?<=\\\n)\.\.\.(?=[ \t]+[^\s\\])")
_LAST_CONTINUATION = re.compile(r"(?<!\\)\\\s*\Z")
_SURROGATE = re.compile("[\ud800-\udfff]")

_MOST_UNCLOSED = 50
"""Heredocs without an end after which no further end is looked for."""
_TEMPLATE = r"\$?\{\{[^\n]{0,200}?\}\}|\{%[^\n]{0,200}?%\}|\{\#[^\n]{0,200}?\#\}"
# `<in.txt >out.txt` is two redirections: a placeholder neither begins nor ends with a space.
# `<in.txt>out.txt` is as well: a file name that another name follows at once.
_ANGLE = (
    r"(?<![<&])<(?![\s(&|;=!<>/])(?![\w-]+\.[a-z]{1,4}>[\w./~])"
    r"[^<>\n;&$\"`]{0,80}(?<!\s)>"
)
_BRACE = r"(?<!\$)\{(?!\w+\.\.)[^\W\d][\w .:-]{0,60}\}"
_ANSI = atomic(r"(?:\\.|[^'\\])*", "ansi")
# `"$(cat <<'END'`: up to the line END, a quote is text and closes nothing.
_FED = (
    r"\$\([^()\n\"']{0,80}<<-?[ \t]*['\"\\]?(?P<fed>[A-Za-z_]\w*)[^\n]{0,400}\n"
    r"(?:[^\n]{0,2000}\n){0,200}?[ \t]*(?P=fed)[ \t]*(?=\n)"
)
_INSIDE = atomic(rf'(?:{_TEMPLATE}|{_FED}|[^"\\]|\\.)*', "inside")
_TOKEN = re.compile(
    rf"""
      (?P<escape> \\. )
    | (?P<heredoc> (?<!<)<<(?!<)-?[ \t]*(?P<quote>['"\\]?)(?P<tag>[A-Za-z_]\w*) )
    | (?P<template> {_TEMPLATE} )
    | (?P<comment> (?<![^\s;&|(])(?<!\\[ \t])(?<!\S\\\n)\#[^\n]* )
    | (?P<placeholder> {_ANGLE} | {_BRACE} | (?<=\s)\((?:\.{{3}}|…)\) )
    | (?P<quoted> \$'{_ANSI}' | '[^']*' | "{_INSIDE}" )
    """,
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)
_INSIDE_QUOTES = re.compile(rf"(?P<template>{_TEMPLATE})|(?P<placeholder>{_ANGLE}|{_BRACE})")

_MARKUP = re.compile(
    r"</?(?:a|b|code|em|font|i|kbd|mark|s|span|strong|u)(?:\s[^<>\n]*)?>", re.IGNORECASE
)


class Script(Struct, frozen=True):
    """A script in several views of the same length.

    `text` is what the reader sees; `code` is the same with placeholders masked and comments
    blanked; `grammar` is `code` as the grammar gets it, and `shadow` is `code` with everything
    that is not plain code covered.
    """

    text: MappedText
    code: str
    grammar: str
    shadow: str

    def cut(self, start: int, end: int) -> Script:
        """Return a part of the script."""
        views = (view[start:end] for view in (self.code, self.grammar, self.shadow))
        return Script(self.text.slice(start, end), *views)

    def blank(self, ranges: Sequence[tuple[int, int]]) -> Script:
        """Return the script without what stands in `ranges`, which are in order."""
        views = (self.code, self.grammar, self.shadow)
        return Script(self.text, *(_blanked(view, ranges) for view in views))


def _blanked(view: str, ranges: Sequence[tuple[int, int]]) -> str:
    parts: list[str] = []
    at = 0
    for start, end in ranges:
        parts += (view[at:start], " " * (end - start))
        at = end
    return "".join([*parts, view[at:]])


def prepare(text: MappedText) -> Script:
    """Return `text` ready for a shell grammar."""
    text = _without_markup(text)
    code = _without_last_continuation(_without_python_prompt(_plain(text.text)))
    if not _QUOTING.search(code):
        return Script(text, code, code, code)
    return Script(text, *_Views(code).read())


def prepare_plain(text: MappedText) -> Script:
    """Return `text` ready for a grammar without the quoting rules of a shell."""
    text = _without_markup(text)
    code = _INSIDE_QUOTES.sub(_mask_match, _plain(text.text))
    return Script(text, code, code, code)


def _without_markup(text: MappedText) -> MappedText:
    """Drop the HTML tags of coloured console output (`<font color="red">prog</font>`)."""
    if "</" not in text.text or not _MARKUP.search(text.text):
        return text
    parts: list[MappedText] = []
    at = 0
    for match in _MARKUP.finditer(text.text):
        parts.append(text.slice(at, match.start()))
        at = match.end()
    return MappedText.join([*parts, text.slice(at, len(text.text))])


def _plain(code: str) -> str:
    if not _ODD.search(code):
        return code
    # The backslash must stay the last character of its line to continue it.
    code = code.replace("\\\r\n", " \\\n").replace("\r", " ")
    return _SURROGATE.sub("?", code.translate(_TRANSLATION))


def _without_python_prompt(code: str) -> str:
    """Blank the `...` that continues a command behind the prompt `>>>`."""
    return _CONTINUED_PROMPT.sub("   ", code) if "\\\n..." in code else code


def _without_last_continuation(code: str) -> str:
    """Blank a backslash at the very end, which continues nothing; the grammar would object."""
    found = _LAST_CONTINUATION.search(code) if "\\" in code[-8:] else None
    return code if found is None else code[: found.start()] + " " + code[found.start() + 1 :]


class _Views:
    """Reads a script once, from quote to comment to heredoc, and writes its views."""

    def __init__(self, code: str) -> None:
        self._source = code
        self._code: list[str] = []
        self._grammar: list[str] = []
        self._shadow: list[str] = []
        self._at = 0
        self._unclosed: set[str] = set()
        self._bodies: list[tuple[int, int]] = []

    def read(self) -> tuple[str, str, str]:
        """Return the code, what the grammar gets, and the shadow."""
        while match := _TOKEN.search(self._source, self._at):
            if self._bodies and match.start() >= self._bodies[0][0]:
                self._body(*self._bodies.pop(0))
                continue
            self._write(self._source[self._at : match.start()])
            if match["heredoc"] is not None:
                self._heredoc(match)
            if match["escape"]:
                self._escape(match)
            else:
                self._cover(match.lastgroup, match[0])
            self._at = match.end()
        self._write(self._source[self._at :])
        return "".join(self._code), "".join(self._grammar), "".join(self._shadow)

    def _write(self, code: str, grammar: str | None = None, shadow: str | None = None) -> None:
        self._code.append(code)
        self._grammar.append(code if grammar is None else grammar)
        self._shadow.append(code if shadow is None else shadow)

    def _cover(self, kind: str | None, found: str) -> None:
        if kind in {"template", "placeholder"}:
            self._write(_mask(kind, len(found)))
        elif kind == "quoted":
            self._write(_INSIDE_QUOTES.sub(_mask_match, found), shadow=_opaque(found))
        elif kind == "comment":
            # The grammar takes a backslash at the end of a comment for a continuation.
            self._write(" " * len(found))
        else:
            self._write(found)

    def _escape(self, match: re.Match[str]) -> None:
        """Cover an escaped character, which the grammar does not always take for plain.

        It ends words at blanks, joins lines at a backslash that begins one, and sees a comment
        where a word with `#` is continued.
        """
        if match[0] != "\\\n":
            self._write(match[0], grammar="aa", shadow=_opaque(match[0]))
            return
        around = (
            self._source[match.start() - 1 : match.start()]
            + self._source[match.end() : match.end() + 1]
        )
        inside = len(around) == len("ab") and not any(char.isspace() for char in around)
        self._write(match[0], grammar="aa" if inside else None)

    def _heredoc(self, match: re.Match[str]) -> None:
        """Note where the body of a heredoc stands: after its line, and after other bodies."""
        tag = match["tag"]
        if tag in self._unclosed or len(self._unclosed) > _MOST_UNCLOSED:
            return
        after = self._bodies[-1][1] if self._bodies else match.end()
        start = self._source.find("\n", after)
        end = re.compile(rf"\n[ \t]*{tag}[ \t]*(?=\n|\Z)").search(self._source, start)
        if start < 0 or end is None:
            self._unclosed.add(tag)
        else:
            self._bodies.append((start, end.end()))

    def _body(self, start: int, end: int) -> None:
        self._write(self._source[self._at : start])
        body = self._source[max(start, self._at) : end]
        self._write(body, shadow=_opaque(body))
        self._at = max(end, self._at)


def _opaque(code: str) -> str:
    return "".join("\n" if char == "\n" else OPAQUE for char in code)


def _mask(kind: str, size: int) -> str:
    return (TEMPLATE_MASK if kind == "template" else PLACEHOLDER_MASK) * size


def _mask_match(match: re.Match[str]) -> str:
    return _mask(match.lastgroup or "", len(match[0]))
