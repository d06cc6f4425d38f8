"""The block rule for fences: those of CommonMark, and those that superfences finds besides.

It differs from CommonMark's own in two ways. A fence that is never closed is no fence (as for
superfences), so that the rest of the page is read; and a fence counts at any depth where
superfences takes it: after the line of a paragraph, in a list, inside an HTML element.
"""

from __future__ import annotations

from markdown_it.rules_block import StateBlock

_LEAST = 3
_CODE_INDENT = 4
# In Python-Markdown the text of a list item stands 4 columns in, code in it 8.
_LIST_CODE_INDENT = 8


def opener(state: StateBlock, line: int) -> tuple[str, int] | None:
    """Return marker and length of the fence that may open at `line`."""
    start = state.bMarks[line] + state.tShift[line]
    stop = state.eMarks[line]
    marker = state.src[start : start + 1]
    if marker not in {"`", "~"} or start + _LEAST > stop:
        return None
    text = state.src[start:stop]
    length = len(text) - len(text.lstrip(marker))
    if length < _LEAST or (marker == "`" and marker in text[length:]):
        return None
    return marker, length


def closer(state: StateBlock, line: int, end: int) -> int | None:
    """Return the line that closes the fence opened at `line`, None if there is none."""
    found = opener(state, line)
    if found is None:
        return None
    marker, length = found
    depth = max(state.blkIndent + _CODE_INDENT - 1, state.sCount[line])
    quoted = state.bMarks[line] != state.env["starts"][line]
    key = (marker, state.blkIndent, depth, quoted)
    failed: dict[tuple[str, int, int, bool], tuple[int, int, int]]
    failed = state.env.setdefault("unclosed", {})
    low, high, least = failed.get(key, (0, 0, 0))
    if low <= line < high <= end and length >= least:
        return None
    at = _scan(state, line, end, found, depth)
    if at < 0:
        # No later fence of this kind in the same container is closed either.
        failed[key] = (line, -at, length)
        return None
    return at


def _scan(state: StateBlock, line: int, end: int, found: tuple[str, int], depth: int) -> int:
    """Return the closing line, or minus the line at which the container ends."""
    marker, length = found
    # Deep fences are known to superfences alone, which wants all their content as deep.
    deep = state.sCount[line] - state.blkIndent >= _CODE_INDENT
    least = state.sCount[line] if deep else state.blkIndent
    for at in range(line + 1, end):
        start = state.bMarks[at] + state.tShift[at]
        stop = state.eMarks[at]
        if start >= stop:
            continue
        if state.sCount[at] < least:
            return -at
        if state.src[start] != marker or state.sCount[at] > depth:
            continue
        text = state.src[start:stop].rstrip(" \t")
        if len(text) >= length and not text.strip(marker):
            return at
    return -end


def reachable(state: StateBlock, line: int) -> bool:
    """Tell whether a fence may stand at the depth of this line."""
    depth = state.sCount[line] - state.blkIndent
    if depth < _CODE_INDENT:
        return True
    if state.env.get("after_text") == line or state.env.get("html", 0) > 0:
        return True
    # A quote inside a list has an indentation of its own, which begins at 0.
    in_list = 0 <= state.listIndent < state.blkIndent
    return in_list and state.sCount[line] < state.listIndent + _LIST_CODE_INDENT


def fence(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
    """Parse a fence."""
    if not reachable(state, start):
        return False
    found = opener(state, start)
    if found is None:
        return False
    if silent and state.sCount[start] < state.blkIndent:
        # It ends the container; whether it is closed is seen outside.
        return True
    close = closer(state, start, end)
    if close is None:
        if not silent:
            state.env["never_closed"].append(start)
        return False
    if silent:
        return True
    token = state.push("fence", "code", 0)
    marker, length = found
    text_start = state.bMarks[start] + state.tShift[start]
    token.info = state.src[text_start + length : state.eMarks[start]]
    token.markup = marker * length
    token.content = state.getLines(start + 1, close, state.sCount[start], True)  # noqa: FBT003 - markdown-it's signature
    token.map = [start, close + 1]
    state.line = close + 1
    return True
