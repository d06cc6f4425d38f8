"""A folder of JSON files, written atomically; a damaged or foreign one is as good as none."""

from __future__ import annotations

import contextlib
import hashlib
import json
from pathlib import Path
from typing import Any

from doccheck.atomic import replace_file

_FORMAT = 1
_MARK = "Created by doccheck; safe to delete.\n"


class Store:
    """Named JSON values below a folder; with `folder=None` nothing is kept.

    Each value carries the key it was made for: asked for with another key, it is not there.
    Parallel runs may write the same name: the last one wins, and a reader sees one or the other.
    """

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder

    def get(self, name: str, key: str) -> Any | None:  # noqa: ANN401 - a JSON value
        """Return what was kept under `name` for `key`, or None."""
        if self.folder is None:
            return None
        try:
            record = json.loads((self.folder / f"{name}.json").read_bytes())
        except (OSError, ValueError, RecursionError):
            return None
        if not isinstance(record, dict) or record.get("format") != _FORMAT:
            return None
        return record.get("value") if record.get("key") == key else None

    def put(self, name: str, key: str, value: Any) -> None:  # noqa: ANN401 - a JSON value
        """Keep `value` under `name` for `key`; a folder that cannot be written is no fault."""
        if self.folder is None:
            return
        data = json.dumps({"format": _FORMAT, "key": key, "value": value}, separators=(",", ":"))
        with contextlib.suppress(OSError):
            if not self._prepare():
                return
            replace_file(self.folder / f"{name}.json", data.encode("utf-8", "surrogatepass"))

    def _prepare(self) -> bool:
        """Make the folder; return whether it is ours: a name in it may be somebody's file."""
        if self.folder is None:
            return False
        if self.folder.is_dir() and any(self.folder.iterdir()):
            return is_cache(self.folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "CACHEDIR.TAG").write_text(
            "Signature: 8a477f597d28d172789f06886806bc55\n" + _MARK, encoding="utf-8"
        )
        (self.folder / ".gitignore").write_text("*\n", encoding="utf-8")
        return True


def is_cache(folder: Path) -> bool:
    """Tell whether a folder was made by a `Store`, and may be removed as a whole."""
    try:
        return _MARK in (folder / "CACHEDIR.TAG").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return False


def digest(*parts: str | bytes) -> str:
    """Return a short hash of the parts, each kept apart from its neighbours."""
    state = hashlib.blake2b(digest_size=16)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        state.update(len(data).to_bytes(8, "little"))
        state.update(data)
    return state.hexdigest()
