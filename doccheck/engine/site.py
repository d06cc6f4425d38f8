"""Whether a page belongs to a MkDocs site, where Python-Markdown reads the fence headers."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

CONFIGS = ("mkdocs.yml", "mkdocs.yaml", "properdocs.yml", "properdocs.yaml")
"""The configuration files of a site, in the order in which they are looked for."""
_DOCS_DIR = re.compile(r"^docs_dir:\s*['\"]?([^'\"#\n]+)", re.MULTILINE)
_SUPERFENCES = "pymdownx.superfences"
_REWRITTEN = re.compile(
    r"^hooks:|^\s*-\s*['\"]?(?:macros|table-reader|markdown-exec)\b", re.MULTILINE
)
"""Hooks and macros may change a page before superfences sees it."""


def site_pages(root: Path) -> Callable[[Path], bool]:
    """Return a test of absolute paths: is the page rendered by superfences in this project?"""
    for name in CONFIGS:
        path = root / name
        if path.is_file():
            return _pages_of(path)
    return lambda _path: False


def _pages_of(config: Path) -> Callable[[Path], bool]:
    text = config.read_text(encoding="utf-8", errors="replace")
    if _SUPERFENCES not in text or _REWRITTEN.search(text):
        return lambda _path: False
    named = _DOCS_DIR.search(text)
    docs = (config.parent / (named.group(1).strip() if named else "docs")).resolve()
    return lambda path: path.resolve().is_relative_to(docs)
