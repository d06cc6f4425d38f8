"""RustyBT's pages, its own mkdocs.yml: 18 stale commands stop it; mended, it builds."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
CORPUS = ROOT.parent / "shared" / "corpus" / "rustybt"
MKDOCS = os.environ.get("DOCCHECK_TEST_RUSTYBT_MKDOCS", "")
LONGEST = 6
"""A command may go on over this many lines before the word that is refused."""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.corpus,
    pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not beside the checkout"),
    pytest.mark.skipif(
        not MKDOCS,
        reason="DOCCHECK_TEST_RUSTYBT_MKDOCS names no `mkdocs` with doccheck, Material,"
        " mkdocstrings, autorefs and mkdocs-jupyter",
    ),
]


def run(site: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    return subprocess.run(
        command, cwd=site, capture_output=True, text=True, check=False, env=environ
    )


def stale() -> list[tuple[str, int]]:
    rows = (CORPUS / "answer_key.jsonl").read_text(encoding="utf-8").splitlines()
    found = [json.loads(row) for row in rows]
    return [(one["file"], one["line"]) for one in found if one["verdict"] == "TRUE_STALE"]


def test_the_build_fails_on_every_stale_command_and_passes_when_they_are_mended(
    tmp_path: Path,
) -> None:
    shutil.copytree(CORPUS / "docs", tmp_path / "docs")
    config = (CORPUS / "mkdocs.yml").read_text(encoding="utf-8")
    plugin = "plugins:\n  - doccheck: {badges: true}"
    (tmp_path / "mkdocs.yml").write_text(config.replace("plugins:", plugin, 1), encoding="utf-8")
    manifest = ROOT / "tests" / "corpus" / "rustybt.json"
    (tmp_path / "doccheck.toml").write_text(
        f'[programs.rustybt]\nmanifest = "{manifest}"\naliases = ["python -m rustybt"]\n'
    )
    built = run(tmp_path, MKDOCS, "build")
    assert built.returncode == 1
    places = {
        (file, int(number))
        for line in built.stderr.splitlines()
        if ": DC" in line
        for file, number in [line.partition("doccheck: ")[2].split(":")[:2]]
    }
    expected = stale()
    assert len(expected) == 18
    for file, line in expected:
        assert any((file, line + more) in places for more in range(LONGEST + 1)), (file, line)

    doccheck = (sys.executable, "-m", "doccheck", "check", "docs")
    assert run(tmp_path, *doccheck, "--fix", "--unsafe-fixes", "--exit-zero").returncode == 0
    assert run(tmp_path, *doccheck, "--add-ignore=no such command yet").returncode == 0
    built = run(tmp_path, MKDOCS, "build")
    assert built.returncode == 0, built.stderr[-2000:]
    assert any("doccheck-caption" in page.read_text() for page in tmp_path.rglob("site/**/*.html"))
