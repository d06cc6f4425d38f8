"""Where each line of a page came from, through plugins and extensions that rewrite it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

_QUOTED = re.compile(r"""["']([^"'\n]+)["']|\{!\s*(\S+)\s*!\}""")
_TRIVIAL = re.compile(r"\s*(?:[`~]{3,}\s*[\w{}.-]*|\S)?\s*")
"""Blank lines, fences and lone characters: they say nothing of where they came from."""


@dataclass(frozen=True, slots=True)
class Origin:
    """The place in a file that a line stands for, lines counted from one.

    `end_line` is larger than `line` where only the range is known: something between the file
    and the page replaced these lines. `text` is the line there, None where it is not known.
    """

    file: str
    line: int
    end_line: int
    text: str | None = None

    @property
    def exact(self) -> bool:
        """Tell whether the line stands in the file as it stands on the page."""
        return self.text is not None


Traced = list[tuple[str, Origin]]
"""Lines with the origin of each."""


def trace(file: str, lines: Sequence[str], first: int = 1) -> Traced:
    """Return the lines of a file, of which `lines[0]` is line `first`."""
    return [
        (line, Origin(file, number, number, line)) for number, line in enumerate(lines, start=first)
    ]


class Sources:
    """Files that a rewritten page may have taken lines from, read once."""

    def __init__(self, folders: Sequence[Path], shown: dict[Path, str] | None = None) -> None:
        self._folders = folders
        self._shown = shown or {}
        self.used: set[Path] = set()

    def candidates(self, lines: Sequence[str], beside: Path) -> Iterator[tuple[str, list[str]]]:
        """Yield the files that `lines` name in quotes, each as shown and as lines."""
        for line in lines:
            for match in _QUOTED.finditer(line):
                path = self._find(match[1] or match[2], beside)
                if path is not None:
                    yield self.show(path), read_lines(path)

    def show(self, path: Path) -> str:
        """Return how a file is shown: relative to the first folder that holds it."""
        for folder in self._folders:
            if path.is_relative_to(folder):
                return path.relative_to(folder).as_posix()
        return path.as_posix()

    def _find(self, name: str, beside: Path) -> Path | None:
        for folder in (beside, *reversed(self._folders)):
            path = Path(folder, name)
            try:
                if path.is_file():
                    self.used.add(path.resolve())
                    return path.resolve()
            except (OSError, ValueError):  # a name too long, or with a null character
                return None
        return None


def read_lines(path: Path) -> list[str]:
    """Return the lines of a file, none where it is not text that can be read."""
    try:
        return path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError):
        return []


def not_utf8(data: bytes) -> str:
    """Return the line at which text is not UTF-8 and what to do, empty where it is."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return f"{line}: not valid UTF-8 (byte 0x{data[error.start]:02x}); save the file as UTF-8"
    return ""


def follow(before: Traced, after: Sequence[str], sources: Sources, beside: Path) -> Traced:
    """Return the lines `after` a rewriting of `before`, with the origin of each.

    Unchanged lines keep theirs. Of changed ones, those found in a file that the replaced lines
    name have their place there; the others are bracketed by the lines that they replace.
    """
    result: Traced = []
    for change in _changes([line for line, _ in before], after):
        old, new = before[change.low : change.high], after[change.start : change.end]
        if change.kept:
            result += old
        elif new:
            around = before[max(0, change.low - 1) : change.high + 1]
            result += _rewritten(old, new, around, sources, beside)
    return result


@dataclass(slots=True)
class _Change:
    """A run of lines `low` to `high` that became `start` to `end`; `kept` where nothing changed."""

    kept: bool
    low: int
    high: int
    start: int
    end: int


def _changes(old: Sequence[str], new: Sequence[str]) -> list[_Change]:
    """Return the runs of kept and of changed lines.

    Kept lines that say nothing of themselves (blank ones, fences) amid changed ones are taken for
    changed: that they are alike is chance.
    """
    runs: list[_Change] = []
    for tag, low, high, start, end in _opcodes(old, new):
        kept = tag == "equal" and not all(_TRIVIAL.fullmatch(line) for line in old[low:high])
        if runs and not kept and not runs[-1].kept:
            runs[-1].high, runs[-1].end = high, end
        else:
            runs.append(_Change(kept, low, high, start, end))
    return runs


def _opcodes(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, int, int, int, int]]:
    """Compare two texts; what they share at both ends is taken off first, for speed.

    Empty lines at the end are set aside: templates drop them, and what they would match elsewhere
    would be chance.
    """
    low, high = _filled(old), _filled(new)
    head = shared_lines(old[:low], new[:high])
    tail = shared_lines(old[head:low][::-1], new[head:high][::-1])
    if head:
        yield "equal", 0, head, 0, head
    middle = SequenceMatcher(None, old[head : low - tail], new[head : high - tail], autojunk=False)
    for tag, *places in middle.get_opcodes():
        first, last, start, end = (place + head for place in places)
        yield tag, first, last, start, end
    if tail:
        yield "equal", low - tail, low, high - tail, high
    if old[low:] or new[high:]:
        yield "replace", low, len(old), high, len(new)


def _filled(lines: Sequence[str]) -> int:
    """Return how many lines there are without the empty ones at the end."""
    count = len(lines)
    while count and not lines[count - 1].strip():
        count -= 1
    return count


def shared_lines(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how many lines two texts share at their beginning."""
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count


def _rewritten(
    old: Traced, new: Sequence[str], around: Traced, sources: Sources, beside: Path
) -> Traced:
    """Trace lines that took the place of others: into files that those name, else to them."""
    found: list[Origin | None] = [None] * len(new)
    named: set[int] = set()
    for at, (line, _) in enumerate(old):
        for file, content in sources.candidates([line], beside):
            named.add(at)
            _find(new, file, content, found)
    rest = [pair for at, pair in enumerate(old) if at not in named] if any(found) else old
    left = sum(origin is None for origin in found)
    bracket = _bracket([origin for _, origin in rest or around])
    one_to_one = iter(rest if left == len(rest) else ())
    result: Traced = []
    for line, known in zip(new, found, strict=True):
        origin = known
        if origin is None:
            was = next(one_to_one, None)
            origin = bracket if was is None else _same_line(line, *was)
        result.append((line, origin))
    return result


def _same_line(line: str, was: str, origin: Origin) -> Origin:
    return origin if line == was else Origin(origin.file, origin.line, origin.end_line)


def _find(new: Sequence[str], file: str, content: list[str], found: list[Origin | None]) -> None:
    """Note the lines of `new` that stand in a file, in runs that say something."""
    known, bare = [line.strip() for line in content], [line.strip() for line in new]
    for match in SequenceMatcher(None, known, bare, autojunk=False).get_matching_blocks():
        run = range(match.size)
        if all(_TRIVIAL.fullmatch(known[match.a + step]) for step in run):
            continue
        for step in run:
            at, there = match.b + step, match.a + step
            if found[at] is None:
                found[at] = Origin(file, there + 1, there + 1, content[there])


def _bracket(origins: Sequence[Origin]) -> Origin:
    if not origins:
        return Origin("", 1, 1)
    first = origins[0]
    same = [origin for origin in origins if origin.file == first.file]
    return Origin(first.file, first.line, max(origin.end_line for origin in same))
