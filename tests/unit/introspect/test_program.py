"""Which programs a project has and which interpreter runs them."""

from pathlib import Path

import pytest

from doccheck.introspect.program import find_programs, find_python, source_paths


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)


def test_scripts_of_the_project(tmp_path: Path) -> None:
    data = {"project": {"scripts": {"one": "pkg.cli:main", "two": "pkg.cli:other [extra]"}}}
    found = find_programs(data, tmp_path)
    assert [(spec.name, spec.app) for spec in found] == [
        ("one", "pkg.cli:main"),
        ("two", "pkg.cli:other"),
    ]
    assert found[0].root == tmp_path
    assert found[0].python is None


def test_scripts_of_poetry(tmp_path: Path) -> None:
    scripts = {
        "one": "pkg:main",
        "two": {"callable": "pkg:two", "extras": ["x"]},
        "three": {"reference": "pkg:three", "type": "console"},
        "four": {"type": "file"},
        "five": 5,
    }
    found = find_programs({"tool": {"poetry": {"scripts": scripts}}}, tmp_path)
    assert [(spec.name, spec.app) for spec in found] == [
        ("one", "pkg:main"),
        ("two", "pkg:two"),
        ("three", "pkg:three"),
    ]


def test_the_standard_table_wins_over_poetry_s(tmp_path: Path) -> None:
    data = {
        "project": {"scripts": {"one": "new:main"}},
        "tool": {"poetry": {"scripts": {"one": "old:main"}}},
    }
    assert [spec.app for spec in find_programs(data, tmp_path)] == ["new:main"]


@pytest.mark.parametrize("data", [{}, {"project": 3}, {"project": {"scripts": ["x"]}}])
def test_no_programs(data: dict[str, object], tmp_path: Path) -> None:
    assert find_programs(data, tmp_path) == []


def make(path: Path) -> Path:
    path.parent.mkdir(parents=True)
    path.touch()
    return path


def test_the_interpreter_of_the_project_comes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    active = make(tmp_path / "active" / "bin" / "python")
    monkeypatch.setenv("VIRTUAL_ENV", str(tmp_path / "active"))
    root = tmp_path / "project"
    assert find_python(root) == active
    own = make(root / ".venv" / "bin" / "python")
    assert find_python(root) == own


def test_a_source_folder_is_searched(tmp_path: Path) -> None:
    assert source_paths(tmp_path) == (tmp_path,)
    (tmp_path / "src").mkdir()
    assert source_paths(tmp_path) == (tmp_path / "src", tmp_path)
