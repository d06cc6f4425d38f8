from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from mkdocs_plugins.doccheck.provenance import Sources, follow, trace

LINES = st.lists(st.sampled_from(["alpha", "beta", "gamma", "", "```bash", "```"]), max_size=12)
NOWHERE = Sources([])


@given(LINES, LINES)
def test_the_new_text_comes_out_and_every_place_is_in_the_old(
    old: list[str], new: list[str]
) -> None:
    traced = follow(trace("p.md", old), new, NOWHERE, Path())
    assert [line for line, _ in traced] == new
    for line, origin in traced:
        if old:
            assert (origin.file, 1 <= origin.line <= origin.end_line <= len(old)) == ("p.md", True)
        if origin.exact:
            assert old[origin.line - 1] == line


@given(st.integers(0, 8), st.integers(1, 4), st.integers(1, 4))
def test_text_of_a_macro_is_bracketed_and_the_rest_exact(at: int, size: int, taken: int) -> None:
    old = [f"line {number}" for number in range(10)]
    new = [*old[:at], *(f"made {number}" for number in range(size)), *old[at + taken :]]
    for line, origin in follow(trace("p.md", old, 5), new, NOWHERE, Path()):
        if line.startswith("line"):
            assert (origin.exact, origin.line) == (True, 5 + old.index(line))
        else:
            assert not origin.exact
            assert 5 + max(0, at - 1) <= origin.line <= origin.end_line <= 5 + at + taken


def test_lines_of_a_file_that_is_named_are_exact(tmp_path: Path) -> None:
    (tmp_path / "part.md").write_text("one\n\n```bash\nprog sub\n```\n", encoding="utf-8")
    old = ["# Page", '{% include "part.md" %}', "", "```bash", "prog {{ x }}", "```", "end of it"]
    new = ["# Page", "one", "", "```bash", "prog sub", "```", "", "", "```bash", "prog y", "```"]
    sources = Sources([tmp_path])
    found = follow(trace("p.md", old), [*new, "end of it"], sources, tmp_path)
    places = {line: (origin.file, origin.line) for line, origin in found}
    assert places["prog sub"] == ("part.md", 4)
    assert places["prog y"][0] == "p.md"
    assert places["end of it"] == ("p.md", 7)
    assert sources.used == {(tmp_path / "part.md").resolve()}


def test_a_file_that_says_what_the_page_says_is_told_from_it(tmp_path: Path) -> None:
    block = ["```bash", "prog sub", "```"]
    (tmp_path / "part.md").write_text("\n".join(["Part.", "", *block, ""]), encoding="utf-8")
    old = ["# Page", "", '{% include "part.md" %}', "", *block, ""]
    new = ["# Page", "", "Part.", "", *block, "", "", *block]  # a template drops the last newline
    found = follow(trace("p.md", old), new, Sources([tmp_path]), tmp_path)
    places = [(origin.file, origin.line) for line, origin in found if line == "prog sub"]
    assert places == [("part.md", 4), ("p.md", 6)]


def test_a_name_that_is_no_file_is_harmless(tmp_path: Path) -> None:
    old = ['{% include "no\0such" %}', f'{{% include "{"x" * 5000}" %}}', '"."']
    found = follow(trace("p.md", old), ["made of it"], Sources([tmp_path]), tmp_path)
    assert found[0][1].end_line == 3
