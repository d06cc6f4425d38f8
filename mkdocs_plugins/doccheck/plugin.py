"""`mkdocs build` fails on a stale command.

The pages' sources are checked through doccheck's public API when all pages are rendered and before
the first one is written: each finding is logged with file and line, and one error ends the build.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from mkdocs.config import config_options as option
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, get_plugin_logger
from mkdocs.structure.files import Files

from doccheck.api import Finding, Report, Settings, Severity, Store, check, discover
from doccheck.errors import DoccheckError

log = get_plugin_logger("doccheck")

_LEVELS = {
    Severity.ERROR: logging.ERROR,
    Severity.WARNING: logging.WARNING,
    Severity.INFO: logging.INFO,
}


class DoccheckConfig(Config):
    """The plugin's options in `mkdocs.yml`."""

    enabled = option.Type(bool, default=True)
    fail_on = option.Choice(("error", "warning", "info", "never"), default="error")
    config_file = option.Optional(option.File(exists=True))


class DoccheckPlugin(BasePlugin[DoccheckConfig]):
    """Checks the commands on the pages of a site."""

    def __init__(self) -> None:
        self._pages: list[Path] = []

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Keep the instance across rebuilds."""

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Note which pages are read from files (generated ones have no source to check)."""
        del config
        sources = (file.abs_src_path for file in files.documentation_pages())
        self._pages = [Path(source) for source in sources if source is not None]
        return files

    def on_env(self, env: object, /, *, config: MkDocsConfig, files: Files) -> None:
        """Check all pages; log what is found, and fail once."""
        del env, files
        if not self.config.enabled or not self._pages:
            return
        root = Path(config.config_file_path or ".").resolve().parent
        report = self._check(root)
        for finding in report.findings:
            log.log(_LEVELS[finding.severity], "%s", _line(finding))
        log.info("%s", _summary(report))
        self._fail(report.findings)

    def _check(self, root: Path) -> Report:
        try:
            settings = self._settings(root)
            store = Store(settings.root / settings.cache_dir)
            return check(settings, self._pages, cwd=root, store=store)
        except DoccheckError as error:
            hint = f"\n  {error.hint}" if error.hint else ""
            raise PluginError(f"doccheck: {error.message}{hint}") from error

    def _settings(self, root: Path) -> Settings:
        named = self.config.config_file
        return discover(root, config=Path(named) if named else None)

    def _fail(self, findings: Iterable[Finding]) -> None:
        if self.config.fail_on == "never":
            return
        threshold = Severity(self.config.fail_on).rank
        count = sum(finding.severity.rank >= threshold for finding in findings)
        if count:
            plural = "s" if count > 1 else ""
            raise PluginError(
                f"doccheck: {count} finding{plural} in the documentation (listed above);"
                " `doccheck check` shows them in full"
            )


def _line(finding: Finding) -> str:
    at = f"{finding.file}:{finding.range.line}:{finding.range.column}"
    hint = f" ({finding.help})" if finding.help else ""
    return f"{at}: {finding.code} {finding.name}: {finding.message}{hint}"


def _summary(report: Report) -> str:
    sums = report.summary
    return f"{sums.checked} of {sums.references} command references checked, {sums.skipped} skipped"
