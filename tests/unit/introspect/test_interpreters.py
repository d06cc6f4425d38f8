"""Other interpreters and other versions of click, each against itself."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from doccheck.introspect.client import describe

PYENV = Path.home() / ".pyenv" / "versions"
PYTHONS = {"3.8": "3.8.18", "3.9": "3.9.18", "3.10": "3.10.13", "3.12": "3.12.1", "3.13": "3.13.0"}
PAIRS = [
    ("3.8", "7.0"),
    ("3.8", "7.1.2"),
    ("3.8", "8.1.8"),
    ("3.9", "8.0.4"),
    ("3.10", "8.2.1"),
    ("3.12", "7.1.2"),
    ("3.12", "8.1.8"),
    ("3.13", "8.5.1"),
]

pytestmark = pytest.mark.slow


def interpreter(version: str) -> str:
    path = PYENV / PYTHONS[version] / "bin" / "python"
    found = str(path) if path.exists() else shutil.which(f"python{version}")
    if found is None:
        pytest.skip(f"no Python {version} here")
    return found


def package(requirement: str) -> Path:
    """Install one distribution into a folder that later runs use again."""
    cache = Path(os.environ.get("DOCCHECK_TEST_PACKAGES", "/tmp/doccheck-test-packages"))  # noqa: S108  # a cache
    folder = cache / requirement
    if not folder.exists():
        command = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target"]
        done = subprocess.run(
            [*command, str(folder), requirement], capture_output=True, check=False
        )
        if done.returncode:
            shutil.rmtree(folder, ignore_errors=True)
            pytest.skip(f"cannot install {requirement}")
    return folder


@pytest.mark.parametrize(("python", "click"), PAIRS)
def test_verdicts_are_those_of_the_program(
    application: Callable[..., Any], compare: Callable[..., Any], python: str, click: str
) -> None:
    spec = application("click_app", interpreter(python), package(f"click=={click}"))
    comparison = compare(spec, 600)
    assert comparison.disagreements() == []
    assert min(comparison.balance["accepted"], comparison.balance["rejected"]) > 100


def test_the_tree_is_the_same_everywhere(application: Callable[..., Any]) -> None:
    trees = []
    for python, click in (("3.8", "8.1.8"), ("3.10", "8.2.1"), ("3.13", "8.5.1")):
        spec = application("click_app", interpreter(python), package(f"click=={click}"))
        trees.append(describe(spec).tree)
    assert trees[0].framework == "click 8.1.8"
    assert trees[0].root == trees[1].root == trees[2].root
