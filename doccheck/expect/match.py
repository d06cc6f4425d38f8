"""Deciding whether printed output is what a page expects."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from doccheck.expect.lines import Unit
from doccheck.expect.wanted import Matcher, Wanted


def in_order(wants: Sequence[Wanted], units: Sequence[Unit], matches: Matcher) -> bool:
    """Tell whether the units are what is wanted, one after the other.

    Between two gaps the first place that fits is as good as any later one.
    """
    runs = _runs(wants)
    first, last = runs[0], runs[-1]
    if len(runs) == 1:
        return len(first) == len(units) and _at(first, units, 0, matches)
    end = len(units) - len(last)
    if end < len(first) or not _at(first, units, 0, matches) or not _at(last, units, end, matches):
        return False
    at = len(first)
    for run in runs[1:-1]:
        while at + len(run) <= end and not _at(run, units, at, matches):
            at += 1
        if at + len(run) > end:
            return False
        at += len(run)
    return True


def _runs(wants: Sequence[Wanted]) -> list[list[Wanted]]:
    runs: list[list[Wanted]] = [[]]
    for want in wants:
        if want.gap:
            runs.append([])
        else:
            runs[-1].append(want)
    return runs


def _at(run: Sequence[Wanted], units: Sequence[Unit], start: int, matches: Matcher) -> bool:
    return all(matches(want, units[start + number]) for number, want in enumerate(run))


def in_any_order(
    wants: Sequence[Wanted], units: Sequence[Unit], matches: Matcher
) -> tuple[list[Wanted], list[Unit]]:
    """Return what is wanted and not there, and what is there and not wanted.

    With a gap among `wants` more may be there. Lines that only one text matches are paired first;
    the patterns share out the rest so that as many as possible have a line.
    """
    gap = any(want.gap for want in wants)
    wants, rest, missing = _paired([want for want in wants if not want.gap], units)
    owner: dict[int, int] = {}
    for number in range(len(wants)):
        if not _assign(number, wants, rest, owner, matches):
            missing.append(wants[number])
    extra = [] if gap else [unit for at, unit in enumerate(rest) if at not in owner]
    return missing, extra


def _paired(
    wants: Sequence[Wanted], units: Sequence[Unit]
) -> tuple[list[Wanted], list[Unit], list[Wanted]]:
    """Pair plain lines with equal ones; return the patterns, the units left, the plain missing."""
    asked = Counter(want.unit.text for want in wants if want.plain)
    there = Counter(unit.text for unit in units)
    rest: list[Unit] = []
    for unit in units:
        if asked[unit.text] > 0:
            asked[unit.text] -= 1
        else:
            rest.append(unit)
    missing: list[Wanted] = []
    for want in wants:
        if want.plain:
            there[want.unit.text] -= 1
            missing += [want] if there[want.unit.text] < 0 else []
    return [want for want in wants if not want.plain], rest, missing


def _assign(
    number: int,
    wants: Sequence[Wanted],
    units: Sequence[Unit],
    owner: dict[int, int],
    matches: Matcher,
) -> bool:
    """Give a pattern a line, moving others to another line where that is needed (Berge)."""
    came_from: dict[int, int] = {}
    waiting = [number]
    for asking in waiting:
        for at, unit in enumerate(units):
            if at in came_from or not matches(wants[asking], unit):
                continue
            came_from[at] = asking
            if at not in owner:
                _hand_over(at, number, owner, came_from)
                return True
            waiting.append(owner[at])
    return False


def _hand_over(at: int, number: int, owner: dict[int, int], came_from: dict[int, int]) -> None:
    held = {want: line for line, want in owner.items()}
    while True:
        taker = came_from[at]
        owner[at] = taker
        if taker == number:
            return
        at = held[taker]
