"""Move an option, with its values, to the command of the line that takes it."""

from __future__ import annotations

import itertools

from msgspec import Struct
from msgspec.structs import replace

from doccheck.model.command import Invocation, Word
from doccheck.model.finding import Edit
from doccheck.model.resolution import Problem
from doccheck.model.tree import CommandNode, Parameter
from doccheck.rules.context import CommandContext
from doccheck.rules.options import named


class Move(Struct, frozen=True):
    """The edit that moves an option, and the invocation that it leaves."""

    edit: Edit
    invocation: Invocation


class _Target(Struct, frozen=True):
    """Which option is meant, and before which word of the invocation it belongs."""

    param: Parameter
    index: int


def moved_option(context: CommandContext, problem: Problem) -> Move | None:
    """Return the move that puts a misplaced option where it belongs, None if it is not plain."""
    argv = context.invocation.argv
    at = next((at for at, word in enumerate(argv) if word.span.contains(problem.span)), None)
    if at is None or not argv[at].text.startswith(problem.subject):
        return None
    target = _above(context, problem, at) or _below(context, problem, at)
    if target is None:
        return None
    end = at + 1 + _values(target.param, argv[at], problem.subject)
    words = argv[at:end]
    if end > len(argv) or at < target.index < end or not _plain(context, argv):
        return None
    return _move(context, at, end, target.index, words)


def _above(context: CommandContext, problem: Problem, at: int) -> _Target | None:
    """Look for a group above that has the option; it belongs before the next name of the path."""
    for depth in range(len(problem.command) - 1, 0, -1):
        node = context.node(problem.command[:depth])
        param = named(node, problem.subject) if node else None
        if param is not None:
            name = problem.command[depth]
            words = context.invocation.argv[:at]
            index = next((index for index, word in enumerate(words) if word.text == name), None)
            return None if index is None else _Target(param, index)
    return None


def _below(context: CommandContext, problem: Problem, at: int) -> _Target | None:
    """Look for a command named after the option; it belongs right after that name."""
    node: CommandNode | None = context.node(problem.command)
    for index, word in enumerate(context.invocation.argv[at + 1 :], at + 1):
        child = node.commands.get(word.text) if node else None
        if child is not None:
            param = named(child, problem.subject)
            if param is not None:
                return _Target(param, index + 1)
            node = child
    return None


def _values(param: Parameter, word: Word, name: str) -> int:
    """Return how many words after the option belong to it."""
    attached = word.text != name
    return 0 if attached or param.is_flag or param.count else param.nargs


def _plain(context: CommandContext, argv: tuple[Word, ...]) -> bool:
    """Tell whether the words stand on one line of the page with only blanks between them."""
    text = context.place.text
    gaps = itertools.pairwise(argv)
    return all(
        text[one.span.end : other.span.start].strip(" ") == "" and one.span.end < other.span.start
        for one, other in gaps
    )


def _move(context: CommandContext, at: int, end: int, index: int, words: tuple[Word, ...]) -> Move:
    """Write the words from the first to the last that change their place in the new order."""
    argv = context.invocation.argv
    if index > at:
        order = (*argv[:at], *argv[end:index], *words, *argv[index:])
        first, last = at, index
    else:
        order = (*argv[:index], *words, *argv[index:at], *argv[end:])
        first, last = index, end
    text = context.place.text
    content = " ".join(text[word.span.start : word.span.end] for word in order[first:last])
    span = argv[first].span.cover(argv[last - 1].span)
    return Move(Edit(span, content), replace(context.invocation, argv=order))
