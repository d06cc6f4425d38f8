"""What the plugin adds to the CPU time of a site's build."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import PYTHON, Ratio, cpu, interleaved
from benchmarks.pages import write_pages

_PAGES = 500
_LIMIT = 1.05
_ROUNDS = 5
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
_MANIFEST = {
    "schema_version": 1,
    "program": "shop",
    "root": {
        "is_group": True,
        "allow_extra_args": True,
        "allow_interspersed_args": False,
        "commands": {
            name: {
                "params": [
                    {
                        "name": option,
                        "kind": "option",
                        "opts": [f"--{option}"],
                        "type": {"name": "text"},
                    },
                    {"name": "rest", "kind": "argument", "nargs": -1, "type": {"name": "text"}},
                ]
            }
            for name, option in (("order", "color"), ("listing", "format"))
        },
    },
}


def overhead() -> Iterator[Ratio]:
    """Build 500 pages with Material for MkDocs, with the plugin and without, in turn."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_pages(folder / "docs", _PAGES)
        (folder / "docs" / "index.md").write_text("# Home\n", encoding="utf-8")
        (folder / "cli.json").write_text(json.dumps(_MANIFEST), encoding="utf-8")
        (folder / "doccheck.toml").write_text('[programs.shop]\nmanifest = "cli.json"\n')
        variants = {
            "without": "plugins: [search]\n",
            "with": "plugins: [search, doccheck]\n",
            "badges": "plugins: [search, {doccheck: {badges: true}}]\n",
        }
        for variant, plugins in variants.items():
            (folder / f"{variant}.yml").write_text(_SITE + plugins, encoding="utf-8")

        def build(variant: str, *, cold: bool = False) -> float:
            cache = folder / ".doccheck_cache"
            if cold:
                for path in cache.glob("*.json") if cache.is_dir() else ():
                    path.unlink()
            command = [PYTHON, "-m", "mkdocs", "build", "-q", "-f", f"{variant}.yml"]
            return cpu(command, cwd=folder)

        without, cold, warm, badges = interleaved(
            lambda: build("without"),
            lambda: build("with", cold=True),
            lambda: build("with"),
            lambda: build("badges"),
            rounds=_ROUNDS,
        )
    what = f"mkdocs build, {_PAGES} pages"
    detail = f"{without:.1f} s of CPU without"
    yield Ratio(f"{what}, plugin, nothing kept", "without", cold / without, _LIMIT, detail)
    yield Ratio(f"{what}, plugin, again", "without", warm / without, _LIMIT, detail)
    yield Ratio(f"{what}, plugin with captions, again", "without", badges / without, None, detail)
