"""What `mkdocs serve` watches beside the pages: the programs, the settings, included files."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from mkdocs.livereload import LiveReloadServer

from doccheck.api import Settings, program_places


class Watcher:
    """Has the server watch more, each path once.

    Only files and the packages of the programs are watched, never a project as a whole: whatever
    a build writes must not start the next one.
    """

    def __init__(self) -> None:
        self._server: LiveReloadServer | None = None
        self._watched: set[Path] = set()
        self._waiting: set[Path] = set()

    def start(self, server: LiveReloadServer) -> None:
        """Watch from now on, what was asked for before included."""
        self._server = server
        waiting, self._waiting = self._waiting, set()
        self.watch(waiting)

    def watch(self, paths: Iterable[Path]) -> None:
        """Watch files and folders that exist."""
        for path in paths:
            if self._server is None:
                self._waiting.add(path)
            elif path not in self._watched and path.exists():
                self._watched.add(path)
                self._server.watch(str(path))


def places(settings: Settings) -> list[Path]:
    """Return what the verdicts rest on beside the pages.

    Raises:
        DoccheckError: the settings name no program, or a manifest cannot be read.
    """
    files = [settings.source, settings.root / "pyproject.toml"]
    if settings.baseline:
        files.append(settings.root / settings.baseline)
    return [*program_places(settings), *(path for path in files if path and path.is_file())]
