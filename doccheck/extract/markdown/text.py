"""The block rules for paragraphs and HTML, which a fence may interrupt as superfences has it."""

from __future__ import annotations

import re

from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.html_block import HTML_SEQUENCES

from doccheck.extract.markdown.fence import closer, opener

_CODE_INDENT = 4
_ELEMENT = re.compile(
    r"<(?P<close>/)?(?:div|details|section|table|center|figure|article|aside|main)\b"
    r"(?P<attrs>[^<>]*)>",
    re.IGNORECASE,
)
_MARKDOWN = re.compile(r"""\bmarkdown(?:\s*=|\s*$|\s)""")


def paragraph(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: ARG001, FBT001 - markdown-it's signature
    """Parse a paragraph; a deeply indented fence ends it."""
    rules = state.md.block.ruler.getRules("paragraph")
    end = state.lineMax
    parent, state.parentType = state.parentType, "paragraph"
    at = start + 1
    while at < end and not state.isEmpty(at):
        depth = state.sCount[at] - state.blkIndent
        if depth >= _CODE_INDENT:
            if opener(state, at) and closer(state, at, end) is not None:
                state.env["after_text"] = at
                break
        elif state.sCount[at] >= 0 and any(rule(state, at, end, True) for rule in rules):  # noqa: FBT003 - markdown-it's signature
            break
        at += 1
    token = state.push("inline", "", 0)
    token.content = state.getLines(start, at, state.blkIndent, False).strip()  # noqa: FBT003 - markdown-it's signature
    token.map = [start, at]
    state.line = at
    state.parentType = parent
    return True


def html_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
    """Parse an HTML block; a fence ends it where a blank line would."""
    first = state.bMarks[start] + state.tShift[start]
    if state.src[first : first + 1] != "<" or state.is_code_block(start):
        return False
    line = state.src[first : state.eMarks[start]]
    sequence = next((seq for seq in HTML_SEQUENCES if seq[0].search(line)), None)
    if sequence is None:
        return False
    if silent:
        return sequence[2]
    at = _end(state, start, end, sequence[1])
    token = state.push("html_block", "", 0)
    token.map = [start, at]
    token.content = state.getLines(start, at, state.blkIndent, True)  # noqa: FBT003 - markdown-it's signature
    _depth(state, token.content)
    state.line = at
    return True


def _end(state: StateBlock, start: int, end: int, closing: re.Pattern[str]) -> int:
    until_blank = closing.search("") is not None
    if not until_blank and closing.search(_text(state, start)):
        return start + 1
    for at in range(start + 1, end):
        if state.isEmpty(at):
            if until_blank:
                return at
            continue
        if state.sCount[at] < state.blkIndent:
            return at
        if until_blank:
            if opener(state, at) and closer(state, at, end) is not None:
                state.env["after_text"] = at
                return at
        elif closing.search(_text(state, at)):
            return at + 1
    return end


def _text(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _depth(state: StateBlock, content: str) -> None:
    """Keep count of the HTML elements that are open; those marked `markdown` do not count."""
    depth = state.env.get("html", 0)
    for match in _ELEMENT.finditer(content):
        if match["close"]:
            depth = max(0, depth - 1)
        elif not _MARKDOWN.search(match["attrs"]):
            depth += 1
    state.env["html"] = depth
