"""Fixtures reach their place, whatever a block has put there, and nothing else."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from doccheck.sandbox.inside.fixtures import copy


@pytest.fixture
def work(tmp_path: Path) -> Path:
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "source"
    path.write_text("content")
    path.chmod(0o755)
    return path


def test_a_tree_with_links_and_modes(tmp_path: Path, work: Path) -> None:
    tree = tmp_path / "tree"
    (tree / "deep").mkdir(parents=True)
    (tree / "deep" / "run").write_text("x")
    (tree / "deep" / "run").chmod(0o755)
    (tree / "plain").write_text("y")
    (tree / "link").symlink_to("plain")
    for _ in range(2):  # again over itself
        copy(str(tree), str(work), "a/./b")
    assert (work / "a/b/deep/run").stat().st_mode & 0o777 == 0o700
    assert (work / "a/b/plain").stat().st_mode & 0o777 == 0o600
    assert (work / "a/b/link").readlink() == Path("plain")


def test_no_link_is_followed(tmp_path: Path, work: Path, source: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "file").write_text("mine")
    (work / "folder").symlink_to(outside)
    (work / "file").symlink_to(outside / "file")
    copy(str(source), str(work), "folder/new")
    copy(str(source), str(work), "file")
    copy(str(source.parent / "outside"), str(work), "folder")
    assert [item.name for item in outside.iterdir()] == ["file"]
    assert (outside / "file").read_text() == "mine"
    assert (work / "file").read_text() == "content"
    assert (work / "folder" / "new").read_text() == "content"


def test_a_fifo_gives_way(work: Path, source: Path) -> None:
    os.mkfifo(work / "file")
    os.mkfifo(work / "folder")
    copy(str(source), str(work), "file")
    copy(str(source), str(work), "folder/file")
    assert (work / "file").read_text() == (work / "folder" / "file").read_text() == "content"


def test_what_cannot_be_read_is_told(tmp_path: Path, work: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    with pytest.raises(OSError, match="neither a file nor a folder"):
        copy(str(tmp_path / "fifo"), str(work), "target")
    with pytest.raises(FileNotFoundError):
        copy(str(tmp_path / "nothing"), str(work), "target")
