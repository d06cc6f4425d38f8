from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doccheck.rules.distance import edit_distance, misspelt

WORDS = st.text(alphabet="abc-", max_size=7)


@cache
def _oracle(left: str, right: str) -> int:
    """The definition, written as plainly as possible."""
    if not left or not right:
        return len(left) + len(right)
    costs = [
        _oracle(left[1:], right) + 1,
        _oracle(left, right[1:]) + 1,
        _oracle(left[1:], right[1:]) + (left[0] != right[0]),
    ]
    if len(left) > 1 and len(right) > 1 and left[:2] == right[1::-1]:
        costs.append(_oracle(left[2:], right[2:]) + 1)
    return min(costs)


@given(WORDS, WORDS, st.integers(0, 4))
@settings(max_examples=300, deadline=None)
def test_distance_is_exact_up_to_the_limit(left: str, right: str, limit: int) -> None:
    expected, found = _oracle(left, right), edit_distance(left, right, limit)
    assert found == expected if expected <= limit else found > limit


@pytest.mark.parametrize(
    ("word", "names", "expected"),
    [
        ("clera", ("clear", "clean", "list"), ("clear", "clean")),
        ("lst", ("list", "last"), ("list", "last")),
        ("rm", ("ls", "mv"), ()),
        ("run", ("new", "add"), ()),
        ("--ouptut", ("--output", "-o"), ("--output",)),
        ("-start", ("--start", "-s"), ("--start",)),
        ("-a", ("-b",), ()),
        ("list", ("list",), ()),
        ("orders", ("users",), ()),
        ("order", ("older", "lists"), ("older",)),
    ],
)
def test_misspelt(word: str, names: tuple[str, ...], expected: tuple[str, ...]) -> None:
    assert misspelt(word, names) == expected
