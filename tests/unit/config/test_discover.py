from pathlib import Path

import pytest

from doccheck.config import discover
from doccheck.errors import ConfigError


def test_found_upward_until_the_repository_root(tmp_path: Path) -> None:
    (tmp_path / "doccheck.toml").write_text('select = ["DC2"]\n')
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    found = discover(inner)
    assert found.select == ("DC2",)
    assert found.root == tmp_path
    (tmp_path / "a" / ".git").mkdir()
    assert discover(inner).root == tmp_path / "a"
    assert discover(inner).source is None


def test_doccheck_toml_wins_over_pyproject(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.doccheck]\nselect = ["DC3"]\n')
    assert discover(tmp_path).select == ("DC3",)
    (tmp_path / "doccheck.toml").write_text('select = ["DC2"]\n')
    assert discover(tmp_path).select == ("DC2",)


def test_pyproject_without_a_table_is_the_root(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "x"\n')
    (tmp_path / "docs").mkdir()
    assert discover(tmp_path / "docs").root == tmp_path


def test_isolated_reads_nothing(tmp_path: Path) -> None:
    (tmp_path / "doccheck.toml").write_text("not toml")
    assert discover(tmp_path, isolated=True).source is None


@pytest.mark.parametrize("content", [b"select = [", b'x = "\xff"\n'])
def test_a_broken_file_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "doccheck.toml"
    path.write_bytes(content)
    with pytest.raises(ConfigError, match=r"doccheck\.toml: "):
        discover(tmp_path)


def test_a_missing_named_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such configuration file"):
        discover(tmp_path, config=tmp_path / "none.toml")
