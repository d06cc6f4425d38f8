"""What the plugin adds to the CPU time of a site's build."""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import PYTHON, Ratio
from benchmarks.pages import SHOP, write_pages

_PAGES = 500
_LIMIT = 0.05
_ROUNDS = 3
_SITE = """\
site_name: Shop
theme: {name: material, font: false}
markdown_extensions:
  - admonition
  - tables
  - pymdownx.highlight
  - pymdownx.superfences
  - pymdownx.snippets
"""


def overhead() -> Iterator[Ratio]:
    """Build 500 pages with Material for MkDocs; compare the plugin's CPU time with the rest.

    Both are taken in one process, so that a busy machine slows them alike.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_pages(folder / "docs", _PAGES)
        (folder / "docs" / "index.md").write_text("# Home\n", encoding="utf-8")
        (folder / "cli.json").write_text(json.dumps(SHOP), encoding="utf-8")
        (folder / "doccheck.toml").write_text('[programs.shop]\nmanifest = "cli.json"\n')
        for variant, options in (("plain", "{}"), ("captions", "{badges: true}")):
            plugins = f"plugins: [search, {{doccheck: {options}}}]\n"
            (folder / f"{variant}.yml").write_text(_SITE + plugins, encoding="utf-8")
        what = f"mkdocs build, {_PAGES} pages, the plugin's CPU"
        for variant, cold, title in (
            ("plain", True, "nothing kept"),
            ("plain", False, "again"),
            ("captions", False, "again, with captions"),
        ):
            shares = [_share(folder, f"{variant}.yml", cold=cold) for _ in range(_ROUNDS)]
            yield Ratio(f"{what}, {title}", "the rest", statistics.median(shares), _LIMIT)


def _share(folder: Path, config: str, *, cold: bool) -> float:
    """Return the plugin's CPU time as a part of what the build costs without it."""
    if cold:
        shutil.rmtree(folder / ".doccheck_cache", ignore_errors=True)
    done = subprocess.run(  # noqa: S603 - our own program
        [PYTHON, Path(__file__).with_name("mkdocs_share.py"), config],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    spent, whole = map(float, done.stdout.split())
    return spent / (whole - spent)
