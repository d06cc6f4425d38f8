"""Names of rows in the documentation audit, so that captions can point at them."""

from __future__ import annotations

from urllib.parse import quote

from doccheck.model.executed import ExecutionRow


def page_anchor(file: str) -> str:
    """Return the name of the row of a page."""
    return f"page-{_letters(file)}"


def example_anchor(row: ExecutionRow) -> str:
    """Return the name of the row of an executed example."""
    return f"example-{_letters(row.file)}-{row.line}"


def marked(anchor: str) -> str:
    """Return an element that carries the name and shows nothing."""
    return f'<span id="{anchor}"></span>'


def _letters(file: str) -> str:
    """Return the name of a file in letters that links and attributes take as they are."""
    name = quote(file, safe="", errors="surrogateescape")
    return name.replace("_", "_5F").replace("~", "_7E").replace("%", "_")
