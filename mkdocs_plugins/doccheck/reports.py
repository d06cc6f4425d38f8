"""The pages of the validation report, made in the site: nothing is written into `docs_dir`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from doccheck.api import (
    PAGE_NAMES,
    Report,
    Results,
    Settings,
    Store,
    audit_of,
    load_accepted,
    load_all,
    load_results,
    render_pages,
    standing_digests,
)
from doccheck.errors import InputError

FOLDER = "validation"
"""Where the pages stand in the site."""
AUDIT = f"{FOLDER}/documentation-audit-report.md"
_RISKS = "risks.toml"
_ROW = re.compile(r'id="((?:page|example)-[^"\s]+)"')


def anchors_in(file: File | None) -> frozenset[str]:
    """Return the names of the rows on the audit page, once it is rendered."""
    html = file.page.content if file is not None and file.page is not None else None
    return frozenset(_ROW.findall(html or ""))


class ReportPages:
    """The report pages of one build; a page that the project has itself is left alone."""

    def __init__(self, results: Path, root: Path) -> None:
        self.results, self._root = results, root
        self._files: dict[str, File] = {}

    def add(self, files: Files, config: MkDocsConfig) -> None:
        """Add the pages, empty as yet, so that they have their place in the navigation."""
        for name in PAGE_NAMES:
            uri = f"{FOLDER}/{name}"
            if files.get_file_from_path(uri) is None:
                title = Path(name).stem.replace("-", " ").capitalize()
                self._files[name] = File.generated(config, uri, content=f"# {title}\n")
                files.append(self._files[name])

    def made(self, uri: str) -> bool:
        """Tell whether a page is one of these: it quotes commands and offers none."""
        return any(file.src_uri == uri for file in self._files.values())

    def fill(
        self, report: Report, settings: Settings, store: Store, config: MkDocsConfig, files: Files
    ) -> list[str]:
        """Write the report into the pages; return what is to be said of the results.

        Raises:
            DoccheckError: a result, the accepted risks or a program cannot be used.
        """
        results = load_results(self.results)
        risks = self.results.parent / _RISKS
        standing = standing_digests(results, settings, store, cwd=self._root)
        texts = render_pages(
            results,
            audit_of(report, load_all(settings, store), standing),
            risks=load_accepted(risks if risks.is_file() else None),
            today=datetime.now(UTC).date(),
        )
        self._write(texts, config, files)
        return self._notes(results)

    def _write(self, texts: Mapping[str, str], config: MkDocsConfig, files: Files) -> None:
        for name, file in self._files.items():
            file.content_string = texts[name]
            page = file.page
            if page is not None and page.markdown is not None:
                page.markdown = texts[name]
                page.render(config, files)

    def _notes(self, results: Results) -> list[str]:
        if results.unreadable:
            raise InputError(
                "\n  ".join(
                    f"{self.results / one.file}: {one.message}" for one in results.problems
                ),
                hint="mend or remove these result documents; a report must not pass over them",
            )
        if not results.documents and self.results.is_dir():
            return [f"{self.results}: no results, so the report says `not run` throughout"]
        return [f"{self.results / one.file}: {one.message}" for one in results.problems]
