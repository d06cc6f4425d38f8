"""Makes the text of a block fit for a shell grammar, without moving a character.

Documentation writes what no shell could read: `<target>`, `{{ jinja }}`, NUL. Such parts are
covered by mask characters, so that offsets stay as they are and the parts read as plain words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from doccheck.model.command import Unknown
from doccheck.model.source import MappedText

PLACEHOLDER_MASK = "\x01"
TEMPLATE_MASK = "\x02"
OPAQUE = "\x03"
"""Covers, in `Script.shadow`, what is quoted, commented out or inside a heredoc."""

MASKS = {PLACEHOLDER_MASK: Unknown.PLACEHOLDER, TEMPLATE_MASK: Unknown.TEMPLATE}

_QUOTING = re.compile(r"['\"\\#<{]")
# A no-break space comes from an editor; the writer sees a space.
_TRANSLATION = {0: PLACEHOLDER_MASK, 0xA0: " ", 0x2007: " ", 0x202F: " "}
_ODD = re.compile("[\x00\xa0\u2007\u202f\ud800-\udfff\r]")
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
_BRACE = r"(?<!\$)\{[^\W\d][\w .:-]{0,60}\}"
_TOKEN = re.compile(
    rf"""
      (?P<escape> \\. )
    | (?P<heredoc> (?<!<)<<(?!<)-?[ \t]*(?P<quote>['"\\]?)(?P<tag>[A-Za-z_]\w*) )
    | (?P<template> {_TEMPLATE} )
    | (?P<comment> (?:(?<=[\s;&|(])|^)\#[^\n]* )
    | (?P<placeholder> {_ANGLE} | {_BRACE} )
    | (?P<quoted> '[^']*' | "(?>{_TEMPLATE}|[^"\\]|\\.)*+" )
    """,
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)
_INSIDE_QUOTES = re.compile(rf"(?P<template>{_TEMPLATE})|(?P<placeholder>{_ANGLE}|{_BRACE})")

_MARKUP = re.compile(
    r"</?(?:a|b|code|em|font|i|kbd|mark|s|span|strong|u)(?:\s[^<>\n]*)?>", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Script:
    """A script in three views of the same length.

    `text` is what the reader sees, `code` what a shell grammar reads, and `shadow` is `code` with
    everything that is not plain code covered.
    """

    text: MappedText
    code: str
    shadow: str


def prepare(text: MappedText) -> Script:
    """Return `text` ready for a shell grammar."""
    text = _without_markup(text)
    code = _without_last_continuation(_without_python_prompt(_plain(text.text)))
    if not _QUOTING.search(code):
        return Script(text, code, code)
    return Script(text, *_masked(code))


def prepare_plain(text: MappedText) -> Script:
    """Return `text` ready for a grammar without the quoting rules of a shell."""
    text = _without_markup(text)
    code = _INSIDE_QUOTES.sub(_mask_match, _plain(text.text))
    return Script(text, code, code)


def blank(script: Script, start: int, end: int) -> Script:
    """Return `script` with the characters from `start` to `end` blanked out for the grammar."""
    space = " " * (end - start)
    return Script(
        script.text,
        script.code[:start] + space + script.code[end:],
        script.shadow[:start] + space + script.shadow[end:],
    )


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


def _masked(code: str) -> tuple[str, str]:
    """Return `code` with placeholders masked, and its shadow."""
    visible: list[str] = []
    shadow: list[str] = []
    at = 0
    unclosed: set[str] = set()
    match = _TOKEN.search(code)
    while match:
        end = match.end()
        kind = match.lastgroup
        if match["heredoc"] is not None:
            end = _heredoc_end(code, match, unclosed)
            kind = "heredoc"
        before = code[at : match.start()]
        seen, hidden = _cover(kind, code[match.start() : end])
        visible += (before, seen)
        shadow += (before, hidden)
        at = end
        match = _TOKEN.search(code, at)
    return "".join([*visible, code[at:]]), "".join([*shadow, code[at:]])


def _cover(kind: str | None, found: str) -> tuple[str, str]:
    if kind in {"template", "placeholder"}:
        covered = _mask(kind, len(found))
        return covered, covered
    if found == "\\\n":
        return found, found
    opaque = "".join("\n" if char == "\n" else OPAQUE for char in found)
    if kind == "quoted":
        return _INSIDE_QUOTES.sub(_mask_match, found), opaque
    if kind == "comment":
        return found, " " * len(found)
    return found, opaque


def _mask(kind: str, size: int) -> str:
    return (TEMPLATE_MASK if kind == "template" else PLACEHOLDER_MASK) * size


def _mask_match(match: re.Match[str]) -> str:
    return _mask(match.lastgroup or "", len(match[0]))


def _heredoc_end(code: str, match: re.Match[str], unclosed: set[str]) -> int:
    """Return where the body of the heredoc ends, or the end of its operator if nowhere."""
    tag = match["tag"]
    if tag in unclosed or len(unclosed) > _MOST_UNCLOSED:
        return match.end()
    found = re.compile(rf"\n[ \t]*{tag}[ \t]*(?=\n|\Z)").search(code, match.end())
    if found is None:
        unclosed.add(tag)
        return match.end()
    return found.end()
