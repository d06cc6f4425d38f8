"""On whole sites the plugin finds what `doccheck check` finds on the same pages."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
import yaml

from doccheck.api import ProgramSettings, Report, Settings, check, discover
from mkdocs_plugins.doccheck.messages import finding_line
from tests.functional.mkdocs.conftest import run_build

ROOT = Path(__file__).resolve().parents[3]
CORPUS = ROOT.parent / "shared" / "corpus" / "rustybt"
MANIFEST = ROOT / "tests" / "corpus" / "rustybt.json"


def said(report: Report, pages: str) -> list[str]:
    return [finding_line(one) for one in report.findings if one.file.startswith(pages)]


@pytest.mark.slow
@pytest.mark.corpus
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not beside the checkout")
def test_the_public_pages_of_rustybt(tmp_path: Path) -> None:
    """Its own extensions and exclusions; plugins that want its sources are left out."""
    shutil.copytree(CORPUS / "docs", tmp_path / "docs")
    (tmp_path / "doccheck.toml").write_text(
        f'[programs.rustybt]\nmanifest = "{MANIFEST}"\naliases = ["python -m rustybt"]\n'
    )
    config = yaml.safe_load((CORPUS / "mkdocs.yml").read_text(encoding="utf-8"))
    config |= {"plugins": ["doccheck"], "theme": "mkdocs"}
    (tmp_path / "mkdocs.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
    built = run_build(tmp_path)
    program = ProgramSettings(manifest=str(MANIFEST), aliases=("python -m rustybt",))
    settings = Settings(root=tmp_path, programs={"rustybt": program})
    expected = said(check(settings, ["docs"], cwd=tmp_path), "docs/")
    assert [line for line in built.lines if ": DC" in line] == expected
    assert len(expected) >= 18
    assert built.error.startswith("doccheck: ")


def test_the_pages_of_this_project(tmp_path: Path) -> None:
    """Its pages with a stale command put into each, for without one both would be silent."""
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    for page in (tmp_path / "docs").rglob("*.md"):
        text = page.read_text(encoding="utf-8")
        page.write_text(f"{text}\n\n```console\n$ doccheck chekc docs\n```\n", encoding="utf-8")
    (tmp_path / "doccheck.toml").write_text(
        f'[programs.doccheck]\napp = "doccheck.cli.main:cli"\npython = "{sys.executable}"\n'
    )
    config = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    (tmp_path / "mkdocs.yml").write_text(config.replace("name: material", "name: mkdocs"))
    built = run_build(tmp_path)
    pages = sum(1 for _ in (tmp_path / "docs").rglob("*.md"))
    expected = said(check(discover(tmp_path), ["docs"], cwd=tmp_path), "docs/")
    assert [line for line in built.lines if ": DC" in line] == expected
    assert len(expected) >= pages > 20
