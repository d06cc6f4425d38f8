"""What a line of expected output asks for: itself, anything, or what a pattern matches.

A line that is printed exactly as it is shown always matches, whatever its marks might mean.
"""

from __future__ import annotations

import re

from msgspec import Struct, field

from doccheck.expect.automaton import Automaton, PatternError
from doccheck.expect.budget import Budget
from doccheck.expect.ellipsis import fits, is_gap, split
from doccheck.expect.lines import Output, Unit
from doccheck.expect.options import MatchOptions
from doccheck.expect.regex import glob, regex

_MARKED = re.compile(r"(?P<pattern>.*) \((?P<mark>re|glob)\)\s*")


class Wanted(Struct, frozen=True):
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
    splits = {split(unit.text), split(unit.raw)}
    return Wanted(unit, pieces=tuple(sorted(one for one in splits if len(one) > 1)))


def _patterned(unit: Unit, marked: re.Match[str] | None) -> Wanted:
    pattern = marked["pattern"] if marked else unit.raw
    make = glob if marked and marked["mark"] == "glob" else regex
    try:
        return Wanted(unit, pattern=make(pattern))
    except PatternError as error:
        return Wanted(unit, fault=str(error))


class Matcher(Struct):
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
        return any(fits(pieces, text) for pieces in want.pieces for text in {unit.text, unit.raw})
