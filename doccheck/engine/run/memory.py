"""What is kept between runs: blocks that passed, and which failed last."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from msgspec import Struct

from doccheck import __version__
from doccheck.cache import Store
from doccheck.cache.store import digest

_PASSES, _FAILED = "run-passes", "run-failed"
_MOST = 20_000


class Pass(Struct, frozen=True):
    """An execution that passed: when, how long it took, on which path."""

    when: str
    seconds: float
    mode: str


class Memory:
    """Passes by key, and the identities of the units that failed; safe to share by threads."""

    def __init__(self, store: Store) -> None:
        """Read what is kept."""
        self._store = store
        self._lock = threading.Lock()
        kept = store.get(_PASSES, __version__)
        self._passes: dict[str, list[Any]] = kept if isinstance(kept, dict) else {}
        failed = store.get(_FAILED, __version__)
        self.failed = frozenset(map(str, failed)) if isinstance(failed, list) else frozenset()

    @property
    def empty(self) -> bool:
        """Tell whether no pass is kept."""
        return not self._passes

    def get(self, key: str) -> Pass | None:
        """Return the pass that is kept for `key`."""
        match self._passes.get(key):
            case [str(when), int() | float() as seconds, str(mode)]:
                return Pass(when, float(seconds), mode)
        return None

    def put(self, key: str, passed: Pass) -> None:
        """Keep a pass."""
        with self._lock:
            self._passes.pop(key, None)
            self._passes[key] = [passed.when, passed.seconds, passed.mode]

    def save(self, failed: Iterable[str], tried: Iterable[str]) -> None:
        """Write the passes, and which of the units that were `tried` failed."""
        newest = dict(list(self._passes.items())[-_MOST:])
        self._store.put(_PASSES, __version__, newest)
        left = self.failed - frozenset(tried) | frozenset(failed)
        self._store.put(_FAILED, __version__, sorted(left))


def content_of(path: Path) -> str:
    """Return a hash of a file, or of a folder with all beneath it, names and modes included."""
    if path.is_dir() and not path.is_symlink():
        inner = (f"{item.name}:{content_of(item)}" for item in sorted(path.iterdir()))
        return digest("folder", *inner)
    if path.is_symlink():
        return digest("link", str(path.readlink()))
    return digest("file", str(path.stat().st_mode), path.read_bytes())
