"""The normalisers that would make an output match."""

from __future__ import annotations

import pytest

from doccheck.expect import NORMALISERS, MatchOptions, allowing


@pytest.mark.parametrize("name", NORMALISERS)
def test_one_that_is_enough(name: str) -> None:
    known = NORMALISERS[name]
    (found,) = allowing(known.shown, known.printed, MatchOptions())
    assert found == name or (found, name) == ("spaces", "wrapping")


@pytest.mark.parametrize(
    ("shown", "printed", "names"),
    [
        ("a", "b", ()),
        ("wrote /a/x in 1s", "wrote /b/x in 2s", ("paths", "durations")),
        ("wrote /a/x in 1s", "wrote /b/y in 2s", ()),
        ("v1.2 in 1s", "v1.3 in 2s", ()),
        ("x\n" * 100_000, "1s\n", ()),
    ],
)
def test_the_fewest(shown: str, printed: str, names: tuple[str, ...]) -> None:
    assert allowing(shown, printed, MatchOptions()) == names


def test_what_is_allowed_for_already_is_not_named_again() -> None:
    options = MatchOptions(normalise=("paths",))
    assert allowing("wrote /a/x in 1s", "wrote /b/x in 2s", options) == ("durations",)


def test_lines_in_any_order() -> None:
    options = MatchOptions(unordered=True)
    assert allowing("a in 1s\nb in 2s", "b in 3s\na in 4s", options) == ("durations",)
