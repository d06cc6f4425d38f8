"""The names that come nearest to a wrong one."""

from __future__ import annotations

from collections.abc import Iterable

_SHOWN = 3
_CUTOFF = 0.6
_MOST_SLIPS = 2
_SHORT, _LONG = 4, 7


def nearest(word: str, names: Iterable[str]) -> tuple[str, ...]:
    """Return the names most like `word`, best first.

    Names that differ only in case, dashes and underscores come first. The prefix of an option
    does not count, so that `-start` finds `--start`; names of one letter are like none.
    """
    from difflib import get_close_matches  # noqa: PLC0415 - only a refused word needs it

    known: dict[str, list[str]] = {}
    for name in dict.fromkeys(names):
        known.setdefault(_bare(name), []).append(name)
    bare = _bare(word)
    found = known.get(bare, [])
    if len(bare) > 1:
        keys = [key for key in known if len(key) > 1]
        for key in get_close_matches(bare, keys, _SHOWN, _CUTOFF):
            found = [*found, *known[key]]
    return tuple(dict.fromkeys(name for name in found if name != word))[:_SHOWN]


def typo_of(word: str, names: Iterable[str]) -> str | None:
    """Return the name of which `word` can only be a misspelling, None if there is none.

    One slip in a short name, two in a long one: names as near as that may still be different
    commands where they are short.
    """
    found = ((_slips(word, name), name) for name in names if name != word)
    near = [(slips, name) for slips, name in found if slips <= _allowed(word, name)]
    return min(near)[1] if near else None


def _allowed(word: str, name: str) -> int:
    shorter = min(len(word), len(name))
    return 0 if shorter < _SHORT else 1 if shorter < _LONG else 2


def _slips(word: str, name: str) -> int:
    """Return the Damerau-Levenshtein distance (adjacent letters swapped count once)."""
    if abs(len(word) - len(name)) > _MOST_SLIPS:
        return _MOST_SLIPS + 1
    before: list[int] = []
    last = list(range(len(name) + 1))
    for i, a in enumerate(word, 1):
        row = [i]
        for j, b in enumerate(name, 1):
            cost = min(last[j] + 1, row[-1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == name[j - 2] and word[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]


def _bare(name: str) -> str:
    return name.lstrip("-+/").lower().replace("_", "-")
