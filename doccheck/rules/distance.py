"""How far apart two names are."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

TYPO = 2
"""The largest distance at which one name may be a misspelling of another."""


def edit_distance(left: str, right: str, limit: int = TYPO) -> int:
    """Return the Damerau-Levenshtein distance (optimal string alignment).

    Insertions, deletions, substitutions and swaps of neighbours count one each. The result is
    exact up to `limit`; beyond it, any number above `limit`.
    """
    if abs(len(left) - len(right)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, char in enumerate(left, 1):
        before, above, row = row, before, [i]
        for j, other in enumerate(right, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (char != other))
            if i > 1 and j > 1 and char == right[j - 2] and left[i - 2] == other:
                cost = min(cost, above[j - 2] + 1)
            row.append(cost)
        if min(row) > limit and min(before) > limit:
            return limit + 1
    return row[-1]


def misspelt(word: str, names: Iterable[str]) -> tuple[str, ...]:
    """Return the names of which `word` may be a misspelling, the nearest first.

    A short name is allowed fewer slips: at least half of its letters must be right, or every
    two-letter command would be a misspelling of every other.
    """
    return _misspelt(word, tuple(dict.fromkeys(names)))


@lru_cache(maxsize=1024)
def _misspelt(word: str, names: tuple[str, ...]) -> tuple[str, ...]:
    near = (name for name in names if _may_be(word, name))
    return tuple(sorted(near, key=lambda name: edit_distance(word, name)))


def _may_be(word: str, name: str) -> bool:
    size = max(len(word.lstrip("-")), len(name.lstrip("-")))
    return word != name and edit_distance(word, name) <= min(TYPO, (size - 1) // 2)
