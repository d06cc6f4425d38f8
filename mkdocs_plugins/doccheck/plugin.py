"""`mkdocs build` fails on a stale command; the pages say which commands were verified.

The text of each page is taken as the plugins leave it and followed through snippets. When all
pages are rendered and before the first is written they are checked together: each finding is
logged with file and line, and one error ends the build. `mkdocs serve` shows the findings in the
page instead.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from doccheck.api import Settings, Severity, Store, discover
from doccheck.errors import DoccheckError
from mkdocs_plugins.doccheck.audit import Audit, PageAudit, audit
from mkdocs_plugins.doccheck.blocks import BOX, TOP, mark
from mkdocs_plugins.doccheck.book import Book, undecodable
from mkdocs_plugins.doccheck.captions import STYLE, Shown, dress, without_marks
from mkdocs_plugins.doccheck.executions import Executions
from mkdocs_plugins.doccheck.messages import (
    absent_line,
    changed_line,
    counted,
    failure_line,
    finding_line,
    nothing_line,
    outdated_lines,
    summary_line,
    verdict_line,
)
from mkdocs_plugins.doccheck.options import DoccheckConfig
from mkdocs_plugins.doccheck.placing import stands
from mkdocs_plugins.doccheck.reports import AUDIT, ReportPages, anchors_in
from mkdocs_plugins.doccheck.running import MODES, Site, as_written
from mkdocs_plugins.doccheck.serving import Watcher, places
from mkdocs_plugins.doccheck.tagging import Provenance

log = get_plugin_logger("doccheck")

_LAST, _FIRST = -100, 100
"""After the plugins that rewrite pages; before those that rewrite the finished HTML."""


class DoccheckPlugin(BasePlugin[DoccheckConfig]):
    """Checks the commands on the pages of a site."""

    def __init__(self) -> None:
        self._serving = False
        self._watcher = Watcher()
        self._book = Book(Path())
        self._shown: Shown | None = None
        self._audit: Audit | None = None
        self._reports: ReportPages | None = None
        self._report_file: File | None = None

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Keep the instance across rebuilds."""
        del dirty
        self._serving = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig | None:
        """Join in the conversion of the pages."""
        if not self.config.enabled:
            return None
        self._book.begin(_root(config), Path(config.docs_dir))
        marked = self.config.badges or self._serving
        follower = Provenance(lambda: self._book.current, marks=marked, boxes=self._serving)
        extensions: list[Any] = config.markdown_extensions  # an instance does as well
        extensions.append(follower)
        if marked and STYLE not in config.extra_css:
            config.extra_css.append(STYLE)
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add the style sheet of captions and boxes, and the report pages."""
        if not self.config.enabled:
            return files
        self._reports = None
        if self.config.report:
            self._reports = ReportPages(_root(config) / self.config.report, _root(config))
            self._reports.add(files, config)
        self._report_file = files.get_file_from_path(AUDIT)
        if STYLE in config.extra_css:
            style = Path(__file__).with_name("doccheck.css").read_text(encoding="utf-8")
            files.append(File.generated(config, STYLE, content=style))
        return files

    def on_pre_page(self, page: Page, /, *, config: MkDocsConfig, files: Files) -> None:
        """Stop at a page that is not UTF-8, which MkDocs would end at with a traceback."""
        del files
        elsewhere = bool(config.plugins.events["page_read_source"])  # not ours to read
        fault = undecodable(page.file, _root(config)) if self.config.enabled else ""
        if fault and not elsewhere:
            raise PluginError(f"doccheck: {fault}")

    @event_priority(_LAST)
    def on_page_markdown(
        self, markdown: str, /, *, page: Page, config: MkDocsConfig, files: Files
    ) -> None:
        """Take the page's text as the other plugins leave it."""
        del config, files
        report = self._reports is not None and self._reports.made(page.file.src_uri)
        if self.config.enabled and not report:
            self._book.open(page, markdown)

    def on_page_content(
        self, html: str, /, *, page: Page, config: MkDocsConfig, files: Files
    ) -> str | None:
        """End the following of the page; leave room for what concerns it as a whole."""
        del page, config, files
        if not self.config.enabled:
            return None
        self._book.finish()
        return f"{mark(BOX, TOP)}\n{html}" if self._serving else None

    def on_env(self, env: object, /, *, config: MkDocsConfig, files: Files) -> None:
        """Check all pages; log what is found, and fail once."""
        del env
        if not self.config.enabled:
            return
        self._audit = self._shown = None
        self._book.keep(files, serving=self._serving)
        try:
            self._check(_root(config), config, files)
        except DoccheckError as error:
            hint = f"\n  {error.hint}" if error.hint else ""
            message = f"{error.message}{hint}"
            if not self._serving:
                raise PluginError(f"doccheck: {message}") from error
            log.error("%s", message)  # noqa: TRY400 - the message is for people

    @event_priority(_FIRST)
    def on_post_page(self, output: str, /, *, page: Page, config: MkDocsConfig) -> str | None:
        """Put captions and boxes into the page, so that the search does not hold them."""
        del config
        text = self._book.page(page.file.src_uri)
        if not self.config.enabled or text is None:
            return None
        if self._audit is None or self._shown is None:  # the check could not be made
            return without_marks(output)
        found = self._audit.pages.get(text.shown, PageAudit())
        report = self._report_file.url_relative_to(page.file) if self._report_file else ""
        return dress(output, text, found, replace(self._shown, report=report))

    def on_serve(
        self,
        server: LiveReloadServer,
        /,
        *,
        config: MkDocsConfig,
        builder: Any,  # noqa: ANN401 - as MkDocs has it
    ) -> LiveReloadServer:
        """Watch what the verdicts rest on."""
        del config, builder
        if self.config.enabled:
            self._watcher.start(server)
        return server

    def _check(self, root: Path, config: MkDocsConfig, files: Files) -> None:
        settings = self._settings(root)
        if self._serving:
            self._watcher.watch([*places(settings), *self._book.included])
        store = Store(settings.root / settings.cache_dir)
        found = audit(settings, self._book.pages, root=root, store=store)
        for finding in found.report.findings:
            level = log.info if finding.severity is Severity.INFO else log.warning
            level("%s", finding_line(finding))
        log.info("%s", summary_line(found.report, self._book))
        if not found.report.summary.checked:
            log.warning("%s", nothing_line(found.report))
        versions = {one.name: one.version or "" for one in found.report.programs}
        self._audit = found
        if self._reports is not None:
            for note in self._reports.fill(found.report, settings, store, config, files):
                log.info("%s", note)
            if not self._reports.results.is_dir():
                log.warning("%s", absent_line(self._reports.results))
        executions = self._executions(Site(root, settings, store))
        anchors = anchors_in(self._report_file) if self.config.badges else frozenset()
        self._shown = Shown(
            self.config.badges, self._serving, versions, executions, anchors=anchors
        )
        failed = self._log_failed(executions)
        said = verdict_line(found.report, self.config.fail_on or settings.fail_on, failed)
        if said and not self._serving:
            raise PluginError(f"doccheck: {said}")

    def _executions(self, site: Site) -> Executions:
        how = MODES.get(self.config.run)
        if how is None:
            return Executions()
        record = site.root / self.config.record if self.config.record else None
        found = how(record, self._book.pages, site)
        if found:
            log.info("%s executed", counted(found.executed, "block"))
            note = as_written(self._book.pages) if self.config.run == "live" else ""
            if note:
                log.info("%s", note)
        self._log_outdated(found)
        return found

    def _log_outdated(self, executions: Executions) -> None:
        """Log what the record tells of blocks that are not, or may not be, as they were."""
        changed = changed_line(executions)
        if changed:
            log.info("%s", changed)
        told = list(outdated_lines(executions, self.config.record or "run.json"))
        for line in told:
            log.warning("%s", line)
        if not executions and not changed and not told:
            log.warning("no block was executed: the record of `doccheck run` is absent or empty")

    def _log_failed(self, executions: Executions) -> int:
        """Log the blocks that failed when they were executed; return how many."""
        if not executions:
            return 0
        count = 0
        rewritten = {page.shown: page.lines for page in self._book.pages if page.changed}
        for file in self._book.names:
            for block, row in executions.failed(file):
                shown = file not in rewritten or stands(block.text, rewritten[file])
                log.warning("%s", failure_line(block, row, shown=shown))
                count += shown
        return count

    def _settings(self, root: Path) -> Settings:
        named = self.config.config_file
        return discover(root, config=Path(named) if named else None)


def _root(config: MkDocsConfig) -> Path:
    """Return the folder of `mkdocs.yml`."""
    return Path(config.config_file_path or "mkdocs.yml").resolve().parent
