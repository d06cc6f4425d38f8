"""Where an interpreter finds its packages, told without starting it where that can be."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

_SITE = (
    "lib/python3.*/site-packages",
    "lib64/python3.*/site-packages",
    "lib/python3*/dist-packages",
    "local/lib/python3.*/dist-packages",
    "Lib/site-packages",
)
_SYSTEM_SITE = re.compile(r"^include-system-site-packages\s*=\s*true", re.IGNORECASE | re.MULTILINE)
_HOME = re.compile(r"^home\s*=\s*(.+)$", re.IGNORECASE | re.MULTILINE)
_MAPPING = re.compile(r"^MAPPING\b[^=]*=\s*(\{.*?\})", re.DOTALL | re.MULTILINE)


def site_folders(python: Path | None) -> list[Path]:
    """Return the folders in which packages are installed for an interpreter."""
    if python is None or python == Path(sys.executable):
        return own_site_folders()
    found = list(dict.fromkeys(_of_prefix(python.absolute().parent.parent)))
    return found or _told_by(str(python))


def own_site_folders() -> list[Path]:
    """Return those of the running interpreter, the user's own included."""
    return [Path(entry) for entry in sys.path if entry.endswith("-packages")]


@cache
def _told_by(python: str) -> list[Path]:
    """Ask an interpreter that stands in no environment: a wrapper, such as pyenv's."""
    import subprocess  # noqa: PLC0415  # seldom needed, and slow to import

    command = [python, "-I", "-c", "import sys; print(*sys.path, sep='\\n')"]
    try:
        done = subprocess.run(  # noqa: S603  # the interpreter is the user's setting
            command, capture_output=True, text=True, timeout=10, check=False
        )
    except (OSError, subprocess.SubprocessError):
        return []
    return [Path(line) for line in done.stdout.splitlines() if line.endswith("-packages")]


def _of_prefix(prefix: Path) -> Iterator[Path]:
    for pattern in _SITE:
        yield from sorted(prefix.glob(pattern))
    try:
        config = (prefix / "pyvenv.cfg").read_text("utf-8", errors="replace")
    except OSError:
        return
    home = _HOME.search(config)
    if home is not None and _SYSTEM_SITE.search(config):
        yield from _of_prefix(Path(home[1].strip()).parent)


def linked_sources(site: Path, names: list[str]) -> Iterator[Path]:
    """Yield the folders and packages elsewhere that `.pth` files and editable installs name.

    `names` are the names of the entries of `site`.
    """
    for name in names:
        if name.endswith((".pth", ".egg-link")):
            yield from _listed(site / name)
        elif name.startswith("__editable__") and name.endswith(".py"):
            yield from _mapped(site / name)


def _listed(file: Path) -> Iterator[Path]:
    for line in _read(file).splitlines():
        text = line.strip()
        if text and text != "." and not text.startswith(("#", "import ", "import\t")):
            yield file.parent / text


def _mapped(finder: Path) -> Iterator[Path]:
    found = _MAPPING.search(_read(finder))
    try:
        mapping = ast.literal_eval(found[1]) if found else {}
    except (ValueError, SyntaxError):
        return
    for target in mapping.values():
        yield Path(str(target))


def _read(file: Path) -> str:
    try:
        return file.read_text("utf-8", errors="replace")
    except OSError:
        return ""
