"""Regular expressions without backtracking: the same lines match as for Python's `re`."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from doccheck.expect.automaton import PatternError
from doccheck.expect.regex import MAX_LENGTH, glob, regex

ATOMS = st.sampled_from(
    ["a", "b", ".", "[ab]", "[^a]", r"\d", r"\w", r"\s", r"\.", "1", " ", "^", "$", r"\b", r"\B"]
)
COUNTS = st.sampled_from(["", "", "*", "+", "?", "{2}", "{1,2}", "{1,}", "{,2}", "*?", "+?"])


def _grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    grouped = st.tuples(st.sampled_from(["(", "(?:"]), inner, COUNTS).map(
        lambda part: f"{part[0]}{part[1]}){part[2]}"
    )
    return st.one_of(
        st.lists(st.one_of(inner, grouped), max_size=3).map("".join),
        st.lists(inner, min_size=2, max_size=3).map("|".join),
    )


COUNTED = st.tuples(ATOMS, COUNTS).map(
    lambda part: part[0] if part[0] in {"^", "$", r"\b", r"\B"} else "".join(part)
)
PATTERNS = st.recursive(COUNTED, _grown, max_leaves=6)


def _matches(pattern: str, text: str) -> bool:
    return regex(pattern).fullmatch(text, lambda _: None)


@given(PATTERNS, st.text(alphabet="ab1. ", max_size=6))
def test_the_oracle(pattern: str, text: str) -> None:
    assume(text or r"\B" not in pattern)  # Python 3.14 has changed what `\B` says of no text
    assert _matches(pattern, text) == (re.fullmatch(pattern, text) is not None)


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        (r"took \d+(?:\.\d+)?s", "took 1.25s", True),
        (r"(?P<name>a|b)+", "abab", True),
        (r"[]a]+", "]a", True),
        (r"[^]]", "]", False),
        (r"\x41\u00e9\t", "Aé\t", True),
        (r"a{2}b{,1}", "aa", True),
        ("a{x}", "a{x}", True),
        ("{", "{", True),
        (r"\Aab\Z", "ab", True),
    ],
)
def test_syntax(pattern: str, text: str, expected: bool) -> None:  # noqa: FBT001 - a case
    assert _matches(pattern, text) is expected
    assert (re.fullmatch(pattern, text) is not None) is expected


@pytest.mark.parametrize(
    ("pattern", "told"),
    [
        ("(a", "`(` is not closed"),
        ("a)", "`)` at character 2 closes nothing"),
        ("[a", "`[` is not closed"),
        ("*a", "nothing to repeat"),
        ("^*", "nothing to repeat"),
        ("a**", "repeated"),
        ("a*+", "repeated"),
        ("a{2}{3}", "repeated"),
        ("a{3,2}", "not possible"),
        (r"(a)\1", "back-references"),
        ("(?=a)", "look-around"),
        ("(?i)a", "flags"),
        ("(?>a)", "special groups"),
        ("[z-a]", "`[z-a]` is not valid"),
        ("[[:alpha:]]", "is not valid"),
        (r"\y", r"`\y` is not valid"),
        ("a\\", "back-references"),
        ("a" * (MAX_LENGTH + 1), "longer than"),
        ("(" * 50 + ")" * 50, "nested too deeply"),
        ("((a{50}){50}){50}", "too large"),
        ("((){999}){999}", "too large"),
    ],
)
def test_what_is_refused(pattern: str, told: str) -> None:
    with pytest.raises(PatternError) as caught:
        regex(pattern)
    assert told in str(caught.value)


@pytest.mark.parametrize("pattern", ["(a+)+b", "(a|a)*b", "(a?){100}a{100}", ".*.*.*.*.*b"])
def test_work_grows_with_pattern_times_text(pattern: str) -> None:
    taken: list[int] = []
    assert not regex(pattern).fullmatch("a" * 2_000 + "c", taken.append)
    assert sum(taken) <= 2_001 * 500


def test_globs() -> None:
    def matches(pattern: str, text: str) -> bool:
        return glob(pattern).fullmatch(text, lambda _: None)

    assert matches("wrote * file?", "wrote 12 files")
    assert not matches("wrote * file?", "wrote 12 file")
    assert matches(r"a\*\?\\", r"a*?" + "\\")
    assert not matches(r"a\*", "ab")
    assert matches("[a](b)", "[a](b)")
