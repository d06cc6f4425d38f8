from __future__ import annotations

from pathlib import Path

import pytest

from doccheck.errors import SandboxPolicyError
from doccheck.sandbox import paths


def make_venv(folder: Path) -> Path:
    base = folder / "python3"
    (base / "bin").mkdir(parents=True)
    (base / "bin" / "python3").touch()
    venv = folder / "venv"
    (venv / "bin").mkdir(parents=True)
    (venv / "bin" / "python").symlink_to(base / "bin" / "python3")
    (venv / "pyvenv.cfg").write_text(f"home = {base}/bin\nversion = 3.12\n")
    (venv / "lib" / "python3.12" / "site-packages").mkdir(parents=True)
    return venv


def test_an_environment_shows_itself_and_its_base(tmp_path: Path) -> None:
    venv = make_venv(tmp_path)
    assert paths.interpreter(venv / "bin" / "python") == (venv, tmp_path / "python3")


def test_editable_installs_are_found(tmp_path: Path) -> None:
    venv = make_venv(tmp_path)
    site = venv / "lib" / "python3.12" / "site-packages"
    for name in ("by_pth", "by_finder"):
        (tmp_path / name / "pkg").mkdir(parents=True)
    (site / "a.pth").write_text(f"import os\n{tmp_path}/by_pth\nrelative\n")
    (site / "__editable___b_finder.py").write_text(
        f"MAPPING: dict[str, str] = {{'pkg': '{tmp_path}/by_finder/pkg'}}\nimport sys\n"
    )
    found = paths.interpreter(venv / "bin" / "python")
    assert tmp_path / "by_pth" in found
    assert tmp_path / "by_finder" / "pkg" in found


def test_a_path_file_cannot_show_the_home_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "me"))
    (tmp_path / "me").mkdir()
    venv = make_venv(tmp_path)
    site = venv / "lib" / "python3.12" / "site-packages"
    (site / "a.pth").write_text(f"{tmp_path}/me\n/\n")
    assert tmp_path / "me" not in paths.interpreter(venv / "bin" / "python")


@pytest.mark.parametrize("above", ["me", ".", "/"])
def test_the_home_folder_is_never_granted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, above: str
) -> None:
    (tmp_path / "me").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "me"))
    with pytest.raises(SandboxPolicyError, match="home directory"):
        paths.guard([tmp_path / above])


def test_a_folder_in_the_home_folder_is_granted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "project").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path))
    assert paths.guard([tmp_path / "project"]) == [str(tmp_path / "project")]


def test_who_has_no_home_folder_can_run_in_the_working_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", "relative")  # as `~` is, for a user that has no name
    assert paths.guard([tmp_path]) == [str(tmp_path)]
