"""Which other command of the same line an option belongs to."""

from __future__ import annotations

from collections.abc import Sequence

from doccheck.model.tree import CommandNode
from doccheck.resolve.grammar import Grammar
from doccheck.resolve.tokens import Token


def owner_above(
    name: str, above: Sequence[tuple[tuple[str, ...], Grammar]]
) -> tuple[str, ...] | None:
    """Return the path of the nearest group above that has the option `name`."""
    for path, grammar in reversed(above):
        entry = grammar.option(name)
        if entry is not None and not entry.param.exits:
            return path
    return None


def owner_below(
    name: str, following: Sequence[Token], grammar: Grammar, path: tuple[str, ...]
) -> tuple[str, ...] | None:
    """Return the path of the command, named by the words after the option, that has it."""
    node: CommandNode = grammar.node
    at = 0
    while at < len(following):
        child = node.commands.get(following[at].text)
        if child is not None:
            path = (*path, following[at].text)
            if any(name in (*param.opts, *param.secondary_opts) for param in child.options()):
                return path
            node = child
        at += 1
    return None
