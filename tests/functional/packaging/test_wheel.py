"""What users install: the wheel, in an environment of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import doccheck

ROOT = Path(__file__).resolve().parents[3]


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(word) for word in command], cwd=cwd, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    built = run(
        *(sys.executable, "-m", "build", "--wheel", "--no-isolation", "-o", folder), cwd=ROOT
    )
    assert built.returncode == 0, built.stdout + built.stderr
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("venv")
    assert run(sys.executable, "-m", "venv", "--without-pip", folder, cwd=folder).returncode == 0
    installed = run(
        *(sys.executable, "-m", "pip", "--python", folder / "bin" / "python", "install", "-q"),
        *("-c", ROOT / "constraints.txt", wheel),
        cwd=folder,
    )
    assert installed.returncode == 0, installed.stderr
    return folder


def test_the_wheel_holds_the_packages_and_their_data(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert "mkdocs_plugins/doccheck/doccheck.css" in names
    assert "doccheck/py.typed" in names
    assert "mkdocs_plugins/doccheck/plugin.py" in names
    assert "mkdocs_plugins/__init__.py" not in names
    for schema in ("manifest", "report", "settings"):
        assert f"doccheck/schemas/{schema}.schema.json" in names
    assert not [name for name in names if name.startswith(("tests/", "docs/", "rustybt_ops/"))]


def test_it_runs_where_only_it_is_installed(environment: Path, tmp_path: Path) -> None:
    command = environment / "bin" / "doccheck"
    assert run(command, "--version", cwd=tmp_path).stdout == f"doccheck {doccheck.__version__}\n"
    (tmp_path / "page.md").write_text("`doccheck chek`\n")
    done = run(
        *(command, "check", "page.md", "--app", "doccheck=doccheck.cli.main:cli"),
        *("--output-format", "json"),
        cwd=tmp_path,
    )
    assert done.returncode == 1, done.stderr
    (finding,) = json.loads(done.stdout)["findings"]
    assert finding["suggestion"] == "check"


def test_the_plugin_is_an_extra(environment: Path, tmp_path: Path) -> None:
    script = (
        "from importlib.metadata import distribution as d; m = d('mkdocs-doccheck');"
        "print([e.name for e in m.entry_points if e.group == 'mkdocs.plugins'],"
        " m.metadata.get_all('Provides-Extra'))"
    )
    python = environment / "bin" / "python"
    assert run(python, "-c", script, cwd=tmp_path).stdout == "['doccheck'] ['mkdocs']\n"
    assert run(python, "-c", "import mkdocs", cwd=tmp_path).returncode != 0
