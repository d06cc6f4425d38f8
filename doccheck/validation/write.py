"""Pages on disk: written atomically, or compared with what is there."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from doccheck.atomic import replace_file
from doccheck.errors import InputError


def write_pages(pages: Mapping[str, str], folder: Path) -> list[Path]:
    """Write the pages that differ, each atomically; return their paths.

    Raises:
        InputError: the folder cannot be written to.
    """
    changed = [folder / name for name in stale_pages(pages, folder)]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path in changed:
            replace_file(path, _bytes(pages[path.name]))
    except OSError as error:
        raise InputError(
            f"{folder}: the pages cannot be written: {error.strerror}",
            hint="name another folder with --output-dir",
        ) from error
    return changed


def stale_pages(pages: Mapping[str, str], folder: Path) -> list[str]:
    """Return the names of the pages that are missing in the folder, or differ there."""
    return [name for name, text in pages.items() if _read(folder / name) != _bytes(text)]


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None
