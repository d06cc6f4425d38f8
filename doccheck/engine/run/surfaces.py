"""What blocks can read beside their fixtures, as a key: the folders that the settings name.

Names, sizes and times are looked at, never contents, and no more than a bounded number of files.
"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from msgspec import Struct

from doccheck.cache.store import digest
from doccheck.config import Settings
from doccheck.engine.targets import Target
from doccheck.sandbox.paths import SEARCH

MOST = 10_000
"""Files and folders that are looked at; the passes of a run that shows more are not kept."""


class Surface(Struct, frozen=True):
    """The key of what can be read, or, with `vast`, the setting's name that holds too much."""

    key: str
    vast: str = ""

    @property
    def notes(self) -> tuple[str, ...]:
        """What the report should say."""
        if not self.vast:
            return ()
        told = f"`run.read-only` names {self.vast}, which holds more than can be looked through"
        return (f"{told} ({MOST:,} files): what passed earlier was executed anew.",)


def surface_of(settings: Settings, targets: Iterable[Target], cache: Path | None) -> Surface:
    """Return the key of the folders that the settings name, but for doccheck's own `cache`.

    Of a folder with commands the files count, of what may be read all beneath it. A program that
    is known by its manifest alone counts by its file.
    """
    run, root = settings.run, settings.root
    folders = [root / Path(name).expanduser() for name in run.search_path]
    found = [line for folder in folders for line in _commands(folder)]
    path = ":".join((*map(str, folders), *SEARCH))
    names = (one.name for one in targets if one.spec is None)
    found += [_stamp(where) for where in (shutil.which(name, path=path) for name in names) if where]
    for name in run.read_only:
        lines = list(islice(_tree(root / Path(name).expanduser(), cache), MOST + 1))
        found += lines
        if len(found) > MOST:
            return Surface("", name)
    return Surface(digest(*sorted(found)))


def _commands(folder: Path) -> Iterator[str]:
    try:
        entries = sorted(entry.path for entry in os.scandir(folder) if entry.is_file())
    except OSError:  # that it is not there is told where the sandbox is made
        return
    yield from map(_stamp, entries)


def _tree(top: Path, cache: Path | None) -> Iterator[str]:
    yield _stamp(str(top))
    for folder, inner, files in os.walk(top):
        own = (name for name in inner if name != "__pycache__" and Path(folder, name) != cache)
        inner[:] = sorted(own)
        yield from (f"{folder}/{name}" for name in inner)
        yield from (_stamp(f"{folder}/{name}") for name in sorted(files))


def _stamp(path: str) -> str:
    try:
        state = os.stat(path)  # noqa: PTH116 - a Path for each of many files would cost more
    except OSError:
        return f"{path}\tmissing"
    if stat.S_ISDIR(state.st_mode):  # what is in it speaks for it
        return f"{path}\t{state.st_mode}"
    return f"{path}\t{state.st_size}\t{state.st_mtime_ns}\t{state.st_mode}"
