from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from doccheck.sandbox.inside.workspace import Workspace, empty, size


def test_sessions_keep_their_files_at_the_same_path(tmp_path: Path) -> None:
    space = Workspace(str(tmp_path))
    work = Path(space.work)
    (work / "unnamed").touch()
    space.activate("a")
    assert not list(work.iterdir())
    (work / "mine").touch()
    space.activate("b")
    assert not list(work.iterdir())
    space.activate("a")
    assert [item.name for item in work.iterdir()] == ["mine"]
    space.activate("")
    assert [item.name for item in work.iterdir()] == ["unnamed"]


def test_a_discarded_session_is_gone(tmp_path: Path) -> None:
    space = Workspace(str(tmp_path))
    space.activate("a")
    Path(space.work, "mine").touch()
    space.discard("a")
    assert space.active == ""
    space.activate("a")
    assert not list(Path(space.work).iterdir())


def test_a_session_may_be_called_anything(tmp_path: Path) -> None:
    space = Workspace(str(tmp_path))
    for name in ("../../escape", "a/b", "-", "\N{SNOWMAN}" * 200):
        space.activate(name)
        Path(space.work, "mine").write_text(name)
        space.activate("")
        space.activate(name)
        assert Path(space.work, "mine").read_text() == name
    assert {item.name for item in tmp_path.iterdir()} <= {"work", "home", "tmp", ".parked"}


def test_a_replaced_working_folder_is_noticed(tmp_path: Path) -> None:
    space = Workspace(str(tmp_path))
    assert space.prepare()
    Path(space.work).rmdir()
    (tmp_path / "elsewhere").mkdir()
    Path(space.work).symlink_to(tmp_path / "elsewhere")
    assert not space.prepare()
    assert not Path(space.work).is_symlink()


def test_other_places_are_emptied_but_for_what_was_there(tmp_path: Path) -> None:
    shared, root = tmp_path / "shared", tmp_path / "root"
    shared.mkdir()
    root.mkdir()
    (shared / "kept").touch()
    space = Workspace(str(root), [str(shared)])
    (shared / "left").touch()
    space.clean()
    assert [item.name for item in shared.iterdir()] == ["kept"]


def test_links_are_removed_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "file").touch()
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "link").symlink_to(outside)
    (inside / "file").symlink_to(outside / "file")
    empty(str(inside))
    assert not list(inside.iterdir())
    assert (outside / "file").exists()


def test_a_tree_of_any_depth_is_removed(tmp_path: Path) -> None:
    here = os.open(tmp_path, os.O_RDONLY)
    for _ in range(150):  # the path becomes too long to be named
        os.mkdir("d" * 60, dir_fd=here)
        below = os.open("d" * 60, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    empty(str(tmp_path))
    assert not list(tmp_path.iterdir())


def test_a_closed_folder_is_removed(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a").chmod(0)
    empty(str(tmp_path))
    assert not list(tmp_path.iterdir())


def test_size_stops_counting_at_its_bounds(tmp_path: Path) -> None:
    for index in range(20):
        (tmp_path / str(index)).write_bytes(b"x" * 8192)
    used, entries = size(str(tmp_path), 1 << 30, 1000)
    assert entries == 20
    assert used >= 20 * 8192
    assert size(str(tmp_path), 1 << 30, 5)[1] == 6


def test_a_block_cannot_redirect_what_is_parked(tmp_path: Path) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    root.mkdir()
    outside.mkdir()
    workspace = Workspace(str(root))
    (root / ".parked").symlink_to(outside)
    workspace.activate("a")
    (root / "work" / "mine").touch()
    workspace.activate("")
    assert not list(outside.iterdir())
    workspace.activate("a")
    assert (root / "work" / "mine").exists()


@pytest.fixture
def memory() -> Iterator[Path]:
    """Return a folder on a file system in memory, where there is one."""
    place = Path("/dev/shm")  # noqa: S108 - the folder made there has a random name
    with tempfile.TemporaryDirectory(dir=place if os.access(place, os.W_OK) else None) as folder:
        yield Path(folder)


def _swap_kept(here: Path) -> None:
    (here / "shared" / "kept").rename(here / "above" / "root" / "work" / "kept")
    (here / "shared" / "left").touch()


def _swap_set(here: Path) -> None:
    (here / "above" / "root" / "home").rmdir()
    (here / "above" / "root" / "left").touch()


def _replace_set(here: Path) -> None:
    (here / "above" / "root" / "home").rmdir()
    (here / "above" / "root" / "home").touch()


def _nest(here: Path) -> None:
    (here / "above" / "root" / "tmp" / "deep").mkdir()
    (here / "above" / "root" / "tmp" / "deep").rename(here / "above" / "root" / "work" / "deep")


def _close(here: Path) -> None:
    (here / "above" / "root" / "work" / "left").touch()
    (here / "above" / "root" / "work").chmod(0)


def _hide(here: Path) -> None:
    (here / "above" / "root" / "work" / "left").touch()
    (here / "above" / "root").rename(here / "above" / "elsewhere")


_CHANGES = (_swap_kept, _swap_set, _replace_set, _nest, _close, _hide)


@pytest.mark.parametrize("change", _CHANGES, ids=lambda one: one.__name__)
def test_what_was_left_is_found_also_where_folders_are_only_looked_at(
    memory: Path, change: Callable[[Path], None]
) -> None:
    root, shared = memory / "above" / "root", memory / "shared"
    root.mkdir(parents=True)
    shared.mkdir()
    (shared / "kept").touch()
    space = Workspace(str(root), [str(shared), str(root.parent)], counted=True)
    for _ in range(2):  # at the second look nothing has changed
        space.clean()
        assert space.prepare()
    change(memory)
    space.clean()
    space.prepare()
    space.clean()
    kept = {"above", "root", "work", "home", "tmp", "shared", "kept"}
    assert {item.name for item in memory.rglob("*")} <= kept
    assert {item.name for item in root.iterdir()} == {"work", "home", "tmp"}
    assert not any(list(item.iterdir()) for item in root.iterdir())
