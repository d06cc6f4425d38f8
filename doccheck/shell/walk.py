"""Walks a syntax tree in order and hands on what matters: commands, constants, definitions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

from doccheck.model.command import Assignment, Unknown, Word
from doccheck.model.source import MappedText
from doccheck.shell.command import Command
from doccheck.shell.command_words import CommandWords
from doccheck.shell.grammar import Tree
from doccheck.shell.lexer import Hole, Lexer
from doccheck.shell.prepare import Script
from doccheck.shell.scope import Scope

if TYPE_CHECKING:
    from tree_sitter import Node

_HOLES = {
    "simple_expansion": Unknown.VARIABLE,
    "expansion": Unknown.VARIABLE,
    "command_substitution": Unknown.SUBSTITUTION,
    "arithmetic_expansion": Unknown.SUBSTITUTION,
    "process_substitution": Unknown.SUBSTITUTION,
}
_FILLED = re.compile(r"[$`]|[<>]\(")
_ONE_WORD = frozenset({"arithmetic_expansion", "process_substitution"})
_REDIRECTS = frozenset({"file_redirect", "heredoc_redirect", "herestring_redirect"})
# Commands that give values to the variables in their arguments.
_SETTERS = frozenset({"read", "mapfile", "readarray", "getopts"})
# What an assignment does in here may not happen, or is forgotten afterwards.
_UNCERTAIN = frozenset(
    {
        "if_statement",
        "for_statement",
        "c_style_for_statement",
        "while_statement",
        "case_statement",
        "function_definition",
        "subshell",
        "command_substitution",
        "process_substitution",
        "pipeline",
    }
)


class Sink(Protocol):
    """Takes what a walk finds."""

    def command(self, command: Command) -> None:
        """Take a simple command."""

    def define(self, name: str) -> None:
        """Take the name of a function that the script defines."""

    def fault(self, text: MappedText) -> None:
        """Take a part that no shell accepts although the grammar does."""


class Walker:
    """Walks one tree; only what holds one of the `offsets` is looked at."""

    def __init__(
        self, tree: Tree, script: Script, scope: Scope, sink: Sink, offsets: Sequence[int]
    ) -> None:
        self._tree = tree
        self._script = script
        self._scope = scope
        self._sink = sink
        self._offsets = offsets
        self._stack: list[tuple[Node, bool]] = []

    def run(self) -> None:
        """Walk the whole tree. The stack is our own: scripts nest deeper than Python does."""
        self._stack = [(self._tree.root, False)]
        while self._stack:
            node, uncertain = self._stack.pop()
            if self._tree.holds(node, self._offsets):
                self._visit(node, uncertain or node.type in _UNCERTAIN or _is_or(node))

    def _visit(self, node: Node, uncertain: bool) -> None:  # noqa: FBT001 - a state, not an option
        kind = node.type
        if kind == "command":
            self._command(node, (), uncertain)
        elif kind == "redirected_statement":
            self._redirected(node, uncertain)
        elif kind == "variable_assignment":
            self._assign(node, uncertain)
        elif kind == "declaration_command":
            self._declare(node, uncertain)
        else:
            self._bind(node, kind)
            self._push(node.children, uncertain)

    def _push(self, nodes: Sequence[Node], uncertain: bool) -> None:  # noqa: FBT001 - as above
        self._stack.extend((node, uncertain) for node in reversed(nodes))

    def _bind(self, node: Node, kind: str) -> None:
        """Note the names that a loop, a function or `unset` takes."""
        if kind == "for_statement":
            variable = node.child_by_field_name("variable")
            if variable is not None:
                self._scope.assign(self._tree.text(variable), None)
        elif kind == "function_definition":
            name = node.child_by_field_name("name")
            if name is not None:
                self._sink.define(self._tree.text(name))
        elif kind == "unset_command":
            for child in node.named_children:
                self._scope.assign(self._tree.text(child), None)

    def _declare(self, node: Node, uncertain: bool) -> None:  # noqa: FBT001 - as above
        exports = node.children[0].type == "export"
        for child in node.named_children:
            if child.type == "variable_assignment":
                word = self._assign(child, uncertain)
                name = child.child_by_field_name("name")
            else:
                word, name = None, child
                self._push([child], uncertain)
            if exports and name is not None:
                self._scope.export(self._tree.text(name), word)

    def _assign(self, node: Node, uncertain: bool) -> Word | None:  # noqa: FBT001 - as above
        name = node.child_by_field_name("name")
        value = node.child_by_field_name("value")
        if name is None:
            return None
        word = self._assigned(node, value)
        plain = self._tree.code[self._tree.end(name)] == "=" and not uncertain
        known = word is not None and word.static and plain
        self._scope.assign(self._tree.text(name), word.text if word and known else None)
        self._push(node.children, uncertain)
        return word

    def _assigned(self, node: Node, value: Node | None) -> Word | None:
        """Return the value of an assignment; None for an array."""
        end = self._tree.end(node)
        if value is None:
            empty = self._script.text.slice(end, end)
            return Word(empty, empty.whole)
        if value.type == "array":
            return None
        words = self._lexer(node).words(self._tree.start(value), end)
        return words[0] if len(words) == 1 else None

    def _redirected(self, node: Node, uncertain: bool) -> None:  # noqa: FBT001 - as above
        """Give the redirections to the last command of what they stand behind."""
        redirects = [child for child in node.children if child.type in _REDIRECTS]
        body = node.child_by_field_name("body")
        while body is not None and body.type in {"pipeline", "list", "negated_command"}:
            self._push([c for c in body.named_children[:-1] if c.type != "comment"], uncertain)
            body = body.named_children[-1]
        if body is not None and body.type == "command":
            self._command(body, redirects, uncertain)
        else:
            self._push([*([body] if body is not None else []), *redirects], uncertain)

    def _command(self, node: Node, redirects: Sequence[Node], uncertain: bool) -> None:  # noqa: FBT001 - as above
        assignments = [c for c in node.children if c.type == "variable_assignment"]
        inner = [child for child in node.children if child.type in _REDIRECTS]
        if any(child.type == "subshell" for child in node.children):
            text = self._script.text.slice(self._tree.start(node), self._tree.end(node))
            self._sink.fault(text)
            return
        reader = CommandWords(self._tree, self._script, self._lexer(node, *redirects))
        words = reader.words(node, [*assignments, *inner])
        done, extra, stdin = reader.redirects([*inner, *redirects])
        if words and words[0].text in _SETTERS:
            for word in words[1:]:
                self._scope.assign(word.text, None)
        if words or extra:
            environment = tuple(self._environment(assignments))
            text = self._script.text.slice(self._tree.start(node), self._tree.end(node))
            everything = (*words, *extra)
            self._sink.command(Command(everything, text, environment, done, stdin))
        self._push([*self._filled(node), *(c for r in redirects for c in r.children)], uncertain)

    def _environment(self, assignments: Sequence[Node]) -> Iterator[Assignment]:
        for node in assignments:
            name = node.child_by_field_name("name")
            if name is None:
                continue
            start, end = self._tree.end(name) + 1, self._tree.end(node)
            words = self._lexer(node).words(start, end)
            empty = self._script.text.slice(start, start)
            word = words[0] if words else Word(empty, empty.whole)
            yield Assignment(self._tree.text(name), word)

    def _filled(self, node: Node) -> list[Node]:
        """Return the outermost parts of `node` that the shell fills in, in order."""
        found: list[Node] = []
        if not _FILLED.search(self._tree.code, self._tree.start(node), self._tree.end(node)):
            return found
        stack = list(reversed(node.children))
        while stack:
            child = stack.pop()
            if child.type in _HOLES:
                found.append(child)
            elif child.child_count:
                stack.extend(reversed(child.children))
        return found

    def _lexer(self, *nodes: Node) -> Lexer:
        holes: dict[int, Hole] = {}
        for node in nodes:
            for part in self._filled(node):
                holes[self._tree.start(part)] = self._hole(part)
        return Lexer(self._script, holes)

    def _hole(self, node: Node) -> Hole:
        text = self._tree.text(node)
        name = text[1:].removeprefix("{").removesuffix("}")
        constant = self._scope.get(name) if name.isidentifier() else None
        return Hole(
            self._tree.end(node),
            _HOLES[node.type],
            constant,
            plural=text in {"$@", "${@}"} or "[@]" in text,
            splits=node.type not in _ONE_WORD,
        )


def _is_or(node: Node) -> bool:
    return node.type == "list" and any(child.type == "||" for child in node.children)
