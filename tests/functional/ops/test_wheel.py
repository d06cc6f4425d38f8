"""What users install: the wheel of the companion package, and its editable form."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import rustybt_ops

ROOT = Path(__file__).resolve().parents[3]


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(word) for word in command], cwd=cwd, capture_output=True, text=True, check=False
    )


def build(hook: str, folder: Path) -> zipfile.ZipFile:
    """Build as pip does: call the hook of the build backend."""
    script = f"import sys; from hatchling.build import {hook}; print({hook}(sys.argv[1]))"
    built = run(sys.executable, "-c", script, folder, cwd=ROOT / "rustybt_ops")
    assert built.returncode == 0, built.stderr
    return zipfile.ZipFile(folder / built.stdout.split()[-1])


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with build("build_wheel", tmp_path_factory.mktemp("dist")) as archive:
        return Path(str(archive.filename))


def test_the_wheel_holds_the_package_and_its_data(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    sources = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "rustybt_ops").rglob("*.py")
        if "dist" not in path.parts
    }
    assert sources <= names
    others = {name for name in names - sources if ".dist-info/" not in name}
    assert others == {
        "rustybt_ops/py.typed",
        "rustybt_ops/data/SPY-daily-synthetic.csv",
        "rustybt_ops/schemas/result.schema.json",
    }
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_the_editable_form_points_at_the_checkout(tmp_path: Path) -> None:
    with build("build_editable", tmp_path) as archive:
        (pointer,) = (name for name in archive.namelist() if name.endswith(".pth"))
        assert Path(archive.read(pointer).decode().strip()) == ROOT


@pytest.mark.slow
def test_it_runs_where_only_it_is_installed(
    wheel: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RUSTYBT_HOME", str(tmp_path / "home"))
    folder = tmp_path / "venv"
    assert run(sys.executable, "-m", "venv", "--without-pip", folder, cwd=tmp_path).returncode == 0
    installed = run(
        *(sys.executable, "-m", "pip", "--python", folder / "bin" / "python", "install", "-q"),
        wheel,
        cwd=tmp_path,
    )
    assert installed.returncode == 0, installed.stderr
    command = folder / "bin" / "rustybt-ops"
    version = run(command, "--version", cwd=tmp_path).stdout
    assert version == f"rustybt-ops {rustybt_ops.__version__}\n"
    module = run(folder / "bin" / "python", "-m", "rustybt_ops", "--version", cwd=tmp_path)
    assert module.stdout == version
    missing = run(command, "test-broker", "--broker", "binance", cwd=tmp_path)
    assert missing.returncode == 2
    assert "pip install 'rustybt-ops[ccxt]'" in missing.stderr
