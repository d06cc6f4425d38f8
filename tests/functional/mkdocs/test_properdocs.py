"""The fork of MkDocs runs the same plugin, unchanged."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.functional.mkdocs.conftest import Site

PROPERDOCS = os.environ.get("DOCCHECK_TEST_PROPERDOCS", "")
CONFIG = """\
site_name: Shop
theme: {name: null, custom_dir: theme}
markdown_extensions: [pymdownx.superfences, {pymdownx.snippets: {base_path: [.]}}]
plugins: [{doccheck: {badges: true}}]
"""


@pytest.mark.skipif(
    not PROPERDOCS,
    reason="DOCCHECK_TEST_PROPERDOCS names no `properdocs` beside which doccheck is installed",
)
def test_properdocs_runs_the_same_plugin(site: Site) -> None:
    (site.root / "mkdocs.yml").unlink()
    site.write("properdocs.yml", CONFIG)
    site.write("theme/main.html", "<html><body>{{ page.content }}</body></html>")
    stale = "```bash\nshop order --colour red\n```\n"
    site.write("part.md", stale)
    site.write("docs/index.md", '# P\n\n--8<-- "part.md"\n')
    done = build(site)
    assert done.returncode == 1
    assert "part.md:2:12: DC102" in done.stderr
    assert "Traceback" not in done.stderr
    site.write("part.md", stale.replace("colour", "color"))
    done = build(site)
    assert done.returncode == 0, done.stderr
    assert "Checked against shop 1.2" in site.html()


def build(site: Site) -> subprocess.CompletedProcess[str]:
    command = [PROPERDOCS, "build"]
    return subprocess.run(command, cwd=site.root, capture_output=True, text=True, check=False)
