"""The steps of the GitHub Action, run here as the runner would run them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.functional.shop import MANIFEST

ROOT = Path(__file__).resolve().parents[3]
ACTION = ROOT / ".github" / "actions" / "doccheck"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "cli.json").write_text(json.dumps(MANIFEST))
    (tmp_path / "README.md").write_text("```bash\nshop order\nshop ordr\n```\n")
    (tmp_path / "doccheck.toml").write_text(
        '[programs.shop]\napp = "no_such_module:cli"\nmanifest = "cli.json"\n'
    )
    return tmp_path


def step(project: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    action = yaml.safe_load((ACTION / "action.yml").read_text())
    (only,) = action["runs"]["steps"]
    environment = dict.fromkeys(only["env"], "") | {
        "DOCCHECK_PYTHON": sys.executable,
        "DOCCHECK_IMPORT": "auto",
        "DOCCHECK_SARIF": "doccheck.sarif",
        "DOCCHECK_FAIL_ON": "error",
        "FROM_FORK": "true",
        "GITHUB_ACTION_PATH": str(ACTION),
        "GITHUB_STEP_SUMMARY": str(project / "summary.md"),
        "GITHUB_OUTPUT": str(project / "output"),
    }
    assert set(inputs) <= set(environment)
    return subprocess.run(
        ["bash", "-c", only["run"]],
        cwd=project,
        env={**os.environ, **environment, **inputs},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_fork_is_checked_from_the_manifest(project: Path) -> None:
    done = step(project)
    assert done.returncode == 1, done.stderr
    assert "::error file=README.md,line=3" in done.stdout
    assert (project / "output").read_text() == "errors=1\n"
    assert "README.md" in (project / "summary.md").read_text()
    assert json.loads((project / "doccheck.sarif").read_text())["version"] == "2.1.0"


def test_a_right_page_passes(project: Path) -> None:
    (project / "README.md").write_text("`shop order`\n")
    done = step(project, DOCCHECK_SARIF="", DOCCHECK_PATHS="README.md")
    assert done.returncode == 0, done.stderr
    assert not (project / "doccheck.sarif").exists()


def test_a_program_that_cannot_be_imported_fails_the_step(project: Path) -> None:
    assert step(project, FROM_FORK="false").returncode == 2


def _git(project: Path, *words: str) -> str:
    identity = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
    command = ["git", "-C", str(project), *identity, *words]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def _commit(project: Path) -> str:
    _git(project, "add", "--all")
    _git(project, "commit", "-q", "-m", "x")
    return _git(project, "rev-parse", "HEAD")


@pytest.fixture
def drifted(project: Path) -> tuple[Path, str]:
    """A repository in a subfolder of which a branch mends one stale line and adds another."""
    _git(project, "init", "-q")
    (project / "GUIDE.md").write_text("`shop lsit`\n")
    base = _commit(project)
    (project / "GUIDE.md").write_text("`shop order`\n")
    (project / "README.md").write_text("New words.\n\n```bash\nshop ordr\nshop delet\n```\n")
    _commit(project)
    return project, base


def test_the_summary_tells_what_is_new_against_the_base(drifted: tuple[Path, str]) -> None:
    project, base = drifted
    done = step(project, DOCCHECK_BASE=base)
    assert done.returncode == 1, done.stderr
    summary = (project / "summary.md").read_text()
    assert "**1 new, 1 fixed, 1 remaining** against the base." in summary
    rows = [line.split(" | ") for line in summary.splitlines() if line.startswith("| `")]
    assert [(row[0], row[-1]) for row in rows] == [
        ("| `README.md`", "remaining |"),
        ("| `README.md`", "new |"),
        ("| `GUIDE.md`", "| fixed |"),
    ]
    assert "`shop lsit` (DC101)" in summary
    assert _git(project, "worktree", "list").count("\n") == 0


@pytest.mark.parametrize("base", ["0" * 40, "no-such-branch"])
def test_a_base_that_is_not_there_is_said(drifted: tuple[Path, str], base: str) -> None:
    project, _ = drifted
    done = step(project, DOCCHECK_BASE=base)
    assert done.returncode == 1
    assert "could not be checked: no comparison" in (project / "summary.md").read_text()
    assert "::error file=README.md,line=5" in done.stdout


def test_a_base_whose_settings_are_broken_is_said(drifted: tuple[Path, str]) -> None:
    project, _ = drifted
    good = (project / "doccheck.toml").read_text()
    (project / "doccheck.toml").write_text("nonsense = 1\n")
    base = _commit(project)
    (project / "doccheck.toml").write_text(good)
    assert step(project, DOCCHECK_BASE=base).returncode == 1
    assert "could not be checked" in (project / "summary.md").read_text()


def test_a_project_in_a_subfolder_is_annotated_from_the_root(project: Path) -> None:
    _git(project, "init", "-q")
    folder = project / "a, b" / "sub"
    folder.mkdir(parents=True)
    for name in ("cli.json", "README.md", "doccheck.toml"):
        (project / name).rename(folder / name)
    _commit(project)
    done = step(folder, GITHUB_OUTPUT=str(project / "output"))
    assert done.returncode == 1, done.stderr
    assert "::error file=a%2C b/sub/README.md,line=3" in done.stdout
    (run,) = json.loads((folder / "doccheck.sarif").read_text())["runs"]
    (found,) = run["results"]
    place = found["locations"][0]["physicalLocation"]["artifactLocation"]
    assert place["uri"] == "a%2C%20b/sub/README.md"


def test_why_nothing_was_checked_is_annotated_and_in_the_summary(project: Path) -> None:
    (project / "doccheck.toml").write_text('[programs.shop]\napp = "shop:cli"\n')
    done = step(project)
    assert done.returncode == 2
    cause = "program `shop` has no `manifest`, and importing it is not allowed"
    assert f"::error title=doccheck::doccheck: {cause}" in done.stdout
    summary = (project / "summary.md").read_text()
    assert summary.startswith("Nothing was checked:")
    assert cause in summary
