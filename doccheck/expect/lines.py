"""Output as units to compare: lines, or paragraphs where line breaks do not count."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from doccheck.expect.normalise import normalise
from doccheck.expect.options import MatchOptions
from doccheck.expect.terminal import as_shown

WRAPPING = "wrapping"


class Unit(Struct, frozen=True):
    """What is compared as one: `text` normalised, `raw` as printed.

    `first` and `end` are the lines it stands for, counted from 0 in the whole output.
    """

    text: str
    raw: str
    first: int
    end: int


class Output(Struct, frozen=True):
    """Output as it is compared and shown: `lines` without line ends, blank ones around it gone.

    `start` is the number of the first line that is left.
    """

    lines: tuple[str, ...]
    start: int

    @classmethod
    def of(cls, text: str, options: MatchOptions) -> Output:
        """Split `text` as a terminal shows it; blanks at line ends go, unless they count."""
        lines = as_shown(text).split("\n")
        if not options.trailing_blanks:
            lines = [line.rstrip() for line in lines]
        first, end = 0, len(lines)
        while end > first and not lines[end - 1].strip():
            end -= 1
        while first < end and not lines[first].strip():
            first += 1
        return cls(tuple(lines[first:end]), first)

    def units(self, options: MatchOptions, apart: Iterable[int] = ()) -> list[Unit]:
        """Return the units; lines whose positions are in `apart` are never joined with others."""
        names = options.normalise
        if WRAPPING not in names:
            return [
                Unit(normalise(line, names), line, self.start + number, self.start + number + 1)
                for number, line in enumerate(self.lines)
            ]
        alone = set(apart)
        groups: list[list[int]] = []
        open_group = False
        for number, line in enumerate(self.lines):
            joins = bool(line.strip()) and number not in alone
            if joins and open_group:
                groups[-1].append(number)
            else:
                groups.append([number])
            open_group = joins
        return [self._paragraph(group, names) for group in groups]

    def _paragraph(self, group: list[int], names: tuple[str, ...]) -> Unit:
        raw = " ".join(" ".join(self.lines[number] for number in group).split())
        if len(group) == 1:
            raw = self.lines[group[0]]
        return Unit(normalise(raw, names), raw, self.start + group[0], self.start + group[-1] + 1)
