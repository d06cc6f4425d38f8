"""Code that carries no language: commands, prose or output."""

from __future__ import annotations

import pytest

from tests.unit.extract.pages import blocks, commands, fence


@pytest.mark.parametrize(
    "content",
    [
        "acme run",
        "acme run --x\npip install acme\ncd x && acme go",
        "# first\nacme run \\\n  --x\n\nexport X=1\nX=1 acme go",
        "uv run acme go",
        "python -m acme go",
        "for i in 1 2; do\n  acme $i\ndone",
        "acme run > out.txt",
        "acme new 'The name of it is this.'",
        "acme check .",
        "acme run [OPTIONS] ...",
    ],
)
def test_commands(content: str) -> None:
    assert blocks(fence("", content)) == [f": {content}"]


@pytest.mark.parametrize(
    ("content", "candidates"),
    [
        ("acme is a tool for this.", ["acme is a tool for this."]),
        ("acme automatically runs notebooks when they are opened. If this", None),
        ("acme internal variables as well.", None),
        ("acme ci exits with:", None),
        ("acme run --x\nDone in 3s", ["acme run --x"]),
        ("acme    latest    70b0759a094d   About a minute ago   1.02GB", None),
        ("project\n\u251c\u2500\u2500 acme run\nacme \u2502 x", ["acme \u2502 x"]),
    ],
)
def test_prose_and_output(content: str, candidates: list[str] | None) -> None:
    expected = [content] if candidates is None else candidates
    assert blocks(fence("", content)) == [f"ambiguous: {line}" for line in expected]


@pytest.mark.parametrize(
    "content",
    [
        "acme>=3.0.0,<4.0.0",
        "acme==1.0",
        "acme",
        "acme/\n  run.py",
        "import acme",
        'File "acme/run.py", line 1, in acme',
        "name: acme\nversion: 1",
        "the acme run command",
    ],
)
def test_nothing(content: str) -> None:
    assert commands(fence("", content)) == []


def test_a_usage_line_is_one_whatever_stands_around_it() -> None:
    screen = "Usage: acme run [OPTIONS] FILE\n\n  The acme command.\n\nOptions:\n  --x  acme it\n"
    assert blocks(fence("", screen)) == [": Usage: acme run [OPTIONS] FILE"]


def test_text_is_a_command_only_with_a_sign_of_one() -> None:
    assert blocks(fence("text", "acme command helpers")) == ["ambiguous: acme command helpers"]
    assert blocks(fence("text", "acme run --x")) == [": acme run --x"]


def test_the_policy() -> None:
    page = fence("", "acme run\nDone") + fence("text", "acme go")
    assert blocks(page, untagged="always") == [": acme run\nDone", ": acme go"]
    assert blocks(page, untagged="never") == []


def test_prose_and_tables_in_a_shell_fence_are_not_certain() -> None:
    content = "acme images\nacme    latest    70b0759a094d   About a minute ago   1.02GB"
    assert blocks(fence("bash", content)) == [
        ": acme images",
        "ambiguous: acme    latest    70b0759a094d   About a minute ago   1.02GB",
    ]


def test_lines_of_a_crontab_in_a_shell_fence() -> None:
    content = "crontab -e\n0 2 * * 1-5 acme run --x >> log 2>&1\n@daily acme go a"
    assert blocks(fence("bash", content)) == [
        ": crontab -e",
        "embedded: acme run --x >> log 2>&1",
        "embedded: acme go a",
    ]
    assert blocks(fence("", "*/5 * * * * acme run --x")) == ["embedded: acme run --x"]


def test_a_session_language_without_prompts_is_judged() -> None:
    assert blocks(fence("console", "acme run\npip install x")) == [": acme run\npip install x"]
    assert blocks(fence("console", "acme run\nStarted 3 things")) == ["ambiguous: acme run"]


def test_plain_text_files() -> None:
    assert blocks("To run it:\n\n  acme run --x\r\n", path="notes.txt") == [
        "indented ambiguous: acme run --x"
    ]
