"""Marks behind indented code, by which its lines on the page are found again.

Indented code is in the tree that Python-Markdown builds, without its line numbers: its text tells
where it stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from markdown.util import HTML_PLACEHOLDER_RE

from mkdocs_plugins.doccheck.blocks import BOX, CAPTION, attribute, marked
from mkdocs_plugins.doccheck.pages import PageText

_BEFORE_HIGHLIGHTING, _AFTER_HIGHLIGHTING = 30.5, 29.5
"""The extensions that highlight take the text out of the tree at 30."""
_INDENT = " " * 4


def watch_indented(md: Markdown, page: PageText, *, boxes: bool) -> None:
    """Have each block of indented code marked; code that is not found on the page stays bare."""
    found: list[tuple[Element, int]] = []
    finder, marker = _Finding(md, page, found), _Marking(md, found, boxes=boxes)
    md.treeprocessors.register(finder, "doccheck-find", _BEFORE_HIGHLIGHTING)
    md.treeprocessors.register(marker, "doccheck-mark", _AFTER_HIGHLIGHTING)


class _Finding(Treeprocessor):
    """Notes the blocks and their first lines, while the tree holds their text."""

    def __init__(self, md: Markdown, page: PageText, found: list[tuple[Element, int]]) -> None:
        super().__init__(md)
        self._page, self._found = page, found
        self._done = False

    def run(self, root: Element) -> None:
        if self._done:  # another text, converted in passing
            return
        self._done = True
        finder = _Finder(self._page)
        for block in root.iter("pre"):
            place = finder.find(_text(block)) if _is_code(block) else None
            if place is not None:
                start, self._page.blocks[start] = place
                self._found.append((block, start))


class _Marking(Treeprocessor):
    """Puts the marks into what highlighting made of a block, or behind the block."""

    def __init__(self, md: Markdown, found: list[tuple[Element, int]], *, boxes: bool) -> None:
        super().__init__(md)
        self._found, self._boxes = found, boxes

    def run(self, root: Element) -> None:
        parents = {child: parent for parent in root.iter() for child in parent}
        aside = self.md.htmlStash.rawHtmlBlocks
        for block, line in self._found:
            kept = HTML_PLACEHOLDER_RE.fullmatch(block.text or "")
            html = aside[int(kept[1])] if kept else None
            if kept and isinstance(html, str):
                aside[int(kept[1])] = marked(html, line, boxes=self._boxes)
            elif block in parents:
                self._mark(parents[block], block, line)
        self._found.clear()

    def _mark(self, parent: Element, block: Element, line: int) -> None:
        at = list(parent).index(block) + 1
        for kind in (BOX, CAPTION) if self._boxes else (CAPTION,):
            element = Element("div", {attribute(kind): str(line)})
            element.tail, block.tail = block.tail, "\n"
            parent.insert(at, element)


def _is_code(block: Element) -> bool:
    return len(block) == 1 and block[0].tag == "code"


def _text(block: Element) -> str:
    """Return the text of the code, the inverse of Python-Markdown's `code_escape`."""
    text = block[0].text or ""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


class _Finder:
    """Finds blocks on the page, in their order; blank lines do not count."""

    def __init__(self, page: PageText) -> None:
        fenced = {line for start, end in page.blocks.items() for line in range(start, end + 1)}
        numbered = enumerate((line.expandtabs(4) for line in page.lines), start=1)
        self._lines = [
            (number, line.strip(), line.startswith(_INDENT) and number not in fenced)
            for number, line in numbered
            if line.strip()
        ]
        self._after = 0

    def find(self, text: str) -> tuple[int, int] | None:
        """Return the first and last line of a block, None where it does not stand on the page."""
        wanted = [line.strip() for line in text.split("\n") if line.strip()]
        last = len(self._lines) - len(wanted)
        for at in range(self._after, last + 1) if wanted else ():
            if self._stands(at, wanted):
                self._after = at + len(wanted)
                return self._lines[at][0], self._lines[self._after - 1][0]
        return None

    def _stands(self, at: int, wanted: Sequence[str]) -> bool:
        there = self._lines[at : at + len(wanted)]
        return all(
            inside and line == one for (_, line, inside), one in zip(there, wanted, strict=True)
        )
