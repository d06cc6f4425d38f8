"""Python files: commands in docstrings and in the help texts of a program."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from doccheck.extract.embedded.offsets import Offsets
from doccheck.extract.embedded.strings import python_literal
from doccheck.extract.helptext import read_help
from doccheck.extract.mapped import with_line_feeds
from doccheck.extract.options import ExtractOptions
from doccheck.model.block import CodeBlock, Extraction, Unread
from doccheck.model.command import DYNAMIC
from doccheck.model.source import Document, MappedText, Span

_HELP = frozenset({"help", "epilog", "short_help", "description", "usage"})
_DOCUMENTED = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def read_python_file(document: Document, options: ExtractOptions) -> Extraction:
    """Extract the commands from the docstrings and help texts of a Python file."""
    source = with_line_feeds(document.text)
    try:
        tree = ast.parse(source.text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        if not options.mentions(document.text):
            return Extraction()
        whole = Span(0, len(document.text))
        return Extraction(unread=(Unread(whole, "cannot be read as Python"),))
    return Extraction(blocks=tuple(_blocks(tree, source, options)))


def _blocks(tree: ast.Module, source: MappedText, options: ExtractOptions) -> Iterator[CodeBlock]:
    offsets = Offsets(source.text)
    for node in sorted(set(_texts(tree)), key=lambda node: (node.lineno, node.col_offset)):
        start, end = offsets.of(node)
        if options.mentions(source.text[start:end]):
            value = python_literal(source, start, end, lambda _: DYNAMIC)
            if value is not None:
                yield from read_help(value, source.span(start, end), options)


def _texts(tree: ast.Module) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        if isinstance(node, _DOCUMENTED):
            first = node.body[0] if node.body else None
            if isinstance(first, ast.Expr) and _is_text(first.value):
                yield first.value
        elif isinstance(node, ast.Call):
            yield from (
                word.value for word in node.keywords if word.arg in _HELP and _is_text(word.value)
            )


def _is_text(node: ast.expr) -> bool:
    text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return text or isinstance(node, ast.JoinedStr)
