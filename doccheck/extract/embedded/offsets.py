"""Places of Python's parser -> offsets in characters."""

from __future__ import annotations

import ast


class Offsets:
    """Lines and byte columns of the parser -> offsets in characters."""

    def __init__(self, source: str) -> None:
        self._lines = source.split("\n")
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line) + 1)

    def of(self, node: ast.expr) -> tuple[int, int]:
        """Return where the node begins and ends."""
        start = self._offset(node.lineno, node.col_offset)
        return start, self._offset(node.end_lineno or 1, node.end_col_offset or 0)

    def _offset(self, line: int, column: int) -> int:
        text = self._lines[line - 1]
        if not text.isascii():
            column = len(text.encode()[:column].decode(errors="ignore"))
        return self._starts[line - 1] + column
