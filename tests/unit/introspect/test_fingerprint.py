"""The key changes when the program may have changed, and only then."""

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from doccheck.introspect.fingerprint import fingerprint
from doccheck.introspect.program import ProgramSpec
from doccheck.introspect.searchpath import site_folders


class Project:
    """A project with a package, beside a virtual environment that holds other packages."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "project"
        self.site = folder / "venv" / "lib" / "python3.12" / "site-packages"
        self.plugin = folder / "plugin"
        python = folder / "venv" / "bin" / "python"
        for file in (
            self.root / "src" / "prog" / "__init__.py",
            self.root / "src" / "prog" / "deep" / "names.json",
            self.root / "src" / "helper.py",
            self.root / "notes.txt",
            self.site / "click-8.1.0.dist-info" / "METADATA",
            self.plugin / "extra" / "__init__.py",
            python,
        ):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text("x")
        (self.site / "plugin.pth").write_text(f"# elsewhere\nimport sys\n{self.plugin}\n")
        self.spec = ProgramSpec(
            "prog", "prog:cli", python, self.root, (self.root / "src", self.root)
        )

    def key(self) -> str:
        return fingerprint(self.spec)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def edit(file: Path) -> None:
    file.write_text("something else")


def upgrade(site: Path) -> None:
    shutil.move(site / "click-8.1.0.dist-info", site / "click-8.2.0.dist-info")


def reinstall(site: Path) -> None:
    os.utime(site / "click-8.1.0.dist-info", ns=(1, 1))


def install_in_place(site: Path) -> None:
    finder = site / "__editable___other_1_0_finder.py"
    finder.write_text(f"MAPPING: dict[str, str] = {{'other': {str(site.parent / 'other')!r}}}\n")


CHANGES: dict[str, Callable[[Project], object]] = {
    "a file of the package": lambda p: edit(p.root / "src/prog/__init__.py"),
    "data of the package": lambda p: edit(p.root / "src/prog/deep/names.json"),
    "a new file": lambda p: (p.root / "src/prog/new.py").touch(),
    "a file is gone": lambda p: (p.root / "src/prog/deep/names.json").unlink(),
    "another module of the project": lambda p: edit(p.root / "src/helper.py"),
    "click in another version": lambda p: upgrade(p.site),
    "a package installed again": lambda p: reinstall(p.site),
    "a plugin installed": lambda p: (p.site / "plugin-1.0.dist-info").mkdir(),
    "a plugin installed in place": lambda p: install_in_place(p.site),
    "the code of a plugin elsewhere": lambda p: edit(p.plugin / "extra/__init__.py"),
    "the interpreter": lambda p: edit(Path(p.spec.interpreter)),
}
NO_CHANGES: dict[str, Callable[[Project], object]] = {
    "nothing": lambda _p: None,
    "compiled files": lambda p: (p.root / "src/prog/__pycache__").mkdir(),
    "documents": lambda p: edit(p.root / "notes.txt"),
    "a folder beside": lambda p: (p.root / "site").mkdir(),
}


@pytest.mark.parametrize("change", CHANGES)
def test_it_changes(project: Project, change: str) -> None:
    before = project.key()
    CHANGES[change](project)
    assert project.key() != before


@pytest.mark.parametrize("change", NO_CHANGES)
def test_it_stays(project: Project, change: str) -> None:
    before = project.key()
    NO_CHANGES[change](project)
    assert project.key() == before


def test_an_edit_of_a_module_installed_in_place_elsewhere(project: Project) -> None:
    install_in_place(project.site)
    other = project.site.parent / "other" / "__init__.py"
    other.parent.mkdir()
    other.touch()
    before = project.key()
    edit(other)
    assert project.key() != before


def test_it_depends_on_the_settings(project: Project) -> None:
    other = ProgramSpec("prog", "prog:other", project.spec.python, project.root, project.spec.paths)
    assert fingerprint(other) != project.key()


def test_nothing_is_imported_or_started(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "posix_spawn", None)
    monkeypatch.setattr("subprocess.Popen", None)
    (project.root / "src/prog/__init__.py").write_text("raise SystemExit")
    assert project.key()
    assert "prog" not in sys.modules


def test_the_running_interpreter(tmp_path: Path) -> None:
    spec = ProgramSpec("mkdocs", "mkdocs.__main__:cli", None, tmp_path)
    same = ProgramSpec("mkdocs", "mkdocs.__main__:cli", Path(sys.executable), tmp_path)
    assert fingerprint(spec) == fingerprint(same)


def test_a_wrapper_of_an_interpreter_is_asked(tmp_path: Path) -> None:
    wrapper = tmp_path / "shims" / "python"
    wrapper.parent.mkdir()
    wrapper.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    wrapper.chmod(0o755)
    assert site_folders(wrapper) == [folder for folder in site_folders(None) if folder.is_dir()]


def test_a_missing_interpreter_and_links_in_a_circle(tmp_path: Path) -> None:
    (tmp_path / "prog").mkdir()
    (tmp_path / "prog" / "again").symlink_to(tmp_path / "prog")
    (tmp_path / "prog" / "gone").symlink_to(tmp_path / "nowhere")
    spec = ProgramSpec("prog", "prog:cli", tmp_path / "no-python", tmp_path, (tmp_path,))
    assert fingerprint(spec)


def test_modules_in_plain_folders_of_the_project_count(tmp_path: Path) -> None:
    (tmp_path / "prog.py").write_text("")
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "helper.py").write_text("x = 1\n")
    spec = ProgramSpec("prog", "prog:cli", None, tmp_path, (tmp_path,))
    before = fingerprint(spec)
    (tmp_path / "lib" / "helper.py").write_text("x = 10\n")
    assert fingerprint(spec) != before
