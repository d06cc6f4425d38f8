"""Output as running text, for pages that break lines elsewhere than the program does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby

from doccheck.expect.ellipsis import fits, is_gap, split
from doccheck.expect.lines import WRAPPING, Output
from doccheck.expect.normalise import normalise
from doccheck.expect.options import MatchOptions


def flows(expected: str, actual: str, options: MatchOptions) -> bool:
    """Tell whether `actual` is `expected` broken into other lines; false unless that is asked for.

    An ellipsis stands for anything here, the ends of paragraphs included.
    """
    if WRAPPING not in options.normalise:
        return False
    pieces = [""]
    for gap, lines in groupby(Output.of(expected, options).lines, key=_gap(options)):
        if gap:
            pieces.append("")
            continue
        text = _text(list(lines), options)
        first, *others = split(text) if options.ellipsis else (text,)
        pieces[-1] += first
        pieces += others
    printed = _text(Output.of(actual, options).lines, options)
    return printed == pieces[0] if len(pieces) == 1 else fits(tuple(pieces), printed)


def _gap(options: MatchOptions) -> Callable[[str], bool]:
    return is_gap if options.ellipsis else lambda _: False


def _text(lines: Sequence[str], options: MatchOptions) -> str:
    """Return the paragraphs of some lines, each on one line."""
    groups = groupby(lines, key=lambda line: bool(line.strip()))
    paragraphs = (" ".join(" ".join(group).split()) for full, group in groups if full)
    return "\n".join(normalise(paragraph, options.normalise) for paragraph in paragraphs)
