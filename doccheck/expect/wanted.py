"""What a line of expected output asks for: itself, anything, or what a pattern matches.

A line that is printed exactly as it is shown always matches, whatever its marks might mean.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from doccheck.expect.automaton import Automaton, PatternError
from doccheck.expect.budget import Budget
from doccheck.expect.lines import Output, Unit
from doccheck.expect.options import MatchOptions
from doccheck.expect.regex import glob, regex

_ELLIPSIS = re.compile(r"\[(?:\.{3}|…)\]|\.{3}|…")
_MARKED = re.compile(r"(?P<pattern>.*) \((?P<mark>re|glob)\)\s*")
# In a usage line, dots after a name in capitals say that it may be repeated.
_USAGE = re.compile(r"\s*usage:", re.IGNORECASE)
_METAVAR = re.compile(r"(?:.*[^\w-])?[A-Z][A-Z0-9_-]*")
_CLOSING = ("]", ">", "}")
_LOOK_BACK = 80


@dataclass(frozen=True, slots=True)
class Wanted:
    """One unit of expected output.

    `gap`: it stands for any number of lines. `pattern` is set for a regular expression or glob,
    `fault` where that is not valid: only the line itself matches then. `pieces` are what stands
    between ellipses, of the normalised and of the raw text; a single piece has none.
    """

    unit: Unit
    gap: bool = False
    pattern: Automaton | None = None
    fault: str = ""
    pieces: tuple[tuple[str, ...], ...] = ()

    @property
    def plain(self) -> bool:
        """Tell whether only one text matches."""
        return not (self.gap or self.pattern or self.pieces)


def wanted(text: str, options: MatchOptions) -> list[Wanted]:
    """Read expected output."""
    output = Output.of(text, options)
    apart = [number for number, line in enumerate(output.lines) if _special(line, options)]
    return [_read(unit, options) for unit in output.units(options, apart)]


def is_gap(line: str) -> bool:
    """Tell whether a line is nothing but an ellipsis."""
    return _ELLIPSIS.fullmatch(line.strip()) is not None


def _special(line: str, options: MatchOptions) -> bool:
    return (options.ellipsis and is_gap(line)) or options.regex or bool(_MARKED.fullmatch(line))


def _read(unit: Unit, options: MatchOptions) -> Wanted:
    if options.ellipsis and is_gap(unit.raw):
        return Wanted(unit, gap=True)
    marked = _MARKED.fullmatch(unit.raw)
    if marked or options.regex:
        return _patterned(unit, marked)
    if not options.ellipsis:
        return Wanted(unit)
    splits = {_pieces(unit.text), _pieces(unit.raw)}
    return Wanted(unit, pieces=tuple(sorted(split for split in splits if len(split) > 1)))


def _patterned(unit: Unit, marked: re.Match[str] | None) -> Wanted:
    pattern = marked["pattern"] if marked else unit.raw
    make = glob if marked and marked["mark"] == "glob" else regex
    try:
        return Wanted(unit, pattern=make(pattern))
    except PatternError as error:
        return Wanted(unit, fault=str(error))


def _pieces(line: str) -> tuple[str, ...]:
    if "..." not in line and "…" not in line:
        return (line,)
    usage = _USAGE.match(line) is not None
    pieces: list[str] = []
    at = 0
    for match in _ELLIPSIS.finditer(line):
        before = line[max(0, match.start() - _LOOK_BACK) : match.start()]
        adjoins = pieces and match.start() == at
        if match[0] == "..." and not adjoins and _repeats(before, usage=usage):
            continue
        pieces.append(line[at : match.start()])
        at = match.end()
    return (*pieces, line[at:])


def _repeats(before: str, *, usage: bool) -> bool:
    """Tell whether dots after `before` say that an argument may be repeated (`[FILES]...`)."""
    return before.endswith(_CLOSING) or (usage and _METAVAR.fullmatch(before) is not None)


@dataclass(slots=True)
class Matcher:
    """Tells for one comparison which wanted unit matches which printed one; answers are kept."""

    budget: Budget = field(default_factory=Budget)
    _known: dict[tuple[int, str, str], bool] = field(default_factory=dict)

    def __call__(self, want: Wanted, unit: Unit) -> bool:
        """Compare one unit with one.

        Raises:
            MatchLimitError: The work of the whole comparison is used up.
        """
        self.budget.spend(1)
        if want.unit.text == unit.text or want.unit.raw == unit.raw:
            return True
        if want.gap or not (want.pattern or want.pieces):
            return want.gap
        key = (want.unit.first, unit.text, unit.raw)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._look(want, unit)
        return found

    def _look(self, want: Wanted, unit: Unit) -> bool:
        if want.pattern is not None:
            return want.pattern.fullmatch(unit.raw, self.budget.spend)
        self.budget.spend(1 + len(unit.raw) // 100)
        return any(
            _in_order(pieces, text) for pieces in want.pieces for text in {unit.text, unit.raw}
        )


def _in_order(pieces: tuple[str, ...], text: str) -> bool:
    """Tell whether `text` is the pieces with anything between them; the leftmost place is best."""
    first, *middle, last = pieces
    end = len(text) - len(last)
    if not text.startswith(first) or not text.endswith(last) or end < len(first):
        return False
    at = len(first)
    for piece in middle:
        found = text.find(piece, at, end)
        if found < 0:
            return False
        at = found + len(piece)
    return True
