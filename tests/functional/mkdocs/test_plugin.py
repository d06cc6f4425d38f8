from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.functional.mkdocs.conftest import MANIFEST

PAGE = """\
# Page

=== "Bash"

    ```bash
    shop order --colour red
    ```
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text(PAGE)
    (tmp_path / "cli.json").write_text(json.dumps(MANIFEST))
    (tmp_path / "doccheck.toml").write_text('[programs.shop]\nmanifest = "cli.json"\n')
    configure(tmp_path)
    return tmp_path


def configure(site: Path, options: str = "") -> None:
    (site / "mkdocs.yml").write_text(
        "site_name: Shop\ntheme: mkdocs\nmarkdown_extensions:\n"
        "  - pymdownx.superfences\n  - pymdownx.tabbed:\n      alternate_style: true\n"
        f"plugins:\n  - doccheck:\n      enabled: !ENV [DOCS_CHECK, true]\n{options}"
    )


def build(site: Path, *args: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", *args],
        cwd=site,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )


def test_a_stale_command_fails_the_build_once(site: Path) -> None:
    done = build(site)
    assert done.returncode == 1
    assert "docs/index.md:6:16: DC102 unknown-option" in done.stderr
    assert done.stderr.count("1 finding in the documentation") == 1
    assert "Traceback" not in done.stderr
    assert not (site / "site" / "index.html").exists()


def test_a_right_page_builds(site: Path) -> None:
    page = site / "docs" / "index.md"
    page.write_text(PAGE.replace("--colour", "--color"))
    done = build(site, "--strict")
    assert done.returncode == 0, done.stderr
    assert "1 of 1 command references checked" in done.stderr


def test_never_and_disabled(site: Path) -> None:
    assert build(site, DOCS_CHECK="false").returncode == 0
    configure(site, "      fail_on: never\n")
    done = build(site)
    assert done.returncode == 0
    assert "DC102" in done.stderr


def test_warnings_fail_strict_only(site: Path) -> None:
    (site / "docs" / "index.md").write_text("`shop old`\n")
    assert build(site).returncode == 0
    assert build(site, "--strict").returncode == 1
    configure(site, "      fail_on: warning\n")
    assert build(site).returncode == 1


def test_bad_settings_are_one_message(site: Path) -> None:
    (site / "doccheck.toml").write_text('[programs.shop]\nmanifst = "cli.json"\n')
    done = build(site)
    assert done.returncode == 1
    assert "did you mean `programs.shop.manifest`?" in done.stderr
    assert "Traceback" not in done.stderr
    configure(site, "      fail_on: sometimes\n")
    assert build(site).returncode == 1
