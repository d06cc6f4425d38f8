"""The text of each page as the reader gets it, collected while the site is built."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from mkdocs_plugins.doccheck.provenance import Sources, Traced, follow, read_lines, trace


def _nothing() -> None:
    """Stand for what is done when the page is converted."""


@dataclass(slots=True)
class PageText:
    """One page.

    `shown` names it in messages; `path` is its file, None for a page that a plugin made.
    `traced` are its lines with their origins, as far as they have been followed; `offset` is how
    many lines of the file stand before the first (its front matter). `blocks` gives the last
    line of each marked block by its first. `changed` is set where the page is not its file's text.
    """

    shown: str
    path: Path | None
    sources: Sources
    traced: Traced
    offset: int = 0
    changed: bool = False
    tagged: bool = False
    closed: bool = False
    joined: Callable[[], None] = _nothing
    blocks: dict[int, int] = field(default_factory=dict)
    included: set[Path] = field(default_factory=set)

    @classmethod
    def of_file(
        cls, shown: str, path: Path, source: str, markdown: str, sources: Sources
    ) -> PageText:
        """Return a page read from a file.

        `source` is the page's text without its front matter, `markdown` what plugins made of it.
        """
        text = "\n".join(read_lines(path))
        known = text.endswith(source)
        offset = text.count("\n", 0, len(text) - len(source)) if known else 0
        traced = trace(shown, source.split("\n"), offset + 1)
        page = cls(shown, path, sources, traced, offset, changed=not known)
        page.follow(markdown.split("\n"))
        return page

    @classmethod
    def generated(cls, shown: str, markdown: str, sources: Sources) -> PageText:
        """Return a page that a plugin made; its lines are its own."""
        return cls(shown, None, sources, trace(shown, markdown.split("\n")), changed=True)

    @property
    def text(self) -> str:
        """The page as one text."""
        return "\n".join(line for line, _ in self.traced)

    @property
    def file_lines(self) -> list[str]:
        """The lines of the page's file, those of the page itself where it has none."""
        return read_lines(self.path) if self.path else [line for line, _ in self.traced]

    def follow(self, lines: Sequence[str]) -> None:
        """Take `lines` for what the page has become."""
        if len(lines) != len(self.traced) or any(
            line != old for line, (old, _) in zip(lines, self.traced, strict=True)
        ):
            self.changed = True
            beside = self.path.parent if self.path else Path()
            self.traced = follow(self.traced, lines, self.sources, beside)

    def replace(self, traced: Traced) -> None:
        """Take `traced`, whose origins are known, for what the page has become."""
        if [line for line, _ in traced] != [line for line, _ in self.traced]:
            self.changed = True
            self.traced = traced

    def includes(self, paths: Iterable[Path]) -> None:
        """Note files that the page took lines from."""
        self.included.update(path.resolve() for path in paths)

    def close(self) -> None:
        """End the following: what the page says is known."""
        self.closed = True
