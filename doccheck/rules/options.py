"""How an option is used, and how it is declared."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from doccheck.model.command import Word
from doccheck.model.resolution import Problem
from doccheck.model.tree import CommandNode, Parameter
from doccheck.rules.context import CommandContext


class Use(Struct, frozen=True):
    """What follows an option: a value attached to it, or a word that may be its value."""

    attached: bool
    followed: bool

    def fits(self, param: Parameter) -> bool:
        """Tell whether `param` can be used in this way."""
        valueless = param.is_flag or param.count
        if self.attached:
            return not valueless
        return valueless or param.optional_value or self.followed


def used_with(context: CommandContext, problem: Problem) -> Use:
    """Return how the option of `problem` is used in the invocation."""
    words = context.invocation.argv
    for word, after in zip(words, (*words[1:], None), strict=True):
        if word.span.contains(problem.span):
            attached = word.text != problem.subject
            return Use(attached, followed=after is not None and _may_be_value(after))
    return Use(attached=False, followed=False)


def named(node: CommandNode, name: str) -> Parameter | None:
    """Return the option of `node` that is called `name`."""
    for param in node.options():
        if name in param.opts or name in param.secondary_opts:
            return param
    return None


def names_of(node: CommandNode) -> Iterator[str]:
    """Yield every name of every option."""
    for param in node.options():
        yield from param.opts
        yield from param.secondary_opts
    yield from node.help_options


def _may_be_value(word: Word) -> bool:
    return not word.text.startswith("-") or word.text == "-"
