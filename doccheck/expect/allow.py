"""Which normalisers would make an output match."""

from __future__ import annotations

from msgspec.structs import replace

from doccheck.errors import MatchLimitError
from doccheck.expect.compare import matches
from doccheck.expect.normalise import NORMALISERS
from doccheck.expect.options import MatchOptions
from doccheck.expect.refusal import MAX_CHARACTERS


def allowing(expected: str, actual: str, options: MatchOptions) -> tuple[str, ...]:
    """Return the fewest normalisers under which `actual` matches, beside those of `options`.

    One where one is enough, else as many of those of volatile text as it takes; none where no
    normaliser helps, or where finding out would take too long.
    """
    if len(expected) + len(actual) > MAX_CHARACTERS:
        return ()

    def enough(names: tuple[str, ...]) -> bool:
        return matches(expected, actual, replace(options, normalise=(*options.normalise, *names)))

    try:
        alone = next((name for name in NORMALISERS if enough((name,))), "")
        names = tuple(name for name, one in NORMALISERS.items() if one.volatile)
        if alone or not enough(names):
            return (alone,) if alone else ()
        for name in names:
            fewer = tuple(one for one in names if one != name)
            names = fewer if enough(fewer) else names
    except MatchLimitError:
        return ()
    return names
