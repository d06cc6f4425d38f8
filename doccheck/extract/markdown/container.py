r"""The block rule for what MkDocs adds: everything whose content stands four columns in.

Admonitions (`!!! note "Title"`), details (`??? note`), tabs (`=== "Title"`), footnotes
(`[^1]: text`) and definitions (`:   text`) hold Markdown, indented by four. The marks of generic
blocks (`/// tab | Title` ... `///`) enclose Markdown that is not indented: they alone are taken
out.
"""

from __future__ import annotations

import re

from markdown_it.rules_block import StateBlock

_FIRST = frozenset("!?=[:/")
_INDENT = 4
_TITLED = re.compile(
    r"""
    !!!\ ?[\w-]+(?:\ +[\w-]+)*(?:\ +"(?P<a>.*?)")?\ *$
  | \?{3}\+?\ ?(?:(?:[\w-]+(?:\ +[\w-]+)*?)?\ *"(?P<d>.*?)"|[\w-]+(?:\ +[\w-]+)*?)\ *$
  | ={3}(?:\+!|!\+|\+|!)?\ +(?:"(?P<t>.*?)"|'(?P<u>.*?)')\ *$
    """,
    re.VERBOSE,
)
_TEXT = re.compile(r"\[\^[^\]\s]+\]:[ \t]*(?=\S|$)|:[ \t]{1,3}(?=\S)")
_MARK = re.compile(r"/{3,}(?:[ \t]+[\w-]+(?:[ \t]*\|[ \t]*(?P<title>.*?))?)?[ \t]*$")


def container(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
    """Parse a container and its content."""
    at = state.bMarks[start] + state.tShift[start]
    if state.src[at : at + 1] not in _FIRST or state.is_code_block(start):
        return False
    line = state.src[at : state.eMarks[start]]
    titled = _TITLED.match(line)
    if titled:
        return silent or _titled(state, start, end, titled)
    mark = _MARK.match(line)
    if mark:
        return silent or _mark(state, start, mark)
    text = _TEXT.match(line)
    if text is None or (line[0] == ":" and not _after_term(state, start)):
        return False
    return silent or _texted(state, start, end, text.end())


def _after_term(state: StateBlock, line: int) -> bool:
    return line > 0 and any(not state.isEmpty(at) for at in range(max(0, line - 2), line))


def _content_end(state: StateBlock, start: int, end: int, indent: int) -> int:
    """Return the line after the last line that belongs to the container."""
    last = start + 1
    for at in range(start + 1, end):
        if state.isEmpty(at):
            continue
        if state.sCount[at] < indent:
            break
        last = at + 1
    return last


def _titled(state: StateBlock, start: int, end: int, match: re.Match[str]) -> bool:
    indent = state.sCount[start] + _INDENT
    last = _content_end(state, start, end, indent)
    _open(state, start, last)
    _title(state, start, match[match.lastgroup] if match.lastgroup else "")
    _content(state, start + 1, last, indent)
    return True


def _texted(state: StateBlock, start: int, end: int, offset: int) -> bool:
    indent = state.sCount[start] + _INDENT
    last = _content_end(state, start, end, indent)
    shift, count = state.tShift[start], state.sCount[start]
    _open(state, start, last)
    state.tShift[start], state.sCount[start] = shift + offset, indent
    _content(state, start, last, indent)
    state.tShift[start], state.sCount[start] = shift, count
    return True


def _mark(state: StateBlock, start: int, match: re.Match[str]) -> bool:
    state.push("mark", "", 0).map = [start, start + 1]
    _title(state, start, match["title"] or "")
    state.line = start + 1
    return True


def _open(state: StateBlock, start: int, last: int) -> None:
    state.push("container_open", "div", 1).map = [start, last]


def _title(state: StateBlock, line: int, title: str) -> None:
    if "`" in title or "<" in title:
        token = state.push("inline", "", 0)
        token.content = title
        token.map = [line, line + 1]
        token.meta["title"] = True


def _content(state: StateBlock, first: int, last: int, indent: int) -> None:
    parent, bound, block, item = (
        state.parentType,
        state.lineMax,
        state.blkIndent,
        state.listIndent,
    )
    state.parentType, state.lineMax, state.blkIndent, state.listIndent = (
        "container",
        last,
        indent,
        -1,
    )
    state.md.block.tokenize(state, first, last)
    state.parentType, state.lineMax, state.blkIndent, state.listIndent = parent, bound, block, item
    state.push("container_close", "div", -1)
    state.line = last
