"""Where a finding about a program points: at what names it."""

from __future__ import annotations

from pathlib import Path

import pytest

from doccheck.config import ProgramSettings, Settings
from doccheck.engine.configured import COMMAND_LINE, configured
from doccheck.engine.targets import Target
from doccheck.introspect.program import ProgramSpec


def target(app: str, *, script: bool = False, **settings: bool) -> Target:
    own = ProgramSettings(app=None if script else app, **settings)
    return Target("shop", own, (("shop",),), ProgramSpec("shop", app))


@pytest.mark.parametrize(
    ("text", "line", "marked"),
    [
        ('# a:b\n[programs.shop]\npython = "p"\napp = "a:b"\n', 4, "a:b"),
        ("[programs.'shop']\napp = 'a:b'\n", 2, "a:b"),
        ('[programs.shopping]\napp = "a:b"\n[programs.shop]\napp = "a:b"\n', 4, "a:b"),
        ('programs.shop.app = "a:b"\n', 1, "a:b"),
        ('programs = { shop = { app = "a:b" } }\n', 1, "a:b"),
        ('[programs]\nshop = { app = "a:b" }\n', 2, "a:b"),
        ('x = 1\n  [programs.shop]\napp = "a\\u003ab"\n', 2, "[programs.shop]"),
        ('[programs."sh\\u006fp"]\napp = "a:b"\n', 1, ""),
        ("", 1, ""),
    ],
)
def test_the_application_or_else_the_table(
    tmp_path: Path, text: str, line: int, marked: str
) -> None:
    path = tmp_path / "doccheck.toml"
    path.write_text(text, encoding="utf-8")
    document, span = configured(target("a:b"), Settings(tmp_path, path), tmp_path)
    assert (document.path, document.index.line(span.start)) == ("doccheck.toml", line)
    assert document.text[span.start : span.end] == marked


def test_a_script_of_the_project(tmp_path: Path) -> None:
    (tmp_path / "doccheck.toml").write_text("[programs.shop]\n", encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text(
        '[project]\nname = "shop"\n[project.scripts]\nother = "a:b"\nshop = "a:b"\n',
        encoding="utf-8",
    )
    settings = Settings(tmp_path, tmp_path / "doccheck.toml")
    document, span = configured(target("a:b", script=True), settings, tmp_path)
    assert (document.path, document.index.line(span.start)) == ("pyproject.toml", 5)
    assert document.text[span.start : span.end] == "a:b"


def test_a_program_of_the_command_line_stands_in_no_file(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[project.scripts]\nshop = "a:b"\n')
    document, span = configured(target("c:d", given=True), Settings(tmp_path), tmp_path)
    assert (document.path, document.text, span.start, span.end) == (COMMAND_LINE, "", 0, 0)
