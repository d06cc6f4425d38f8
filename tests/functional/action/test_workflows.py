"""The workflows and the action: valid, pinned, and without known weakness."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[3] / ".github"
WORKFLOWS = sorted((FOLDER / "workflows").glob("*.yml"))
FILES = [*WORKFLOWS, *sorted(FOLDER.glob("actions/*/action.yml"))]
all_files = pytest.mark.parametrize(
    "path", FILES, ids=lambda path: f"{path.parent.name}-{path.name}"
)


def _said(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stdout + done.stderr


@all_files
def test_the_schema_accepts_it(path: Path) -> None:
    pytest.importorskip("check_jsonschema")
    kind = "vendor.github-workflows" if path in WORKFLOWS else "vendor.github-actions"
    assert not _said(sys.executable, "-m", "check_jsonschema", "--builtin-schema", kind, str(path))


@all_files
def test_no_known_weakness(path: Path) -> None:
    try:
        files = distribution("zizmor").files or []
    except PackageNotFoundError:
        pytest.skip("zizmor is not installed")
    (program,) = [each.locate() for each in files if each.name == "zizmor"]
    assert not _said(str(program), "--offline", "--no-progress", str(path))


@all_files
def test_every_action_is_pinned(path: Path) -> None:
    used = re.findall(r"uses: (\S+)", path.read_text(encoding="utf-8"))
    loose = [one for one in used if not re.search(r"^\./|@[0-9a-f]{40}$", one)]
    assert loose == []


def test_nothing_runs_with_the_rights_of_the_base() -> None:
    assert all("pull_request_target" not in path.read_text(encoding="utf-8") for path in WORKFLOWS)
