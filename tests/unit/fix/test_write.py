from __future__ import annotations

import os
from pathlib import Path

import pytest

from doccheck.errors import InputError
from doccheck.fix.write import replace_file, write_back
from doccheck.model.source import Document


def _left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_mark_line_ends_and_permissions_stay(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"\xef\xbb\xbfold\r\nline\r\n")
    path.chmod(0o640)
    assert write_back(
        path, Document("a.md", "old\r\nline\r\n", bom=True), "new\r\nline\r\n", tmp_path
    )
    assert path.read_bytes() == b"\xef\xbb\xbfnew\r\nline\r\n"
    assert path.stat().st_mode & 0o777 == 0o640
    assert _left(tmp_path) == ["a.md"]


def test_nothing_to_write_writes_nothing(tmp_path: Path) -> None:
    assert not write_back(tmp_path / "gone.md", Document("gone.md", "x"), "x", tmp_path)


def test_a_file_that_changed_meanwhile_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("newer")
    with pytest.raises(InputError, match="changed while it was checked"):
        write_back(path, Document("a.md", "older"), "fixed", tmp_path)
    assert path.read_text() == "newer"


def test_a_file_that_is_gone_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="gone"):
        write_back(tmp_path / "a.md", Document("a.md", "x"), "y", tmp_path)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not a plain file"):
        write_back(tmp_path, Document(".", "x"), "y", tmp_path)


def test_a_link_out_of_the_project_is_refused(tmp_path: Path) -> None:
    outside, root = tmp_path / "outside.md", tmp_path / "root"
    root.mkdir()
    outside.write_text("old")
    (root / "a.md").symlink_to(outside)
    with pytest.raises(InputError, match="leads out of the project"):
        write_back(root / "a.md", Document("a.md", "old"), "new", root)
    assert outside.read_text() == "old"


def test_a_link_within_the_project_stays_a_link(tmp_path: Path) -> None:
    real = tmp_path / "real.md"
    real.write_text("old")
    (tmp_path / "a.md").symlink_to(real)
    assert write_back(tmp_path / "a.md", Document("a.md", "old"), "new", tmp_path)
    assert (tmp_path / "a.md").is_symlink()
    assert real.read_text() == "new"


def test_a_loop_of_links_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.md").symlink_to(tmp_path / "b.md")
    (tmp_path / "b.md").symlink_to(tmp_path / "a.md")
    with pytest.raises(InputError):
        write_back(tmp_path / "a.md", Document("a.md", "x"), "y", tmp_path)


def test_a_failure_leaves_the_file_and_no_litter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.md"
    path.write_text("old")

    def fail(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(InputError, match="No space left"):
        write_back(path, Document("a.md", "old"), "new", tmp_path)
    assert path.read_text() == "old"
    assert _left(tmp_path) == ["a.md"]


def test_a_new_file_gets_the_usual_permissions(tmp_path: Path) -> None:
    replace_file(tmp_path / "new.json", b"{}")
    mask = os.umask(0)
    os.umask(mask)
    assert (tmp_path / "new.json").stat().st_mode & 0o777 == 0o666 & ~mask
