"""Python-Markdown with pymdownx, the authority for what a reader of an MkDocs site sees."""

from __future__ import annotations

import html
from html.parser import HTMLParser
from typing import Any

import markdown
from pymdownx.superfences import highlight_validator  # type: ignore[import-untyped]  # brings no types

_EXTENSIONS = [
    "admonition",
    "attr_list",
    "def_list",
    "footnotes",
    "md_in_html",
    "meta",
    "tables",
    "pymdownx.details",
    "pymdownx.highlight",
    "pymdownx.superfences",
    "pymdownx.tabbed",
]


class _Shown(HTMLParser):
    """Collects the fences that survive into the page."""

    def __init__(self) -> None:
        super().__init__()
        self.numbers: list[int] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        number = dict(attrs).get("data-fence")
        if tag == "div" and number is not None:
            self.numbers.append(int(number))


def shown_fences(text: str) -> list[tuple[str, str]]:
    """Return language and content of every fence that a reader sees, in order."""
    seen: list[tuple[str, str]] = []

    def stamp(source: str, language: str, *_: object, **__: object) -> str:
        seen.append((language, source))
        return f'<div data-fence="{len(seen) - 1}">{html.escape(source)}</div>'

    fence = {"name": "*", "class": "x", "format": stamp, "validator": highlight_validator}
    settings: dict[str, dict[str, Any]] = {
        "pymdownx.superfences": {"custom_fences": [fence]},
        "pymdownx.tabbed": {"alternate_style": True},
    }
    shown = _Shown()
    shown.feed(markdown.Markdown(extensions=_EXTENSIONS, extension_configs=settings).convert(text))
    return [seen[number] for number in shown.numbers]
