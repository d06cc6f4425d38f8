"""Folders of dead processes are removed, those of living ones never."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from doccheck.kernel import claims
from doccheck.kernel.claims import Claim, sweep

ROOT = Path(__file__).parents[3]
MAKER = """
import os, sys, time
from doccheck.kernel.claims import Claim
claim = Claim("box", sys.argv[1])
os.makedirs(claim.path + "/a/b")
open(claim.path + "/a/b/file", "w").close()
os.symlink(sys.argv[2], claim.path + "/a/link")
os.chmod(claim.path + "/a/b", 0)
print(claim.path, flush=True)
time.sleep(300)
"""


@contextmanager
def maker(place: Path, outside: Path) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    with subprocess.Popen(
        [sys.executable, "-c", MAKER, str(place), str(outside)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as process:
        try:
            assert process.stdout is not None
            yield process, Path(process.stdout.readline().strip())
        finally:
            process.kill()


def test_a_killed_maker_leaves_its_folder_to_the_next(tmp_path: Path) -> None:
    place, outside = tmp_path / "tmp", tmp_path / "outside"
    place.mkdir()
    outside.mkdir()
    (outside / "kept").write_text("")
    with maker(place, outside) as (killed, left), maker(place, outside) as (_, kept):
        killed.send_signal(signal.SIGKILL)
        killed.wait(10)
        assert left.is_dir()
        mine = Claim("box", str(place))
        assert sorted(place.iterdir()) == sorted([kept, Path(mine.path)])
        assert (kept / "a" / "link").exists()
        assert (outside / "kept").exists()
        mine.remove()
        assert list(place.iterdir()) == [kept]
    sweep(str(place))
    assert not any(place.iterdir())


NAME = "doccheck-box.4321.abcd1234"


@pytest.mark.parametrize(
    "name",
    ["doccheck-worktree", "doccheck-abcd1234", "doccheck-box.x.abcd1234", f"x{NAME}", f"{NAME}.d"],
)
def test_what_others_may_have_named_so_is_kept(name: str, tmp_path: Path) -> None:
    (tmp_path / name).mkdir()
    (tmp_path / NAME).mkdir()
    sweep(str(tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_links_files_and_other_peoples_folders_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, outside = tmp_path / "tmp", tmp_path / "outside"
    for folder in (place, outside, place / NAME):
        folder.mkdir()
    (outside / "kept").write_text("")
    (place / NAME.replace("abcd", "link")).symlink_to(outside)
    (place / NAME.replace("abcd", "file")).write_text("")
    user = os.geteuid() + 1
    monkeypatch.setattr(os, "geteuid", lambda: user)
    sweep(str(place))
    assert len(list(place.iterdir())) == 3
    monkeypatch.undo()
    sweep(str(place))
    assert len(list(place.iterdir())) == 2
    assert (outside / "kept").exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_root_removes_what_it_gave_to_a_user_for_blocks_and_no_one_elses(tmp_path: Path) -> None:
    for name, owner in ((NAME, claims.PRIVATE_UIDS[7]), (NAME.replace("abcd", "efgh"), 1000)):
        (tmp_path / name).mkdir()
        os.chown(tmp_path / name, owner, owner)
    sweep(str(tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == [NAME.replace("abcd", "efgh")]


def test_a_folder_swept_before_it_was_locked_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make, made = tempfile.mkdtemp, []

    def slow(*, prefix: str, dir: str) -> str:  # noqa: A002 - as the original names it
        path = make(prefix=prefix, dir=dir)
        made.append(path)
        if len(made) == 1:
            sweep(dir)
        return path

    monkeypatch.setattr(tempfile, "mkdtemp", slow)
    claim = Claim("box", str(tmp_path))
    assert made[1:] == [claim.path]
    assert [str(path) for path in tmp_path.iterdir()] == [claim.path]
    claim.remove()


def test_many_at_a_time(tmp_path: Path) -> None:
    lost: list[str] = []

    def work() -> None:
        for _ in range(40):
            claim = Claim("box", str(tmp_path))
            sweep(str(tmp_path))
            if not Path(claim.path).is_dir():
                lost.append(claim.path)
            claim.remove()

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not lost
    assert not any(tmp_path.iterdir())


def test_where_nothing_can_be_locked_nothing_is_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / NAME).mkdir()
    monkeypatch.setattr(claims, "fcntl", None)
    claim = Claim("box", str(tmp_path))
    assert (tmp_path / NAME).is_dir()
    claim.remove()
    assert list(tmp_path.iterdir()) == [tmp_path / NAME]


def test_a_place_that_cannot_be_read_is_no_error(tmp_path: Path) -> None:
    sweep(str(tmp_path / "absent"))
