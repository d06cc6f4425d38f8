"""When nothing changed, say again what was said: no document is parsed, no rule is loaded.

The key covers everything that the output depends on: doccheck itself, the settings, the programs,
the content of every file, the baseline, and how the report is shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct

from doccheck import __version__
from doccheck.cache import Store
from doccheck.cache.store import digest
from doccheck.config import Settings
from doccheck.engine.files import FileList, all_there, find_files
from doccheck.engine.read import ReadFault, read_bytes
from doccheck.engine.site import CONFIGS
from doccheck.engine.targets import find_targets

_NAME = "output"


class Output(Struct, frozen=True):
    """What a run printed, its exit code, and the files that have to be there for it to hold."""

    text: str
    code: int
    sought: tuple[str, ...] = ()


class Replay:
    """The kept output of one way to call doccheck."""

    def __init__(
        self, settings: Settings, paths: Iterable[str], cwd: Path, store: Store, shown: str
    ) -> None:
        """Compute the key; `shown` tells how the report is shown.

        Raises:
            DoccheckError: whatever would stop the run itself.
        """
        self._store = store
        self._slot = f"{_NAME}-{digest(str(cwd), shown, *paths)[:8]}"
        self._key = _key(settings, paths, cwd) if store.folder is not None else ""

    def get(self) -> Output | None:
        """Return what the last run printed, if nothing changed since."""
        kept = self._store.get(self._slot, self._key)
        match kept:
            case {"text": str(text), "code": int(code), "sought": [*sought]} if all_there(sought):
                return Output(text, code)
        return None

    def put(self, output: Output) -> None:
        """Keep what a run printed, unless a file was missing: it may come."""
        if not all_there(output.sought):
            return
        kept = {"text": output.text, "code": output.code, "sought": list(output.sought)}
        self._store.put(self._slot, self._key, kept)


def _key(settings: Settings, paths: Iterable[str], cwd: Path) -> str:
    listing = find_files(settings, paths, cwd=cwd)
    targets = (f"{target.name}:{target.key}" for target in find_targets(settings))
    beside = [settings.root / name for name in CONFIGS]
    if settings.baseline:
        beside.append(settings.root / settings.baseline)
    return digest(
        __version__,
        repr(settings),
        *targets,
        *(_content(path, str(path)) for path in beside if path.is_file()),
        *(_content(found.path, found.shown) for found in listing.files),
        *_left_out(listing),
    )


def _content(path: Path, shown: str) -> str:
    data = read_bytes(path, shown)
    return f"{shown}:{data.detail if isinstance(data, ReadFault) else digest(data)}"


def _left_out(listing: FileList) -> Iterable[str]:
    yield from (found.shown for found in listing.not_read)
    yield repr(sorted(listing.left_out.items()))
