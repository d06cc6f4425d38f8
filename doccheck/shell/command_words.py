"""The words and redirections of one command in a syntax tree."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from doccheck.model.command import Redirect, Word
from doccheck.model.source import MappedText
from doccheck.shell.grammar import Tree
from doccheck.shell.lexer import Lexer
from doccheck.shell.prepare import Script

if TYPE_CHECKING:
    from tree_sitter import Node


class CommandWords:
    """Reads the words and redirections of one command."""

    def __init__(self, tree: Tree, script: Script, lexer: Lexer) -> None:
        self._tree = tree
        self._script = script
        self._lexer = lexer

    def words(self, node: Node, without: Sequence[Node]) -> list[Word]:
        """Return the words of `node`, leaving out some of its children."""
        words: list[Word] = []
        at = self._tree.start(node)
        for child in sorted(without, key=lambda child: child.start_byte):
            words += self._lexer.words(at, self._tree.start(child))
            at = self._tree.end(child)
        return words + self._lexer.words(at, self._tree.end(node))

    def redirects(
        self, nodes: Sequence[Node]
    ) -> tuple[tuple[Redirect, ...], list[Word], MappedText | None]:
        """Return the redirections, the arguments that stand behind them, and the input fed."""
        done: list[Redirect] = []
        extra: list[Word] = []
        stdin: MappedText | None = None
        for node in nodes:
            redirect, words, fed = self._redirect(node)
            done.append(redirect)
            extra += words
            stdin = fed or stdin
        return tuple(done), extra, stdin

    def _redirect(self, node: Node) -> tuple[Redirect, list[Word], MappedText | None]:
        if node.type == "heredoc_redirect":
            return self._heredoc(node)
        start, end = self._tree.start(node), self._tree.end(node)
        target = next((c for c in node.named_children if c.type != "file_descriptor"), None)
        at = end if target is None else self._tree.start(target)
        operator = self._script.text.text[start:at].strip()
        words = self._lexer.words(at, end)
        span = self._script.text.span(start, end)
        if operator.endswith("&") and words and words[0].text.rstrip("-").isdigit():
            return Redirect(operator + words[0].text, None, span), words[1:], None
        first = words[0] if words else None
        fed = first.value if first and node.type == "herestring_redirect" else None
        return Redirect(operator, first, span), words[1:], fed

    def _heredoc(self, node: Node) -> tuple[Redirect, list[Word], MappedText | None]:
        extra: list[Word] = []
        body: MappedText | None = None
        for child in node.named_children:
            start, end = self._tree.start(child), self._tree.end(child)
            if child.type == "heredoc_body":
                body = self._script.text.slice(start, end)
            elif child.type in {"word", "string", "raw_string", "concatenation", "number"}:
                extra += self._lexer.words(start, end)
        start = self._tree.start(node)
        end = self._script.code.find("\n", start)
        span = self._script.text.span(start, end if end > 0 else self._tree.end(node))
        return Redirect("<<", None, span), extra, body
