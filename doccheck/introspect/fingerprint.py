"""A key for what a program would answer, computed without starting or importing anything.

It covers the interpreter, the names and versions of everything installed, the files of the
program and of the project's other packages, whatever is installed in place from elsewhere, and
the probe itself. What a program reads beside these when it is imported is not covered.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from doccheck.introspect.program import ProgramSpec
from doccheck.introspect.searchpath import linked_sources, site_folders

_INSTALLED = (".dist-info", ".egg-info", ".egg-link", ".pth", ".egg")
_SKIPPED = frozenset(
    {"__pycache__", "node_modules", "site-packages", "tests", "test", "docs", "build", "dist"}
)
_PROBE = Path(__file__).parent


def fingerprint(spec: ProgramSpec) -> str:
    """Return a key that changes when the program's answers may change."""
    text = "\n".join(_lines(spec)).encode("utf-8", "surrogateescape")
    return hashlib.blake2b(text, digest_size=16).hexdigest()


def own_places(spec: ProgramSpec) -> list[Path]:
    """Return the package or module of the program, where it stands in the project itself."""
    return list(_package(_package_name(spec), [path.absolute() for path in spec.paths]))


def _package_name(spec: ProgramSpec) -> str:
    return (spec.app or spec.name).partition(":")[0].partition(".")[0]


def _lines(spec: ProgramSpec) -> Iterator[str]:
    yield "\t".join((spec.name, spec.app or "", spec.interpreter, str(spec.root.absolute())))
    yield _stamp(os.path.realpath(spec.interpreter))
    sites = site_folders(spec.python)
    sources = [path.absolute() for path in spec.paths]
    for site in sites:
        names = _names(site)
        yield from _installed(site, names)
        sources += linked_sources(site, names)
    yield from _files(_PROBE)
    package = _package_name(spec)
    for place in dict.fromkeys((*_package(package, (*sources, *sites)), *_packages(sources))):
        yield from _files(place)


def _names(folder: Path) -> list[str]:
    try:
        return sorted(os.listdir(folder))  # noqa: PTH208  # names are all we want, and fast
    except OSError:
        return []


def _installed(site: Path, names: Iterable[str]) -> Iterator[str]:
    """Yield what is installed: the names hold the versions, the times tell of reinstalls."""
    for name in names:
        if name.endswith(_INSTALLED) or name.startswith("__editable__"):
            yield _stamp(f"{site}/{name}")


def _package(name: str, folders: Iterable[Path]) -> Iterator[Path]:
    """Yield the places where the top-level package or module `name` stands."""
    for folder in folders:
        for place in (folder / name, folder / f"{name}.py"):
            if place.exists():
                yield place


def _packages(sources: Iterable[Path]) -> Iterator[Path]:
    """Yield the packages and modules of the project and of what is installed in place."""
    for source in dict.fromkeys(sources):
        if (source / "__init__.py").exists():
            yield source
            continue
        for name in _names(source):
            if name.endswith(".py") or (name not in _SKIPPED and _holds_code(source / name)):
                yield source / name


def _holds_code(folder: Path) -> bool:
    """Tell whether a folder is a package, or one that may be put on the module search path."""
    if folder.name.startswith(".") or not folder.is_dir() or (folder / "pyvenv.cfg").exists():
        return False
    return any(name.endswith(".py") for name in _names(folder))


def _files(place: Path) -> list[str]:
    """Return a stamp for each file in a package, in a fixed order."""
    if place.is_file():
        return [_stamp(str(place))]
    stamps, stack = [], [str(place)]
    while stack:
        folder = stack.pop()
        try:
            entries = list(os.scandir(folder))
        except OSError:
            continue
        for entry in entries:
            name = entry.name
            if name in _SKIPPED or name[0] == "." or name.endswith((".pyc", ".pyo")):
                continue
            if entry.is_dir(follow_symlinks=False):
                stack.append(entry.path)
                continue
            try:
                stat = entry.stat(follow_symlinks=False)
            except OSError:  # it has just gone
                continue
            stamps.append(f"{entry.path}\t{stat.st_size}\t{stat.st_mtime_ns}")
    return sorted(stamps)


def _stamp(path: str) -> str:
    try:
        stat = os.stat(path)  # noqa: PTH116  # a Path for each entry would cost more than this
    except OSError:
        return f"{path}\tmissing"
    return f"{path}\t{stat.st_size}\t{stat.st_mtime_ns}"
