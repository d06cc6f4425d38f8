"""Comparing output: what matches, and what is said of what does not."""

from __future__ import annotations

import re
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doccheck.errors import MatchLimitError
from doccheck.expect import MatchOptions, compare
from doccheck.expect.align import Step, align
from doccheck.expect.lines import Output
from doccheck.expect.render import MAX_ROWS
from doccheck.expect.wanted import Matcher, wanted

LINES = st.lists(st.sampled_from(["a", "b", "ab", "a b"]), max_size=6)
WANTED = st.lists(
    st.sampled_from(["a", "b", "...", "a...", "...b", "[a|b]+ (re)", "? (glob)"]), max_size=6
)


def _matches_line(want: str, line: str) -> bool:
    """Match one line by Python's own means."""
    if want == line:
        return True
    if want.endswith(" (re)"):
        return re.fullmatch(want[:-5], line) is not None
    if want.endswith(" (glob)"):
        pattern = re.escape(want[:-7]).replace(r"\?", ".")
    else:
        pattern = re.escape(want).replace(r"\.\.\.", ".*")
    return re.fullmatch(pattern, line) is not None


def _slow(wants: list[str], lines: list[str]) -> bool:
    """Decide by trying every way."""
    if not wants:
        return not lines
    if wants[0] == "...":
        return any(_slow(wants[1:], lines[at:]) for at in range(len(lines) + 1))
    return bool(lines) and _matches_line(wants[0], lines[0]) and _slow(wants[1:], lines[1:])


@given(WANTED, LINES)
def test_in_order(wants: list[str], lines: list[str]) -> None:
    found = compare("\n".join(wants), "\n".join(lines))
    assert (found is None) == _slow(wants, lines)
    assert found is None or (found.summary and re.search("^[-+]", found.diff, re.MULTILINE))


@given(WANTED, LINES)
def test_in_any_order(wants: list[str], lines: list[str]) -> None:
    found = compare("\n".join(wants), "\n".join(lines), MatchOptions(unordered=True))
    rest = [want for want in wants if want != "..."]
    gap = len(rest) < len(wants)
    ways = permutations(lines, len(rest)) if len(rest) <= len(lines) else ()
    fits = (gap or len(rest) == len(lines)) and any(
        all(map(_matches_line, rest, way)) for way in ways
    )
    assert (found is None) == fits


@given(WANTED, LINES)
def test_an_alignment_goes_through_both_sides(wants: list[str], lines: list[str]) -> None:
    options = MatchOptions()
    left = wanted("\n".join(wants), options)
    right = Output.of("\n".join(lines), options).units(options)
    pairs = align(left, right, Matcher())
    steps = [pair.step for pair in pairs]
    assert len(steps) - steps.count(Step.EXTRA) - steps.count(Step.COVERED) == len(left)
    assert len(steps) - steps.count(Step.MISSING) - steps.count(Step.GAP) == len(right)
    assert all(pair.kept for pair in pairs) == _slow(wants, lines)
    matches = Matcher()
    for pair in pairs:
        if pair.step is Step.SAME:
            assert matches(left[pair.want], right[pair.unit])


@given(
    st.lists(st.sampled_from(["a", "b", "...", "ab", "[...]", "…"]), max_size=6).map("".join),
    st.text(alphabet="ab.", max_size=8),
)
def test_within_a_line(want: str, line: str) -> None:
    parts = re.split(r"\[\.{3}\]|\.{3}|…", f"<{want}>")
    pattern = ".*".join(map(re.escape, parts))
    fits = f"<{want}>" == f"<{line}>" or re.fullmatch(pattern, f"<{line}>") is not None
    # The marks around keep a line of dots alone from standing for lines.
    assert (compare(f"({want})", f"({line})") is None) == fits


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        ("a\nb\n", "a\nb"),
        ("a", "\n\na\n\n"),
        ("a", "a   \r\n"),
        ("a", "\x1b[31ma\x1b[0m"),
        ("100%", "10%\r50%\r100%\n"),
        ("10%\r100%", "100%"),
        ("", ""),
        ("...", ""),
        ("...", "a\nb"),
        ("a\n  ...\nb", "a\nb"),
        ("[...]\nb", "x\nb"),
        ("Usage: x [OPTIONS] COMMAND [ARGS]...", "Usage: x [OPTIONS] COMMAND [ARGS]..."),
        ("Usage: x FILES... [...]", "Usage: x FILES... DEST"),
        ("loading...", "loading... done"),
        ("took ...s", "took 3s"),
        ("text (re)", "text (re)"),
        ("x* (glob)", "xyz"),
    ],
)
def test_equal(expected: str, actual: str) -> None:
    assert compare(expected, actual) is None


@pytest.mark.parametrize(
    ("expected", "actual", "line", "summary"),
    [
        ("a\nb", "a\nc", 1, "line 2: expected `b`, printed `c`"),
        ("a\nb", "a", 1, "line 2: `b` is expected and not printed"),
        ("a", "a\nb", 1, "line 2: `b` is printed and not expected"),
        ("", "b", 0, "line 1: `b` is printed and not expected"),
        ("a", "", 0, "line 1: `a` is expected and not printed"),
        ("\n\na\nb", "a\nc", 3, "line 4: expected `b`, printed `c`"),
        ("Usage: x [A]...", "Usage: x [A] B", 0, "expected `Usage: x [A]...`"),
        ("Usage: x FILES...", "Usage: x FILES", 0, "expected `Usage: x FILES...`"),
        ("a\tb", "a b", 0, "line 1: expected `a→b`, printed `a·b`"),
        ("a", "ba\rb", 0, "expected `a`, printed `ba`"),
        ("(?=a) (re)", "a", 0, "(no valid pattern: look-around"),
        ("x" * 300, "x" * 299 + "y", 0, "…"),
    ],
)
def test_different(expected: str, actual: str, line: int, summary: str) -> None:
    found = compare(expected, actual)
    assert found is not None
    assert found.line == line
    assert summary in found.summary
    assert "\n" not in found.summary


