"""Which files a run reads, and how many each setting left out."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from msgspec import Struct, field

from doccheck.config import Settings
from doccheck.errors import ConfigError, InputError
from doccheck.model.display import printable

MARKDOWN = frozenset({".md", ".markdown", ".mdx"})
READ = MARKDOWN | {".ipynb"}
EXPLICIT = READ | {".py"}
NOT_READ = frozenset({".rst"})

_NEVER = frozenset(
    {".git", ".hg", ".svn", ".venv", "venv", "node_modules", "__pycache__", "site-packages"}
)
_HIDDEN_BUT_READ = frozenset({".github", ".gitlab"})

Ignored = Callable[[str, bool], bool]


class Found(Struct, frozen=True):
    """A file to read: where it is, and how it is shown."""

    path: Path
    shown: str


class FileList(Struct):
    """The files of a run, in a stable order, and what was left out."""

    files: list[Found] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    """Number of files by the setting (or the reason) that left them out."""
    not_read: list[Found] = field(default_factory=list)
    """Files of a documented kind that is not read (reStructuredText)."""


def find_files(settings: Settings, paths: Iterable[str | Path], *, cwd: Path) -> FileList:
    """Return the files to read below `paths`; with none, below the `paths` of the settings.

    A file named on the command line is read whatever the exclusions say.

    Raises:
        InputError: a path does not exist, or is neither a file nor a folder.
    """
    named = [cwd / _named(path) for path in paths]
    roots = named or [settings.root / path for path in settings.paths or (".",)]
    result = FileList()
    seen: set[str] = set()
    walker = _Walker(settings, result, cwd)
    for root in roots:
        for found in walker.visit(root):
            real = os.path.realpath(found.path)
            if real not in seen:
                seen.add(real)
                result.files.append(found)
    result.files.sort(key=lambda found: found.shown)
    return result


def _named(path: str | Path) -> str | Path:
    """Return a path that names something: an empty one would stand for the whole folder."""
    if not str(path):
        raise InputError("an empty path names nothing", hint="name a file, or `.` for this folder")
    return path


def require_read(path: Path) -> None:
    """Require that a file is of a kind that is read.

    Raises:
        InputError: it is not.
    """
    if path.suffix.lower() not in EXPLICIT:
        raise InputError(
            f"{path}: doccheck reads {', '.join(sorted(EXPLICIT))} files",
            hint="name a Markdown page, a notebook, a Python file, or a folder",
        )


def shown_path(path: Path, cwd: Path) -> str:
    """Return a path as the user sees it: relative to `cwd` where it lies below, with slashes."""
    try:
        return Path(os.path.abspath(path)).relative_to(cwd).as_posix()
    except ValueError:
        return Path(os.path.relpath(path, cwd)).as_posix()


class _Walker:
    def __init__(self, settings: Settings, result: FileList, cwd: Path) -> None:
        self.settings = settings
        self.result = result
        self.cwd = cwd
        self.excluded = _matcher(settings.root, settings.exclude)
        self.folders: set[str] = set()

    def visit(self, root: Path) -> Iterator[Found]:
        if root.is_dir():
            yield from self._folder(root, self._inherited(root))
        elif root.is_file():
            require_read(root)
            yield Found(root, shown_path(root, self.cwd))
        else:
            raise InputError(f"{printable(str(root))}: {_why_not(root)}")

    def _inherited(self, root: Path) -> list[Ignored]:
        """Return the .gitignore files above `root`, up to the repository's root."""
        if not self.settings.respect_gitignore or (root / ".git").exists():
            return []
        return _ignores_above(root)

    def _folder(self, folder: Path, ignores: list[Ignored]) -> Iterator[Found]:
        real = os.path.realpath(folder)
        if real in self.folders:
            return
        self.folders.add(real)
        if self.settings.respect_gitignore:
            ignores = [*ignores, *_gitignore(folder)]
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError:
            self.result.left_out["unreadable folder"] += 1
            return
        for entry in entries:
            yield from self._entry(entry, ignores)

    def _entry(self, entry: os.DirEntry[str], ignores: list[Ignored]) -> Iterator[Found]:
        path = Path(entry.path)
        if entry.is_dir():
            if not _skipped_folder(entry) and not self._left_out(path, ignores, folder=True):
                yield from self._folder(path, ignores)
            return
        suffix = path.suffix.lower()
        if suffix in READ:
            if not self._left_out(path, ignores, folder=False):
                yield Found(path, shown_path(path, self.cwd))
        elif suffix in NOT_READ and not self._left_out(path, ignores, folder=False, count=False):
            self.result.not_read.append(Found(path, shown_path(path, self.cwd)))

    def _left_out(
        self, path: Path, ignores: list[Ignored], *, folder: bool, count: bool = True
    ) -> bool:
        absolute = os.path.abspath(path)
        reason = ""
        if any(ignored(absolute, folder) for ignored in ignores):
            reason = ".gitignore"
        elif self.excluded(absolute, folder):
            reason = "exclude"
        if reason == "exclude" and folder:
            self.result.left_out[reason] += _documents_below(path)
        elif reason and count and not folder:
            self.result.left_out[reason] += 1
        return bool(reason)


