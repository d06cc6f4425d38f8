"""What a program says of an invocation, told from its command tree alone.

The parsing rules are those of click, to the letter: what is accepted here is accepted there, and
the first problem reported is the one the program would stop at. Nothing of the program is run.
"""

from __future__ import annotations

from doccheck.model.command import Invocation
from doccheck.model.resolution import Resolution
from doccheck.model.tree import CommandTree
from doccheck.resolve.grammar import Grammars
from doccheck.resolve.walk import judge

__all__ = ["resolve"]

_KEPT = 16
# The trees are held together with what was derived from them, so that an id stays unique.
_known: dict[int, Grammars] = {}


def resolve(invocation: Invocation, tree: CommandTree) -> Resolution:
    """Judge `invocation` by the parsing rules of the program that `tree` describes.

    Returns:
        `Resolved` where the program accepts it (printing its help counts as accepting),
        `Unresolved` with every problem that is certain, the decisive one first, or `NotJudged`
        where the answer depends on what the words or the tree do not tell.
    """
    return judge(invocation, _grammars(tree))


def _grammars(tree: CommandTree) -> Grammars:
    found = _known.get(id(tree))
    if found is None:
        if len(_known) >= _KEPT:
            _known.clear()
        found = _known[id(tree)] = Grammars(tree)
    return found
