import os
from pathlib import Path

import pytest

from doccheck.config import Settings
from doccheck.engine.files import FileList, find_files, pattern_matcher
from doccheck.errors import InputError


def tree(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x\n")


def find(root: Path, *paths: str, **settings: object) -> FileList:
    return find_files(Settings(root=root, **settings), paths, cwd=root)  # type: ignore[arg-type]  # test data


def shown(found: FileList) -> list[str]:
    return [file.shown for file in found.files]


def test_walks_the_project(tmp_path: Path) -> None:
    tree(
        tmp_path,
        *("README.md", "docs/b.md", "docs/a.markdown", "docs/n.ipynb", "docs/x.txt", "docs/y.rst"),
        *(".github/C.md", ".hidden/h.md", "node_modules/m.md", ".venv/v.md", "env/pyvenv.cfg"),
        "env/lib/e.md",
    )
    found = find(tmp_path)
    assert shown(found) == [
        ".github/C.md",
        "README.md",
        "docs/a.markdown",
        "docs/b.md",
        "docs/n.ipynb",
    ]
    assert [file.shown for file in found.not_read] == ["docs/y.rst"]


def test_gitignore_and_exclude_are_counted(tmp_path: Path) -> None:
    tree(tmp_path, "a.md", "b.md", "old/c.md", "old/d.md", "docs/e.md", "docs/keep.md")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text("b.md\n")
    (tmp_path / "docs" / ".gitignore").write_text("*.md\n!keep.md\n")
    found = find(tmp_path, exclude=("old/",))
    assert shown(found) == ["a.md", "docs/keep.md"]
    assert found.left_out == {".gitignore": 2, "exclude": 2}
    assert shown(find(tmp_path / "docs", ".")) == ["keep.md"]
    assert "b.md" in shown(find(tmp_path, respect_gitignore=False))


def test_a_parent_gitignore_counts(tmp_path: Path) -> None:
    tree(tmp_path, "docs/a.md", "docs/b.md")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text("docs/b.md\n")
    assert shown(find(tmp_path, "docs")) == ["docs/a.md"]


def test_a_named_file_is_read_whatever_is_excluded(tmp_path: Path) -> None:
    tree(tmp_path, "a.md")
    assert shown(find(tmp_path, "a.md", exclude=("*.md",))) == ["a.md"]


def test_symbolic_links_do_not_loop_nor_repeat(tmp_path: Path) -> None:
    tree(tmp_path, "docs/a.md")
    (tmp_path / "docs" / "loop").symlink_to(tmp_path / "docs")
    (tmp_path / "docs" / "b.md").symlink_to(tmp_path / "docs" / "a.md")
    (tmp_path / "docs" / "dead.md").symlink_to(tmp_path / "nowhere")
    assert shown(find(tmp_path)) == ["docs/a.md", "docs/dead.md"]


def test_faults(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file or folder"):
        find(tmp_path, "missing")
    (tmp_path / "a.txt").write_text("")
    with pytest.raises(InputError, match=r"doccheck reads \.ipynb"):
        find(tmp_path, "a.txt")


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every folder")
def test_an_unreadable_folder_is_counted(tmp_path: Path) -> None:
    tree(tmp_path, "locked/a.md")
    (tmp_path / "locked").chmod(0)
    assert find(tmp_path).left_out == {"unreadable folder": 1}


def test_patterns() -> None:
    matches = pattern_matcher(["**/CHANGELOG*", "docs/old/**"])
    assert matches("CHANGELOG.md")
    assert matches("a/b/CHANGELOG.md")
    assert matches("docs/old/x/y.md")
    assert not matches("docs/new.md")
