from __future__ import annotations

import unicodedata

import pytest
from msgspec.structs import replace

from doccheck.model.finding import Finding
from doccheck.model.report import Report, build
from doccheck.model.source import Range
from doccheck.report.formats import render
from doccheck.report.frame import frame, marked
from doccheck.report.options import RenderOptions, Style


def test_a_finding_shows_place_rule_source_mark_and_help(finding: Finding) -> None:
    assert render(build(files=1, findings=[finding]), "text", RenderOptions(quiet=True)) == (
        "docs/a.md:4:13: error DC101 unknown-command: `shop orders` has no command `lst`\n"
        "  |\n"
        "4 | shop orders lst\n"
        "  |             ^^^\n"
        "  = help: did you mean `list`?\n"
        "  = fix: Replace `lst` (--fix)\n"
        "\n"
    )


@pytest.mark.parametrize(
    ("line", "word", "shown"),
    [
        ("shop lst", "lst", "shop lst"),
        ("\tshop\tlst", "lst", "    shop    lst"),
        ("数据 shop lst", "lst", "数据 shop lst"),
        ("cafe\u0301 shop lst", "lst", "cafe\u0301 shop lst"),
        ("shop 数据", "数据", "shop 数据"),
        ("\x1b[31mshop lst", "lst", "\\x1b[31mshop lst"),
        ("a\u202eshop lst", "lst", "a\\u202eshop lst"),
    ],
)
def test_the_mark_stands_under_the_word_on_a_terminal(line: str, word: str, shown: str) -> None:
    start = line.index(word)
    text, mark = marked(line, start, start + len(word), 120)
    assert text == shown
    before = text[: text.index(word)]
    assert len(mark) - len(mark.lstrip()) == _cells(before)
    assert mark.count("^") == _cells(word)


def _cells(text: str) -> int:
    """Count terminal columns in another way: decomposed marks are none, wide characters two."""
    bare = unicodedata.normalize("NFC", text)
    return sum(2 if unicodedata.east_asian_width(char) == "W" else 1 for char in bare)


def test_a_long_line_is_cut_around_the_mark() -> None:
    line = "x" * 500 + " lst " + "y" * 500
    text, mark = marked(line, 501, 504, 80)
    assert len(text) <= 82
    assert text[0] == text[-1] == "…"
    assert text[mark.index("^") : mark.rindex("^") + 1] == "lst"


def test_an_empty_span_still_gets_a_mark() -> None:
    assert marked("shop", 4, 4, 80) == ("shop", "    ^")


def test_several_lines_are_each_marked(finding: Finding) -> None:
    wide = replace(finding, range=Range(9, 3, 10, 4), excerpt=("ab cd", "  ef gh"))
    assert list(frame(wide, Style(), 80)) == [
        "   |",
        " 9 | ab cd",
        "   |   ^^^",
        "10 |   ef gh",
        "   |   ^",
    ]


def test_without_the_source_there_is_no_frame(finding: Finding) -> None:
    assert list(frame(replace(finding, excerpt=()), Style(), 80)) == []


def test_the_summary_tells_what_was_checked_and_what_was_not(report: Report) -> None:
    text = render(report, "text")
    for line in (
        "Found 1 error, 1 warning, 1 note.",
        "Checked 3 of 5 command references in 3 files against shop 1.2 (manifest).",
        "Skipped: 2",
        "  custom-parser: 2 (docs/a.md:8, docs/a.md:9)",
        "Not read: 1",
        "  file-not-read: 1 (docs/b.rst:1)",
        "Left out by exclude: 2 files.",
        "Suppressed by directives: 1 finding.",
        "Known from the baseline: 1 finding.",
        "Stale baseline entries: 1 (--update-baseline drops them).",
        "Fixed 1 finding.",
        "1 fixable with --fix.",
        "a note",
    ):
        assert line in text.splitlines()
    assert "Disagreements between the program's parser and its tree: 2" in text


def test_verbose_lists_every_skip(report: Report) -> None:
    text = render(report, "text", RenderOptions(verbose=True))
    assert "    docs/a.md:9 shop x: get_command\n" in text


def test_a_clean_run_says_so(clean: Report) -> None:
    assert render(clean, "text") == (
        "No problems found.\nChecked 1 of 1 command reference in 1 file.\n"
    )


def test_nothing_found_is_a_warning(empty: Report) -> None:
    assert render(empty, "text").startswith("No command references found: nothing was checked.\n")


def test_statistics_count_by_rule(report: Report) -> None:
    text = render(report, "text", RenderOptions(statistics=True, quiet=True))
    assert text == (
        "2  DC101  unknown-command (1 fixable with --fix)\n1  DC112  unknown-command\n\n"
    )


def test_concise_is_one_line_a_finding(report: Report) -> None:
    lines = render(report, "concise", RenderOptions(quiet=True)).splitlines()
    assert len(lines) == 3
    assert lines[0].startswith("docs/")
    assert ":4:13: error DC101 unknown-command: `shop orders` has no command `lst`" in lines[1]
