"""The names that come nearest to a wrong one."""

from __future__ import annotations

from collections.abc import Iterable

_SHOWN = 3
_CUTOFF = 0.6


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


def _bare(name: str) -> str:
    return name.lstrip("-+/").lower().replace("_", "-")
