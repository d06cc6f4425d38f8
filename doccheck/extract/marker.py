"""Where a comment speaks to doccheck, or was meant to."""

from __future__ import annotations

import re

from msgspec import Struct

WITH_RULES = frozenset({"ignore", "ignore-file", "disable", "enable"})
VERBS = (*sorted(WITH_RULES), "output-of", "run", "run-as", "skip")
_NAME = "doccheck"
# No word may follow a verb without a colon but in a form that prose does not have.
_COMMENT = re.compile(
    rf"<!--\s*(?P<name>[A-Za-z]{{{len(_NAME) - 1},{len(_NAME) + 1}}})(?![\w-])(?P<colon>\s*:)?"
)
_VERB = re.compile(rf"\s*(?P<verb>{'|'.join(map(re.escape, VERBS))})(?![\w-])(?P<rest>[^\n]*)")
_COMMAND = re.compile(r"[^:]*:\s*\S")
_KEYS = re.compile(r"\s*(?:-->|[a-z-]+=)")
_AFTER = {
    **dict.fromkeys(WITH_RULES, re.compile(r"\s*\[")),
    "output-of": _COMMAND,
    "run-as": re.compile(r"\s*:\s*\S"),
    "run": _KEYS,
    "skip": re.compile(r"\s*(?:-->|:)"),
}


class Marker(Struct, frozen=True):
    """The beginning of a comment: from `<!--` to where the verb is to stand.

    `fault` says what is wrong with it, empty for `<!-- doccheck:`.
    """

    start: int
    end: int
    fault: str = ""


def find_marker(text: str, at: int = 0) -> Marker | None:
    """Return the first comment from `at` on that is one of doccheck's, or was meant to be.

    Meant to be is one that begins with `doccheck`, or a word one edit away from it, and goes on
    with a verb: after a colon, or as no sentence would.
    """
    for match in _COMMENT.finditer(text, at):
        name, colon = match["name"], match["colon"]
        if name == _NAME and colon:
            return Marker(match.start(), match.end())
        if not _near(name.lower()):
            continue
        verb = _VERB.match(text, match.end())
        if verb is None or not (colon or _AFTER[verb["verb"]].match(verb["rest"])):
            continue
        what = f"`{name}` is not `doccheck`" if name != _NAME else "a colon is missing"
        fault = f"{what}; write `doccheck: {verb['verb']}`"
        return Marker(match.start(), match.end(), fault)
    return None


def _near(word: str) -> bool:
    """Tell whether a word is `doccheck` after at most one insertion, deletion, change or swap."""
    if word == _NAME:
        return True
    if len(word) < len(_NAME):
        return _without_one(_NAME, word)
    if len(word) > len(_NAME):
        return _without_one(word, _NAME)
    differ = [at for at, (one, other) in enumerate(zip(word, _NAME, strict=True)) if one != other]
    first, last = differ[0], differ[-1]
    swapped = last == first + 1 and word[first] == _NAME[last] and word[last] == _NAME[first]
    return first == last or swapped


def _without_one(long: str, short: str) -> bool:
    return any(long[:at] + long[at + 1 :] == short for at in range(len(long)))
