"""Calls in Python code that start a process."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from msgspec.structs import replace

from doccheck.extract.embedded.offsets import Offsets
from doccheck.extract.embedded.scripts import script_block
from doccheck.extract.embedded.strings import python_literal
from doccheck.extract.embedded.words import argv_block, dynamic
from doccheck.extract.mapped import stand_in
from doccheck.extract.options import ExtractOptions
from doccheck.extract.piece import Piece
from doccheck.extract.words import word_set
from doccheck.model.block import CodeBlock
from doccheck.model.command import DYNAMIC, Unknown, Word
from doccheck.model.source import MappedText, Span

_LISTS = word_set(
    """
    run call check_call check_output Popen spawn execvp execv create_subprocess_exec run_process
    open_process getoutput getstatusoutput
    """
)
_STRINGS = word_set("system popen getoutput getstatusoutput create_subprocess_shell")
_SEPARATE = frozenset({"create_subprocess_exec"})
_NAMED_FIRST = frozenset({"execvp", "execv"})


class ProcessReader:
    """Finds the commands that the code of one piece runs."""

    def __init__(
        self, piece: Piece, code: MappedText, source: str, options: ExtractOptions
    ) -> None:
        self._piece = piece
        self._code = code
        self._options = options
        self._offsets = Offsets(source)
        self._lists: dict[str, ast.expr] = {}

    def read(self, tree: ast.AST) -> Iterator[CodeBlock]:
        """Yield the commands in the order of the calls."""
        nodes = sorted(
            (node for node in ast.walk(tree) if isinstance(node, ast.Call | ast.Assign)),
            key=lambda node: (node.lineno, node.col_offset),
        )
        for node in nodes:
            if isinstance(node, ast.Assign):
                self._remember(node)
            else:
                yield from self._call(node)

    def _remember(self, node: ast.Assign) -> None:
        for target in node.targets:
            if isinstance(target, ast.Name):
                self._lists[target.id] = node.value

    def _call(self, call: ast.Call) -> Iterator[CodeBlock]:
        name = _name(call.func)
        if name not in _LISTS | _STRINGS or not call.args:
            return
        if name in _SEPARATE or (name == "run" and _are_words(call.args)):
            block = self._argv(call, call.args)
        else:
            first = call.args[1 if name in _NAMED_FIRST and len(call.args) > 1 else 0]
            if isinstance(first, ast.Name):
                first = self._lists.get(first.id, first)
            block = self._command(first, name)
        if block:
            yield block

    def _command(self, node: ast.expr, name: str) -> CodeBlock | None:
        if isinstance(node, ast.List | ast.Tuple) and name not in _STRINGS:
            return self._argv(node, node.elts)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            return self._sum(node)
        if isinstance(node, ast.Call) and _name(node.func) == "split":
            inner = node.func.value if isinstance(node.func, ast.Attribute) else node
            is_shlex = isinstance(inner, ast.Name) and inner.id == "shlex" and node.args
            return self._script(node.args[0] if is_shlex else inner)
        return self._script(node)

    def _script(self, node: ast.expr) -> CodeBlock | None:
        value = self._string(node)
        return script_block(self._piece, value, self._options) if value else None

    def _sum(self, node: ast.BinOp) -> CodeBlock | None:
        """Read `[...] + rest`: what is added may be any number of words."""
        left = node.left
        if isinstance(left, ast.List | ast.Tuple):
            rest = dynamic(self._span(node.right), many=True)
            right = node.right
            if isinstance(right, ast.List | ast.Tuple):
                return self._argv(node, [*left.elts, *right.elts])
            return self._argv(node, left.elts, rest)
        return None

    def _argv(self, node: ast.expr, elements: list[ast.expr], *more: Word) -> CodeBlock | None:
        words = [self._word(element) for element in elements]
        start, end = self._offsets.of(node)
        text = self._code.slice(start, end)
        return argv_block(self._piece, text, [*words, *more], self._options)

    def _word(self, node: ast.expr) -> Word:
        span = self._span(node)
        if isinstance(node, ast.Starred):
            return dynamic(span, many=True)
        if isinstance(node, ast.Attribute) and ast.unparse(node) == "sys.executable":
            return Word(stand_in("python", span), span)
        value = self._string(node)
        if value is None:
            return dynamic(span)
        word = Word(value, span)
        return replace(word, unknown=Unknown.VALUE) if DYNAMIC in value.text else word

    def _string(self, node: ast.expr) -> MappedText | None:
        constant = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if not constant and not isinstance(node, ast.JoinedStr):
            return None
        start, end = self._offsets.of(node)
        return python_literal(self._code, start, end, lambda _: DYNAMIC)

    def _span(self, node: ast.expr) -> Span:
        return self._code.span(*self._offsets.of(node))


def _are_words(args: list[ast.expr]) -> bool:
    """Tell whether the words of a command are separate arguments, as in `session.run("a", "b")`."""
    return len(args) > 1 and all(
        isinstance(arg, ast.Constant) and isinstance(arg.value, str) for arg in args[:2]
    )


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
