"""Normalisers: each makes its example equal, and does nothing more the second time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doccheck.expect import NORMALISERS, MatchOptions, compare
from doccheck.expect.normalise import normalise
from doccheck.expect.terminal import as_shown

NAMES = sorted(NORMALISERS)
SAMPLES = """
    /tmp/x /home/a/b.txt ~/x.y /tmp/tmpab12cd34 C:/x/y http://a.b/c/d 2024-01-02 10:11:12 10:11
    2024-01-02T10:11:12.5Z +00:00 AM UTC 0.12s 3 ms 1 minute , 5 seconds 1.2.3 v1.2 version 2
    1.2.3rc1 rc1 .dev0 0x7f 9fceb02 1 . - : / \t 1.5 MB KiB 300 bytes a tmp_x <time> <folder>
    123e4567-e89b-12d3-a456-426614174000 and d m h B k
"""
WORDS = st.lists(
    st.sampled_from([*SAMPLES.split(), " ", "  "]),
    max_size=8,
).map("".join)


@pytest.mark.parametrize("name", NAMES)
def test_the_example_is_equal_with_it_alone(name: str) -> None:
    shown, printed = NORMALISERS[name].shown, NORMALISERS[name].printed
    assert compare(shown, printed, MatchOptions(normalise=(name,))) is None
    assert compare(shown, printed) is not None


@given(st.sampled_from(NAMES), st.one_of(WORDS, st.text(max_size=30)))
def test_twice_is_once(name: str, line: str) -> None:
    once = normalise(line, (name,))
    assert normalise(once, (name,)) == once


@pytest.mark.parametrize(
    ("name", "line", "expected"),
    [
        ("paths", "see https://example.com/a/b and a/b", "see https://example.com/a/b and a/b"),
        ("paths", "in ~/x/y.txt, C:/a/b/", "in <folder>/y.txt, <folder>/b"),
        ("paths", "1/2 of it; and/or", "1/2 of it; and/or"),
        ("times", "at 2024-01-02T10:11:12.123+01:00.", "at <time>."),
        ("times", "at 9:05 PM or 23:59", "at <time> or <time>"),
        ("times", "ratio 1:2:3 line 3:14:15", "ratio 1:2:3 line <time>"),
        ("durations", "1m 30s, 2 hours and 3 minutes", "<duration>"),
        ("durations", "3 items of 4 sorts", "3 items of 4 sorts"),
        ("versions", "Python 3.11.2 costs 3.5", "Python <version> costs 3.5"),
        ("versions", "version 3 of v2.1.dev4+g1a2b", "version <version> of <version>"),
        ("ids", "0x7f3a at 1234567, defaced", "<id> at 1234567, defaced"),
        ("sizes", "1,024 bytes, 3 KiB, 5M, 7 items", "<size>, <size>, <size>, 7 items"),
        ("spaces", "  a \t b  ", "a b"),
    ],
)
def test_what_is_replaced(name: str, line: str, expected: str) -> None:
    assert normalise(line, (name,)) == expected


def test_colours_and_links_go() -> None:
    text = "\x1b[1;31mred\x1b[0m \x1b]8;;http://x\x1b\\link\x1b]8;;\x07 \x1b(Bend\x1b7"
    assert as_shown(text) == "red link end"


def test_paragraphs() -> None:
    shown = "Usage: x [A]\n  [B]\n\n  One two\n  three.\n...\n"
    printed = "Usage: x\n  [A] [B]\n\n  One\n  two three.\n\nmore\n"
    assert compare(shown, printed, MatchOptions(normalise=("wrapping",))) is None
    found = compare(shown, printed.replace("two", "six"), MatchOptions(normalise=("wrapping",)))
    assert found is not None
    assert found.line == 3


@given(
    st.lists(st.lists(st.sampled_from(["one", "two.", "-x", "..."]), min_size=1), max_size=4),
    st.integers(1, 9),
    st.integers(1, 9),
    st.data(),
)
def test_any_breaks_are_equal_and_a_gap_stands_for_any_part(
    paragraphs: list[list[str]], one: int, other: int, data: st.DataObject
) -> None:
    def broken(width: int) -> list[str]:
        lines: list[str] = []
        for words in paragraphs:
            lines += [" ".join(words[at : at + width]) for at in range(0, len(words), width)]
            lines.append("")
        return lines

    options = MatchOptions(normalise=("wrapping",))
    shown, printed = broken(one), "\n".join(broken(other))
    assert compare("\n".join(shown), printed, options) is None
    low = data.draw(st.integers(0, len(shown)))
    high = data.draw(st.integers(low, len(shown)))
    cut = [*shown[:low], "...", *shown[high:]]
    assert compare("\n".join(cut), printed, options) is None
    if "..." not in printed and paragraphs:
        assert compare("\n".join([*shown, "more"]), printed, options) is not None
