"""What blocks can read beside their fixtures, as a key."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path

import pytest

from doccheck.config import Settings
from doccheck.config.settings import ProgramSettings
from doccheck.engine.run import surfaces
from doccheck.engine.run.surfaces import Surface, surface_of
from doccheck.engine.targets import Target


def surface(root: Path, *, cache: Path | None = None, **named: tuple[str, ...]) -> Surface:
    settings = Settings(root=root)
    run = dataclasses.replace(settings.run, **named)  # type: ignore[arg-type]  # two of its fields
    return surface_of(dataclasses.replace(settings, run=run), (), cache)


def test_a_command_that_changes_comes_or_goes_is_another_key(tmp_path: Path) -> None:
    seen = [surface(tmp_path, search_path=("bin",)).key]
    script = tmp_path / "bin" / "greet"
    script.parent.mkdir()
    for change in (
        lambda: script.write_text("one"),
        lambda: script.write_text("longer"),
        lambda: script.chmod(0o755),
        lambda: os.utime(script, ns=(1, 1)),
        lambda: script.rename(script.with_name("other")),
    ):
        change()
        seen.append(surface(tmp_path, search_path=("bin",)).key)
        assert surface(tmp_path, search_path=("bin",)).key == seen[-1]
    assert len(set(seen)) == 6


def test_what_lies_below_a_folder_of_commands_does_not_count(tmp_path: Path) -> None:
    (tmp_path / "bin" / "inner").mkdir(parents=True)
    before = surface(tmp_path, search_path=("bin",))
    (tmp_path / "bin" / "inner" / "file").write_text("x")
    assert surface(tmp_path, search_path=("bin",)) == before


def test_all_beneath_what_may_be_read_counts_but_caches(tmp_path: Path) -> None:
    tree, cache = tmp_path / "tree", tmp_path / "tree" / ".cache"
    (tree / "a" / "__pycache__").mkdir(parents=True)
    cache.mkdir()
    (tree / "file").write_text("x")
    single = surface(tmp_path, read_only=("tree/file",))
    before = surface(tmp_path, read_only=("tree",), cache=cache)
    (tree / "a" / "__pycache__" / "m.pyc").write_text("x")
    (cache / "run.json").write_text("x")
    assert surface(tmp_path, read_only=("tree",), cache=cache) == before
    (tree / "a" / "data").write_text("x")
    assert surface(tmp_path, read_only=("tree",), cache=cache) != before
    assert surface(tmp_path, read_only=("tree/file",)) == single
    (tree / "file").write_text("longer")
    assert surface(tmp_path, read_only=("tree/file",)) != single


def test_too_much_is_said_not_searched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(surfaces, "MOST", 3)
    for name in "abcd":
        (tmp_path / name).touch()
    found = surface(tmp_path, read_only=(".",))
    assert found.vast == "."
    assert "what passed earlier was executed anew" in found.notes[0]
    assert not surface(tmp_path, read_only=("a",)).notes


def test_a_program_known_by_its_manifest_counts_by_its_file(tmp_path: Path) -> None:
    settings = Settings(root=tmp_path)
    settings = dataclasses.replace(
        settings, run=dataclasses.replace(settings.run, search_path=("bin",))
    )
    target = Target("tar", ProgramSettings(), {}, None, tmp_path / "tar.json")
    assert surface_of(settings, [target], None) != surface_of(settings, [], None)