def test_ellipsis_can_be_off() -> None:
    options = MatchOptions(ellipsis=False)
    assert compare("a...\n...\n", "a...\n...\n", options) is None
    assert compare("a...", "ab", options) is not None
    assert compare("a\n...", "a\nb", options) is not None


def test_a_whole_block_of_regular_expressions() -> None:
    options = MatchOptions(regex=True)
    assert compare(r"\d+ files" + "\n...\nend", "12 files\nx\ny\nend", options) is None
    assert compare(r"\d+ files", "x files", options) is not None


def test_blanks_at_line_ends_can_count() -> None:
    options = MatchOptions(trailing_blanks=True)
    found = compare("a\nb", "a \nb", options)
    assert found is not None
    assert found.summary == "line 1: expected `a`, printed `a·`"
    assert compare("a \nb", "a \nb", options) is None


def test_the_diff_shows_what_matches_as_equal() -> None:
    expected = "start ...\n...\nmid\nold\n\\d+ (re)\nend\n"
    found = compare(expected, "start now\nx\ny\nmid\nnew\n12\nend\nmore\n")
    assert found is not None
    assert found.diff.split("\n") == [
        "  start ...",
        "  ...",
        "  mid",
        "- old",
        "+ new",
        "  \\d+ (re)",
        "  end",
        "+ more",
    ]


def test_far_equal_lines_are_counted() -> None:
    lines = [f"line {number}" for number in range(20)]
    found = compare("\n".join(lines), "\n".join([*lines[:10], "x", *lines[11:]]))
    assert found is not None
    assert found.diff.split("\n") == [
        "@@ 7 equal lines @@",
        "  line 7",
        "  line 8",
        "  line 9",
        "- line 10",
        "+ x",
        "  line 11",
        "  line 12",
        "  line 13",
        "@@ 6 equal lines @@",
    ]


def test_the_diff_is_bounded_and_safe_to_print() -> None:
    found = compare("a\n" * 2_000, "\x1b]0;x\x08" + "b" * 10_000 + "\n" * 3 + "c\n" * 2_000)
    assert found is not None
    assert found.diff.count("\n") <= 25
    assert max(map(len, found.diff.split("\n"))) < 200
    assert "\x1b" not in found.diff
    assert "\x08" not in found.diff


@pytest.mark.parametrize("count", [10, 11, 12, 2_000])
def test_of_a_flood_the_first_lines_are_shown_and_the_others_counted(count: int) -> None:
    found = compare("a\nb\nc", "\n".join(f"line {number}" for number in range(count)))
    assert found is not None
    lines = found.diff.split("\n")
    assert lines[:4] == ["- a", "- b", "- c", "+ line 0"]
    told = f"@@ {count - 10} more lines printed @@"
    assert lines[13:] == (["+ line 10"] * (count - 10) if count < 12 else [told])


def test_many_places_that_differ_are_counted() -> None:
    shown = [f"{number}{'x' * (number % 12 == 0)}" for number in range(300)]
    found = compare("\n".join(shown), "\n".join(map(str, range(300))))
    assert found is not None
    lines = found.diff.split("\n")
    assert MAX_ROWS < len(lines) < MAX_ROWS + 12
    rows = sum(int(line.split()[1]) if line.startswith("@@") else 1 for line in lines)
    assert rows == 300 + 25  # each line that differs stands twice
    assert lines[-1].endswith(" more lines @@")


def test_unordered_differences() -> None:
    options = MatchOptions(unordered=True)
    found = compare("a\nb\nb\n", "b\nc\na\n", options)
    assert found is not None
    assert (found.line, found.diff) == (2, "- b\n+ c")
    found = compare("a", "a\nb", options)
    assert found is not None
    assert found.summary == "`b` is printed and not expected"


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        ("x\n" + "...\n" + "a\n" * 5_000 + "b\n...\nz", "x\n" + "a\n" * 20_000 + "z"),
        ("(a*)*(a*)*. (re)\n" * 200, ("a" * 5_000 + "\n") * 200),
    ],
)
def test_what_would_take_too_long_is_not_decided(expected: str, actual: str) -> None:
    with pytest.raises(MatchLimitError):
        compare(expected, actual)


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        ("..." * 50_000 + "b", "a" * 100_000),
        ("Usage: " + "A..." * 50_000, "a" * 100_000),
        ("...\na\n" * 5_000, "a\n" * 4_999),
        ("a\n" * 20_000, "b\n" * 20_000),
    ],
)
def test_large_input_is_decided(expected: str, actual: str) -> None:
    found = compare(expected, actual)
    assert found is not None
    assert found.summary


@pytest.mark.parametrize("options", [MatchOptions(), MatchOptions(regex=True, unordered=True)])
@pytest.mark.parametrize(
    "text", ["", "a\nb\n", "...\n", "[0-9]+ (re)\n(\n", "* (glob)\n\x1b[1mx\n"]
)
def test_what_is_printed_as_shown_matches(text: str, options: MatchOptions) -> None:
    assert compare(text, text, options) is None
    assert compare(text, f"\n{text}", options) is None  # the long way says the same
