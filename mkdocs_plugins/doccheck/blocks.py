"""Marks in the HTML of each fenced block, by which its line on the page is found again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from markdown import Markdown

from mkdocs_plugins.doccheck.pages import PageText
from mkdocs_plugins.doccheck.provenance import shared_lines

_PREPROCESSOR = "fenced_code_block"
"""Where pymdownx.superfences, or Python-Markdown's own fences, turn blocks into HTML."""
CAPTION, BOX = "caption", "box"
TOP = 0
"""The line of a mark that stands for the page as a whole."""
_MARK = re.compile(r'<div data-doccheck-(caption|box)="?([0-9]{1,9})"?></div>')


def attribute(kind: str) -> str:
    """Return the name of the attribute by which a mark is known."""
    return f"data-doccheck-{kind}"


def mark(kind: str, line: int) -> str:
    """Return an empty element that shows nothing until something is put in its place."""
    return f'<div {attribute(kind)}="{line}"></div>'


def marks() -> re.Pattern[str]:
    """Return the pattern of a mark: its kind and its line are the groups."""
    return _MARK


def preprocessor(md: Markdown, name: str) -> Any:  # noqa: ANN401 - extensions are not typed
    """Return a registered preprocessor, None where there is none of that name."""
    try:
        return md.preprocessors[name]
    except KeyError:
        return None


def watch_fences(md: Markdown, page: PageText, *, boxes: bool) -> None:
    """Have each fenced block of the page marked, and its lines told."""
    fences = preprocessor(md, _PREPROCESSOR)
    if hasattr(fences, "_store"):
        _watch_superfences(fences, page, boxes=boxes)
    elif hasattr(fences, "FENCED_BLOCK_RE"):
        _watch_own_fences(fences, page, boxes=boxes)


def _watch_own_fences(fences: Any, page: PageText, *, boxes: bool) -> None:  # noqa: ANN401 - not typed
    """Mark what Python-Markdown's own fences put aside: one HTML block for each match, in order."""
    run = fences.run

    def run_watched(lines: list[str]) -> Any:  # noqa: ANN401 - as the method itself
        if not _same(lines, page):
            return run(lines)
        text, aside = "\n".join(lines), fences.md.htmlStash.rawHtmlBlocks
        before = len(aside)
        after = run(lines)
        matches = list(fences.FENCED_BLOCK_RE.finditer(text))
        if len(matches) == len(aside) - before:  # else one of them was left as it is
            for at, match in enumerate(matches, before):
                start = text.count("\n", 0, match.start()) + 1
                page.blocks[start] = start + match.group().count("\n")
                aside[at] = marked(aside[at], start, boxes=boxes)
        return after

    fences.run = run_watched


def _watch_superfences(fences: Any, page: PageText, *, boxes: bool) -> None:  # noqa: ANN401 - not typed
    run, store = fences.run, fences._store  # noqa: SLF001 - the one place that knows the lines
    aligned = False

    def run_watched(lines: list[str]) -> Any:  # noqa: ANN401 - as the method itself
        nonlocal aligned
        aligned = _same(lines, page)
        return run(lines)

    def store_marked(source: str, code: object, start: int, end: int) -> Any:  # noqa: ANN401 - the same
        if aligned and isinstance(code, str):
            page.blocks[start + 1] = end
            code = marked(code, start + 1, boxes=boxes)
        return store(source, code, start, end)

    fences.run, fences._store = run_watched, store_marked  # noqa: SLF001 - see above


def _same(lines: Sequence[str], page: PageText) -> bool:
    """Tell whether the lines are still those of the page, so that their numbers are its own.

    Whitespace has been normalised since, and two empty lines put at the end.
    """
    before = [line.expandtabs(4).rstrip() for line in page.lines]
    now = [line.expandtabs(4).rstrip() for line in lines]
    return shared_lines(before, now) == len(before)


def marked(code: str, line: int, *, boxes: bool) -> str:
    """Put the marks into the HTML of a block: one in its frame, if it has one, one behind it."""
    bare = code.rstrip()
    if bare.startswith("<div ") and bare.endswith("</div>"):
        code = f"{bare[: -len('</div>')]}{mark(CAPTION, line)}</div>"
    else:
        code = f"{bare}\n{mark(CAPTION, line)}"
    return f"{code}\n{mark(BOX, line)}" if boxes else code
