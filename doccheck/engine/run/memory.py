"""What is kept between runs: passes, and which blocks passed and failed last."""

from __future__ import annotations

import stat
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from msgspec import Struct

from doccheck import __version__
from doccheck.cache import Store
from doccheck.cache.store import digest

_PASSES, _LAST = "run-passes", "run-last"
_MOST = 20_000
_COMPILED = "__pycache__"
_T = TypeVar("_T")


class Pass(Struct, frozen=True):
    """An execution that passed: when, how long it took, on which path."""

    when: str
    seconds: float
    mode: str


class Memory:
    """Passes by key, and what came last of the units by their names; safe to share by threads."""

    def __init__(self, store: Store, *, takes_over: bool = True) -> None:
        """Read what is kept; without `takes_over` no pass is, nor is one added."""
        self._store, self._takes_over = store, takes_over
        self._lock = threading.Lock()
        kept = store.get(_PASSES, __version__)
        self._passes: dict[str, list[Any]] = kept if isinstance(kept, dict) else {}
        last = store.get(_LAST, __version__)
        self._last: dict[str, bool] = last if isinstance(last, dict) else {}
        self.passed = frozenset(name for name, passed in self._last.items() if passed is True)
        self.failed = frozenset(self._last) - self.passed

    @property
    def empty(self) -> bool:
        """Tell whether no pass can be taken over."""
        return not (self._takes_over and self._passes)

    def get(self, key: str) -> Pass | None:
        """Return the pass that is kept for `key`."""
        match self._passes.get(key) if self._takes_over else None:
            case [str(when), int() | float() as seconds, str(mode)]:
                return Pass(when, float(seconds), mode)
        return None

    def put(self, key: str, passed: Pass) -> None:
        """Keep a pass."""
        if not self._takes_over:
            return
        with self._lock:
            self._passes.pop(key, None)
            self._passes[key] = [passed.when, passed.seconds, passed.mode]

    def save(self, passed: Mapping[str, bool]) -> None:
        """Write the passes, and for each unit that was executed whether it passed."""
        self._store.put(_PASSES, __version__, _newest(self._passes))
        before = {name: was for name, was in self._last.items() if name not in passed}
        self._store.put(_LAST, __version__, _newest({**before, **passed}))


def _newest(kept: dict[str, _T]) -> dict[str, _T]:
    return dict(list(kept.items())[-_MOST:])


def content_of(path: Path, *, portable: bool = False) -> str:
    """Return a hash of a file, or of a folder with all beneath it, names and modes included.

    A `portable` one is the same in every checkout: of the mode it holds only whether a file can be
    executed, and compiled Python is left out.
    """
    if path.is_dir() and not path.is_symlink():
        items = (one for one in sorted(path.iterdir()) if not portable or one.name != _COMPILED)
        return digest(
            "folder", *(f"{one.name}:{content_of(one, portable=portable)}" for one in items)
        )
    if path.is_symlink():
        return digest("link", str(path.readlink()))
    mode = path.stat().st_mode
    return digest("file", str(mode & stat.S_IXUSR if portable else mode), path.read_bytes())