def _why_not(path: Path) -> str:
    if path.is_symlink():
        return "a link to what does not exist"
    return "neither a file nor a folder" if path.exists() else "no such file or folder"


def all_there(sought: Iterable[str]) -> bool:
    """Tell whether all these files are there."""
    return all(Path(one).exists() for one in sought)


def is_ignored(path: str) -> bool:
    """Tell whether git ignores an absolute path, as a file or as a folder."""
    ignores = _ignores_above(Path(path))
    return any(ignored(path, folder) for ignored in ignores for folder in (False, True))


def _ignores_above(path: Path) -> list[Ignored]:
    chain = []
    for folder in Path(os.path.abspath(path)).parents:
        chain.append(folder)
        if (folder / ".git").exists():
            return [ignored for one in reversed(chain) for ignored in _gitignore(one)]
    return []


def _skipped_folder(entry: os.DirEntry[str]) -> bool:
    name = entry.name
    if name in _NEVER or (name.startswith(".") and name not in _HIDDEN_BUT_READ):
        return True
    return os.path.exists(os.path.join(entry.path, "pyvenv.cfg"))  # noqa: PTH110, PTH118 - a hot path


def _documents_below(folder: Path) -> int:
    return sum(
        name.lower().endswith(tuple(READ)) for _, _, names in os.walk(folder) for name in names
    )


def _gitignore(folder: Path) -> list[Ignored]:
    path = folder / ".gitignore"
    if not path.is_file():
        return []
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
    try:
        return [_matcher(folder, lines)]
    except ConfigError:  # git passes over a line that is no pattern
        return [_matcher(folder, filter(_is_pattern, lines))]


def _is_pattern(line: str) -> bool:
    try:
        _matcher(Path("/"), [line])
    except ConfigError:
        return False
    return True


def _matcher(base: Path, patterns: Iterable[str]) -> Ignored:
    """Return a test of absolute paths against `.gitignore` patterns relative to `base`."""
    patterns = [line for line in patterns if line.strip() and not line.startswith("#")]
    if not patterns:
        return lambda _path, _folder: False
    from pathspec import GitIgnoreSpec  # noqa: PLC0415 - not needed where nothing is ignored

    try:
        spec = GitIgnoreSpec.from_lines(patterns)
    except ValueError as error:
        raise ConfigError(
            f"not a file pattern: {printable(str(error))}",
            hint="`exclude`, `historical` and `per-file-ignores` take patterns as in .gitignore",
        ) from None
    prefix = os.path.abspath(base).rstrip(os.sep) + os.sep

    def ignored(path: str, folder: bool) -> bool:  # noqa: FBT001 - a predicate of two facts
        if not path.startswith(prefix):
            return False
        relative = Path(path[len(prefix) :]).as_posix()
        return spec.match_file(f"{relative}/" if folder else relative)

    return ignored


def pattern_matcher(patterns: Iterable[str]) -> Callable[[str], bool]:
    """Return a test of shown paths against glob patterns in `.gitignore` notation."""
    ignored = _matcher(Path("/"), patterns)
    return lambda shown: ignored(f"/{shown.removeprefix('./')}", False)  # noqa: FBT003 - see _matcher
