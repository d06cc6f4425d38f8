"""The bash grammar: text in, syntax tree out, with offsets in characters."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node, Parser


@cache
def _parser() -> Parser:
    # Loading the grammar costs time that a run with nothing to read must not pay.
    import tree_sitter_bash  # noqa: PLC0415 - as said
    from tree_sitter import Language, Parser  # noqa: PLC0415 - as said

    return Parser(Language(tree_sitter_bash.language()))


class Tree:
    """A syntax tree whose nodes are located in characters."""

    def __init__(self, code: str) -> None:
        data = code.encode("utf-8", "replace")
        self.code = code
        self._tree = _parser().parse(data)
        self.root: Node = self._tree.root_node
        self._chars = None if len(data) == len(code) else _char_offsets(code)

    def start(self, node: Node) -> int:
        """Return the offset of the first character of `node`."""
        return self._char(node.start_byte)

    def end(self, node: Node) -> int:
        """Return the offset after the last character of `node`."""
        return self._char(node.end_byte)

    def text(self, node: Node) -> str:
        """Return the code that `node` covers."""
        return self.code[self.start(node) : self.end(node)]

    def holds(self, node: Node, offsets: Sequence[int]) -> bool:
        """Tell whether one of the sorted `offsets` lies inside `node`."""
        index = bisect_left(offsets, self.start(node))
        return index < len(offsets) and offsets[index] < self.end(node)

    def _char(self, byte: int) -> int:
        return byte if self._chars is None else self._chars[byte]


def _char_offsets(code: str) -> list[int]:
    offsets: list[int] = []
    for index, char in enumerate(code):
        offsets.extend([index] * len(char.encode("utf-8", "replace")))
    offsets.append(len(code))
    return offsets
