"""Output as a terminal shows it: without colours, and with what was written over gone."""

from __future__ import annotations

import re

# CSI, OSC (hyperlinks, titles) and two-character escape sequences.
_ANSI = "\x1b(?:\\[[0-?]*[ -/]*[@-~]|\\][^\x07\x1b]*(?:\x07|\x1b\\\\)|[ -/][0-~]|[0-Z\\\\^_a-~])"
_SEQUENCE = re.compile(_ANSI)
_TOKEN = re.compile(f"{_ANSI}|.", re.DOTALL)
_MOVES = re.compile("[\r\b]|\x1b\\[[02]?K")
_ERASE_REST = frozenset({"\x1b[K", "\x1b[0K"})
_ERASE_LINE = "\x1b[2K"


def as_shown(text: str) -> str:
    """Return what is left to read of `text`, line by line.

    A carriage return goes back to the start of the line and a backspace one character; what comes
    after them is written over what stands there, the rest of which stays. The sequences that erase
    a line do so; all other ones count for nothing.
    """
    if _MOVES.search(text) is None:
        return _SEQUENCE.sub("", text) if "\x1b" in text else text
    return "\n".join(_line(line) for line in text.split("\n"))


def _line(line: str) -> str:
    line = line.rstrip("\r")
    if _MOVES.search(line) is None:
        return _SEQUENCE.sub("", line)
    blanks = at = 0  # the blanks before the cells; the column of the cursor
    cells: list[str] = []
    for sign in _TOKEN.findall(line):
        if sign == "\r":
            at = 0
        elif sign == "\b":
            at = max(0, at - 1)
        elif sign in _ERASE_REST:
            blanks = min(blanks, at)
            del cells[at - blanks :]
        elif sign == _ERASE_LINE:
            blanks = at
            cells.clear()
        elif len(sign) == 1:
            if at < blanks:
                cells[:0] = " " * (blanks - at)
                blanks = at
            cells[at - blanks : at - blanks + 1] = sign
            at += 1
    return " " * blanks + "".join(cells)
