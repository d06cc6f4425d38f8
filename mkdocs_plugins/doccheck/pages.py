"""The text of each page as the reader gets it, collected while the site is built."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from mkdocs.utils import meta

from mkdocs_plugins.doccheck.provenance import Sources, Traced, follow, read_lines, trace


def _nothing() -> None:
    """Stand for what is done when the page is converted."""


class PageText:
    """One page.

    `shown` names it in messages; `path` is its file, None for a page that a plugin made. `offset`
    is how many lines of the file stand before the first of the page (its front matter). `changed`
    is set where the page is not its file's text. `blocks` gives the last line of each marked
    block by its first.
    """

    def __init__(
        self, shown: str, path: Path | None, lines: list[str], sources: Sources, *, offset: int = 0
    ) -> None:
        self.shown, self.path, self.sources, self.offset = shown, path, sources, offset
        self.lines = lines
        self.changed = self.tagged = self.closed = False
        self.joined: Callable[[], None] = _nothing
        self.blocks: dict[int, int] = {}
        self.included: set[Path] = set()
        self._traced: Traced | None = None

    @classmethod
    def of_file(
        cls, shown: str, path: Path, text: str, markdown: str, sources: Sources
    ) -> PageText:
        """Return a page read from a file with this text, of which plugins made `markdown`."""
        source = text if text == markdown else meta.get_data(text)[0]
        offset = text.count("\n", 0, len(text) - len(source)) if text.endswith(source) else 0
        page = cls(shown, path, source.split("\n"), sources, offset=offset)
        page.follow(markdown.split("\n"))
        return page

    @classmethod
    def generated(cls, shown: str, markdown: str, sources: Sources) -> PageText:
        """Return a page that a plugin made; its lines are its own."""
        page = cls(shown, None, markdown.split("\n"), sources)
        page.changed = True
        return page

    @property
    def text(self) -> str:
        """The page as one text."""
        return "\n".join(self.lines)

    @property
    def traced(self) -> Traced:
        """The lines with their origins, as far as they have been followed."""
        if self._traced is None:  # most pages never need it
            self._traced = trace(self.shown, self.lines, self.offset + 1)
        return self._traced

    @property
    def file_lines(self) -> list[str]:
        """The lines of the page's file, those of the page itself where it has none."""
        return read_lines(self.path) if self.path else self.lines

    def follow(self, lines: Sequence[str]) -> None:
        """Take `lines` for what the page has become."""
        if lines != self.lines:
            beside = self.path.parent if self.path else Path()
            self.replace(follow(self.traced, lines, self.sources, beside))

    def replace(self, traced: Traced) -> None:
        """Take `traced`, whose origins are known, for what the page has become."""
        lines = [line for line, _ in traced]
        if lines != self.lines:
            self.changed = True
            self.lines, self._traced = lines, traced

    def includes(self, paths: Iterable[Path]) -> None:
        """Note files that the page took lines from."""
        self.included.update(path.resolve() for path in paths)

    def close(self) -> None:
        """End the following: what the page says is known."""
        self.closed = True
