"""What the settings declare as renamed."""

from __future__ import annotations

from msgspec import Struct

from doccheck.model.command import Word
from doccheck.model.resolution import Problem
from doccheck.model.source import Span
from doccheck.rules.context import CommandContext


class Change(Struct, frozen=True):
    """Write `new` where `old` stands."""

    span: Span
    old: str
    new: str


def find_rename(context: CommandContext, problem: Problem) -> Change | None:
    """Return what the settings say about the word at fault; the longest path wins.

    A key is the bare name, or the name after the path of its command (`cache clear`,
    `cache clean --all`), with or without the program's name in front. With a path on both sides
    only the words that differ are replaced, which may begin before the word at fault.
    """
    parents = problem.command
    if parents[1:] and parents[-1] == problem.subject:
        parents = parents[:-1]
    for start in range(len(parents) + 1):
        old = (*parents[start:], problem.subject)
        new = context.renames.get(" ".join(old))
        if new is not None:
            return _change(context, problem, old, tuple(new.split()))
    return None


def _change(
    context: CommandContext, problem: Problem, old: tuple[str, ...], new: tuple[str, ...]
) -> Change | None:
    """Return the change of the words that differ, None where they do not stand in a row."""
    while len(old) > 1 and len(new) > 1 and old[0] == new[0]:
        old, new = old[1:], new[1:]
    if len(new) == 1 and new[0].startswith("-"):
        old = old[-1:]
    if len(old) > 1 and old[0] == context.tree.program:
        old = old[1:]
    above = _above(context.invocation.argv, problem.span, old[:-1])
    if above is None:
        return None
    span = problem.span.cover(above[0].span) if above else problem.span
    text = context.place.text[span.start : span.end]
    return Change(span, text if text.split() == list(old) else "", " ".join(new))


def _above(argv: tuple[Word, ...], span: Span, parents: tuple[str, ...]) -> tuple[Word, ...] | None:
    """Return the words right before `span` that name `parents`."""
    at = next((at for at, word in enumerate(argv) if word.span.contains(span)), None)
    if at is None or at < len(parents):
        return None if parents else ()
    words = argv[at - len(parents) : at]
    return words if tuple(word.text for word in words) == parents else None
