"""The pages of a build, and of the builds before it."""

from __future__ import annotations

import os
from pathlib import Path

from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from mkdocs_plugins.doccheck.pages import PageText
from mkdocs_plugins.doccheck.provenance import Sources, not_utf8

_NOTEBOOK = ".ipynb"
_NOT_READ = frozenset({".py"})
"""mkdocs-jupyter makes pages of scripts; their comments are not read."""


class Book:
    """Collects the text of each page; a page that is not built again keeps its last one."""

    def __init__(self, root: Path) -> None:
        self._root = self._docs = root
        self._sources = Sources([])
        self._pages: dict[str, PageText] = {}
        self.current: PageText | None = None
        self.not_read = 0

    def begin(self, root: Path, docs: Path) -> None:
        """Begin a build."""
        self._root, self._docs = root, docs.resolve()
        self._sources = Sources([root, self._docs])
        self.current = None

    @property
    def pages(self) -> list[PageText]:
        """The pages, those of the last `keep`."""
        return list(self._pages.values())

    @property
    def included(self) -> set[Path]:
        """The files that pages took lines from."""
        return self._sources.used.union(*(page.included for page in self._pages.values()))

    @property
    def names(self) -> list[str]:
        """The files that the pages consist of, as messages show them."""
        included = sorted(map(self._sources.show, self.included))
        return list(dict.fromkeys([*(page.shown for page in self.pages), *included]))

    def page(self, uri: str) -> PageText | None:
        """Return the page whose source has this address in the site."""
        return self._pages.get(uri)

    def open(self, page: Page, markdown: str) -> None:
        """Begin a page, of which plugins made `markdown`."""
        text = self._read(page.file, markdown)
        if text is not None:
            self._pages[page.file.src_uri] = self.current = text

    def finish(self) -> None:
        """End the current page."""
        if self.current is not None:
            self.current.close()
        self.current = None

    def keep(self, files: Files, *, serving: bool) -> None:
        """Keep this build's pages; those not rendered (`--dirty`) are read from their files."""
        self.finish()
        here = {
            file.src_uri: file
            for file in files.documentation_pages()
            if serving or file.inclusion.is_included()
        }
        drafts = {file.src_uri for file in files if file.page is not None}
        self._pages = {
            uri: page for uri, page in self._pages.items() if uri in here or uri in drafts
        }
        for uri, file in here.items():
            path = _source(file)
            if uri not in self._pages and path is not None:
                page = self._unrendered(path)
                if page is not None:
                    self._pages[uri] = page
        self.not_read = sum(Path(uri).suffix in _NOT_READ for uri in here)

    def _unrendered(self, path: Path) -> PageText | None:
        if path.suffix in _NOT_READ:
            return None
        return PageText(self._shown(path), path, [], self._sources)

    def _read(self, file: File, markdown: str) -> PageText | None:
        path = _source(file)
        if path is None:
            made = Path(os.path.abspath(self._docs / file.src_uri))
            return PageText.generated(self._shown(made), markdown, self._sources)
        if path.suffix in _NOT_READ:
            return None
        if path.suffix == _NOTEBOOK:
            return self._unrendered(path)
        try:
            text = file.content_string
        except UnicodeDecodeError:  # another plugin reads it
            text = path.read_text(encoding="utf-8", errors="replace")
        return PageText.of_file(self._shown(path), path, text, markdown, self._sources)

    def _shown(self, path: Path) -> str:
        return Path(os.path.relpath(path, self._root)).as_posix()


def _source(file: File) -> Path | None:
    """Return the file in the project that a page is written in, None where a plugin made it."""
    if file.abs_src_path is None or getattr(file, "generated_by", None) is not None:
        return None
    return Path(file.abs_src_path)


def undecodable(file: File, root: Path) -> str:
    """Return what is wrong with a page's file that is not UTF-8, empty where nothing is.

    A file that cannot be read at all is told by MkDocs.
    """
    path = _source(file)
    if path is None or path.suffix == _NOTEBOOK:
        return ""
    shown = Path(os.path.relpath(path, root)).as_posix()
    try:
        fault = not_utf8(path.read_bytes())
    except OSError:
        return ""
    return f"{shown}:{fault}" if fault else ""
