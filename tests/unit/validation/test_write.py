from __future__ import annotations

from pathlib import Path

import pytest

from doccheck.errors import InputError
from doccheck.validation.write import stale_pages, write_pages

PAGES = {"a.md": "one\n", "b.txt": "é\n"}


def test_only_what_differs_is_written(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    assert stale_pages(PAGES, folder) == ["a.md", "b.txt"]
    write_pages(PAGES, folder)
    assert stale_pages(PAGES, folder) == []
    before = (folder / "b.txt").stat()
    (folder / "a.md").write_text("other")
    assert stale_pages(PAGES, folder) == ["a.md"]
    assert write_pages(PAGES, folder) == [folder / "a.md"]
    after = (folder / "b.txt").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_a_folder_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="cannot be written"):
        write_pages(PAGES, tmp_path / "file")
