"""A Python-Markdown extension that follows a page's lines through snippets to its blocks.

Before pymdownx.snippets (priority 32) each line gets an invisible tag with its place; the
snippets extension tags what it reads; right after it (31.2, before anything else that rewrites)
the tags are taken off again. What makes fences into HTML then tells at which lines a block stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from secrets import token_hex
from typing import Any

from markdown import Extension, Markdown
from markdown.preprocessors import Preprocessor
from mkdocs.exceptions import PluginError

from mkdocs_plugins.doccheck.blocks import preprocessor, watch_fences
from mkdocs_plugins.doccheck.indented import watch_indented
from mkdocs_plugins.doccheck.pages import PageText
from mkdocs_plugins.doccheck.provenance import Origin, Traced, not_utf8, read_lines

_OPEN, _MIDDLE, _CLOSE = f"\ue0d0{token_hex(8)}", "\ue0d1", "\ue0d2"
"""Of the private use area, which no extension knows, with a word that no page can foretell."""
_TAG = re.compile(f"{_OPEN}([0-9]+){_MIDDLE}([0-9]+){_CLOSE}")
_BLOCK_MARK = re.compile(r"[ \t]*-{1,}8<-{1,}[ \t]*\r?$")
_SNIPPET = "8<-"
_BEFORE_SNIPPETS, _AFTER_SNIPPETS = 32.5, 31.2


class Tags:
    """The files that lines of one page came from, by the number in their tags."""

    def __init__(self) -> None:
        self.files: list[tuple[Path, list[str]]] = []

    def tag(self, number: int, lines: Sequence[str]) -> list[str]:
        """Return the lines with tags; what snippets and dedenting look at stays as it is."""
        tagged, block = [], False
        for at, line in enumerate(lines):
            if _BLOCK_MARK.match(line):
                block = not block
            plain = block or _SNIPPET in line or not line.strip()
            tagged.append(line if plain else f"{line}{_OPEN}{number}{_MIDDLE}{at}{_CLOSE}")
        return tagged

    def read(self, path: Path, lines: Sequence[str]) -> list[str]:
        """Return the lines of a snippet with tags."""
        self.files.append((path, list(lines)))
        return self.tag(len(self.files), lines)


class Provenance(Extension):
    """Follows the lines of the page that `page_of` returns, when that page is converted."""

    def __init__(self, page_of: Callable[[], PageText | None], *, marks: bool, boxes: bool) -> None:
        super().__init__()
        self._page_of, self._marks, self._boxes = page_of, marks, boxes

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown names it
        """Join in where the page itself is converted, not a text inside it."""
        page = self._page_of()
        if page is None or page.closed:
            return
        tags = Tags()
        md.preprocessors.register(_Opener(md, page, tags), "doccheck-open", _BEFORE_SNIPPETS)
        md.preprocessors.register(_Closer(md, page, tags), "doccheck-close", _AFTER_SNIPPETS)
        if self._marks:
            page.joined = lambda: watch_fences(md, page, boxes=self._boxes)
            watch_indented(md, page, boxes=self._boxes)


class _Opener(Preprocessor):
    def __init__(self, md: Markdown, page: PageText, tags: Tags) -> None:
        super().__init__(md)
        self._page, self._tags = page, tags

    def run(self, lines: list[str]) -> list[str]:
        if self._page.closed:
            return lines
        self._page.joined()
        snippets = preprocessor(self.md, "snippet")
        self._page.follow(lines)
        if snippets is None or not (
            snippets.auto_append or any(_SNIPPET in line for line in lines)
        ):
            return lines
        self._page.tagged = True
        _tag_snippets(snippets, self._tags)
        return self._tags.tag(0, lines)


def _tag_snippets(snippets: Any, tags: Tags) -> None:  # noqa: ANN401 - pymdownx is not typed
    """Have the snippets extension tag the lines of each file that it reads."""
    if hasattr(snippets, "read_lines"):
        read = snippets.read_lines
        snippets.read_lines = lambda path: tags.read(Path(path), _decoded(read, path))
        return
    parse = snippets.parse_snippets

    # Whatever the extension's own method takes and returns.
    def parse_tagged(lines: list[str], name: str | None = None, *rest: Any, **more: Any) -> Any:  # noqa: ANN401 - as said
        if name and Path(name).is_file():
            lines = _aligned(tags, Path(name), lines)
        try:
            return parse(lines, name, *rest, **more)
        except UnicodeDecodeError as error:  # older releases read within, and name no file
            byte = error.object[error.start]
            raise PluginError(
                f"doccheck: a snippet is not valid UTF-8 (byte {byte:#04x}); save it as UTF-8"
            ) from error

    snippets.parse_snippets = parse_tagged


def _decoded(read: Callable[[str], list[str]], path: str) -> list[str]:
    try:
        return read(path)
    except UnicodeDecodeError as error:
        fault = not_utf8(Path(path).read_bytes()) or f"1: {error}"
        raise PluginError(f"doccheck: {path}:{fault}") from error


def _aligned(tags: Tags, path: Path, lines: list[str]) -> list[str]:
    """Tag lines that older releases have already cut out of a file: one run of its lines."""
    content = read_lines(path)
    tagged = tags.read(path, content)
    bare = [line.strip() for line in lines]
    for at in range(len(content) - len(lines) + 1):
        if [line.strip() for line in content[at : at + len(lines)]] == bare:
            marked = tagged[at : at + len(lines)]
            return [line + _tag_of(there) for line, there in zip(lines, marked, strict=True)]
    return lines


def _tag_of(line: str) -> str:
    match = _TAG.search(line)
    return match.group() if match else ""


class _Closer(Preprocessor):
    def __init__(self, md: Markdown, page: PageText, tags: Tags) -> None:
        super().__init__(md)
        self._page, self._tags = page, tags

    def run(self, lines: list[str]) -> list[str]:
        page = self._page
        if page.closed:
            return lines
        if not page.tagged:
            page.follow(lines)
            page.close()
            return lines
        traced: Traced = []
        for line in lines:
            bare, origin = self._origin(line)
            if origin is None:  # blank, or a line that the extension made
                last = traced[-1][1] if traced else page.traced[0][1]
                after = last.line + 1 if last.exact else last.line
                origin = Origin(last.file, after, after, "" if last.exact else None)
            traced.append((bare, origin))
        page.replace(traced)
        page.includes(path for path, _ in self._tags.files)
        page.close()
        return [line for line, _ in traced]

    def _origin(self, line: str) -> tuple[str, Origin | None]:
        match = _TAG.search(line)
        if match is None:
            return line, None
        bare = _TAG.sub("", line)
        number, at = int(match[1]), int(match[2])
        if number == 0:
            return bare, self._page.traced[at][1]
        path, content = self._tags.files[number - 1]
        return bare, Origin(self._page.sources.show(path), at + 1, at + 1, content[at])
