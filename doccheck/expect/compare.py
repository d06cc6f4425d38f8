"""The comparison of expected output with what was printed."""

from __future__ import annotations

from msgspec import Struct

from doccheck.expect.align import Pair, Step, align
from doccheck.expect.flow import flows
from doccheck.expect.lines import WRAPPING, Output, Unit
from doccheck.expect.match import in_any_order, in_order
from doccheck.expect.options import MatchOptions
from doccheck.expect.render import Row, rows_of, show
from doccheck.expect.visible import quote, telling
from doccheck.expect.wanted import Matcher, Wanted, wanted


class Difference(Struct, frozen=True):
    """How printed output differs from what is expected.

    `summary` is one line. `diff` is for reading, bounded in lines and width, with a sign in front
    of each line: `-` expected and not printed, `+` printed and not expected, blank for both. Blanks
    that would not be seen are shown by signs. `line` is the first line that differs, counted from
    0 in the expected text (its number of lines where more is printed than expected).
    """

    summary: str
    diff: str
    line: int


def compare(expected: str, actual: str, options: MatchOptions | None = None) -> Difference | None:
    """Compare output; None means that it is as expected.

    Blank lines around both, colours and (unless asked for) blanks at line ends never count.

    Raises:
        MatchLimitError: Deciding would take too long: neither equal nor different can be said.
    """
    options = options or MatchOptions()
    if expected == actual and WRAPPING not in options.normalise:
        return None  # what is printed exactly as it is shown always matches
    wants = wanted(expected, options)
    units = Output.of(actual, options).units(options)
    matcher = Matcher()
    if options.unordered:
        missing, extra = in_any_order(wants, units, matcher)
        return _unordered(missing, extra) if missing or extra else None
    if in_order(wants, units, matcher) or flows(expected, actual, options):
        return None
    return _ordered(wants, units, align(wants, units, matcher))


def matches(expected: str, actual: str, options: MatchOptions) -> bool:
    """Tell whether output is as expected, without finding out where it differs.

    Raises:
        MatchLimitError: Deciding would take too long.
    """
    wants = wanted(expected, options)
    units = Output.of(actual, options).units(options)
    if options.unordered:
        return not any(in_any_order(wants, units, Matcher()))
    return in_order(wants, units, Matcher()) or flows(expected, actual, options)


def _ordered(wants: list[Wanted], units: list[Unit], pairs: list[Pair]) -> Difference:
    first = next(pair for pair in pairs if not pair.kept)
    return Difference(
        _summary(first, wants, units), show(rows_of(pairs, wants, units)), _line(first, wants)
    )


def _line(pair: Pair, wants: list[Wanted]) -> int:
    if pair.want < len(wants):
        return wants[pair.want].unit.first
    return wants[-1].unit.end if wants else 0


def _summary(pair: Pair, wants: list[Wanted], units: list[Unit]) -> str:
    number = f"line {_line(pair, wants) + 1}"
    if pair.step is Step.EXTRA:
        return f"{number}: {quote(units[pair.unit].raw)} is printed and not expected"
    want = wants[pair.want]
    fault = f" (no valid pattern: {want.fault})" if want.fault else ""
    if pair.step is Step.MISSING:
        return f"{number}: {quote(want.unit.raw)} is expected and not printed{fault}"
    wish, got = telling(want.unit.raw, units[pair.unit].raw)
    return f"{number}: expected {quote(wish)}, printed {quote(got)}{fault}"


def _unordered(missing: list[Wanted], extra: list[Unit]) -> Difference:
    rows = [Row("-", want.unit.raw) for want in missing]
    rows += [Row("+", unit.raw) for unit in extra]
    if missing:
        first = missing[0].unit
        told = f"line {first.first + 1}: {quote(first.raw)} is expected and not printed"
        return Difference(told, show(rows), first.first)
    return Difference(f"{quote(extra[0].raw)} is printed and not expected", show(rows), 0)
