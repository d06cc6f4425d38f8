"""Where a command ends: quotes, continuations and here-documents that span lines."""

from __future__ import annotations

import re

_HEREDOC = re.compile(r"<<-?\s*(?:\"(\w+)\"|'(\w+)'|\\?(\w+))")
_TRAILING = re.compile(r"(?:\||&&|\|\||(?:^|[\s;])(?:do|then|else|\{|\())\s*$")
_OPENS = re.compile(r"(?:^|[;&|(]|\b(?:do|then|else)\s)\s*(?:for|while|until|if|case)\s")
_CLOSES = re.compile(r"(?:^|[;&|])\s*(?:done|fi|esac)\b")
_QUOTED = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'[^']*'")
LOOK_AHEAD = 400


class Openness:
    """Follows the lines of one command and tells how many belong to it."""

    def __init__(self, posix: bool = True) -> None:  # noqa: FBT001, FBT002 - one plain switch
        self._posix = posix

    def command_lines(self, lines: list[str]) -> int:
        """Return how many of `lines` (never less than one) make up the first command."""
        lines = lines[:LOOK_AHEAD]
        if not self._posix:
            return self._marked(lines)
        quote = ""
        depth = 0
        for number, line in enumerate(lines):
            quote, code = _scan(line, quote)
            depth += 0 if quote else _compounds(code)
            if quote:
                if not _closes(lines, number + 1, quote):
                    return number + 1
                continue
            heredoc = _HEREDOC.search(code)
            if heredoc:
                end = _heredoc_end(lines, number, heredoc.group(1, 2, 3))
                if end:
                    return end
            if not _continues(code) and not (depth > 0 and _ends(lines, number + 1)):
                return number + 1
        return len(lines)

    @staticmethod
    def _marked(lines: list[str]) -> int:
        for number, line in enumerate(lines):
            if not line.rstrip().endswith((" `", "^", "|")):
                return number + 1
        return len(lines)


def _continues(code: str) -> bool:
    bare = code.rstrip("\n")
    slashes = len(bare) - len(bare.rstrip("\\"))
    return slashes % 2 == 1 or _TRAILING.search(bare) is not None


def _compounds(code: str) -> int:
    """Return how many compound commands a line opens, less those that it closes."""
    bare = _QUOTED.sub("", code)
    return len(_OPENS.findall(bare)) - len(_CLOSES.findall(bare))


def _ends(lines: list[str], start: int) -> bool:
    return any(_CLOSES.search(line) for line in lines[start:])


def _heredoc_end(lines: list[str], number: int, tags: tuple[str | None, ...]) -> int:
    tag = next(tag for tag in tags if tag)
    for at in range(number + 1, len(lines)):
        if lines[at].strip() == tag:
            return at + 1
    return 0


def _closes(lines: list[str], start: int, quote: str) -> bool:
    return any(quote in line for line in lines[start:])


_MARK = re.compile(r"\\.|['\"]|(?:^|(?<=[\s;&|(]))#|\n", re.DOTALL)


def _scan(line: str, quote: str) -> tuple[str, str]:
    """Return the quote that is open at the end of the line, and the line without its comment."""
    for match in _MARK.finditer(line):
        mark = match.group()
        if quote:
            if mark == quote:
                quote = ""
        elif mark in "'\"":
            quote = mark
        elif mark == "#":
            return "", line[: match.start()]
    return quote, line
