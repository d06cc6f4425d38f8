"""What the pages show was really produced: the tutorial's steps are taken here."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
FENCE = re.compile(r"^(`{3,})(\w+)\n(.*?)^\1$", re.MULTILINE | re.DOTALL)


def fences(page: str, language: str) -> list[str]:
    text = (ROOT / page).read_text(encoding="utf-8")
    return [body for _, name, body in FENCE.findall(text) if name == language]


def test_the_tutorial(tmp_path: Path) -> None:
    (program,), (project, *_) = (
        fences("docs/tutorial.md", "python"),
        fences("docs/tutorial.md", "toml"),
    )
    (page,), (shown,) = fences("docs/tutorial.md", "markdown"), fences("docs/tutorial.md", "text")
    (tmp_path / "shop.py").write_text(program)
    (tmp_path / "pyproject.toml").write_text(project)
    (tmp_path / "README.md").write_text(page)
    done = doccheck(tmp_path, "check")
    assert done.stdout == shown
    assert done.returncode == 1
    fixed = doccheck(tmp_path, "check", "--fix")
    assert "Fixed 1 finding." in fixed.stdout
    assert "Found 2 errors." in fixed.stdout


def doccheck(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "doccheck", *args],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
