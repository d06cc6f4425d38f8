"""Writing what a command prints into the page that shows it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby

from doccheck.expect.align import Pair, Step, align
from doccheck.expect.compare import compare
from doccheck.expect.lines import Output, Unit
from doccheck.expect.match import in_any_order
from doccheck.expect.options import MatchOptions
from doccheck.expect.place import Place, find_place
from doccheck.expect.refusal import Refusal, Refused, unfit
from doccheck.expect.wanted import Matcher, Wanted, wanted
from doccheck.model.finding import Edit
from doccheck.model.source import Document, MappedText, Span


def rewrite(
    page: Document,
    block: Span,
    expected: MappedText,
    actual: str,
    options: MatchOptions | None = None,
    *,
    is_prompt: Callable[[str], bool] | None = None,
    failure: str = "",
) -> tuple[Edit, ...] | Refused:
    """Return the edits that make `page` show `actual` in place of `expected`.

    `block` is the span of the code block with its fences, `expected` one entry of the output of a
    `CodeBlock`, or the content of an `Excerpt`. Only what differs is replaced: lines and ellipses
    that still match stay as they are. Nothing outside the block is touched; indentation, marks of
    lists and quotes, and line ends stay. `is_prompt` tells whether a line of output would be read
    as a prompt; None where the block holds output alone (an `Excerpt`). `failure` says what is
    wrong with the result (an unexpected exit code, a time-out, truncated output); nothing is
    written then.

    A caller should read the changed page again and see that the same commands come out with this
    output before it writes the file: an open quote in a command can swallow what follows it.

    Raises:
        MatchLimitError: The comparison would take too long.
    """
    options = options or MatchOptions()
    if failure:
        return Refused(Refusal.FAILED, failure)
    if compare(expected.text, actual, options) is None:
        return ()
    place = find_place(page, block, expected)
    if isinstance(place, Refused):
        return place
    output = Output.of(actual, options)
    refused = unfit(output.lines, fence=place.fence, is_prompt=is_prompt)
    if refused is not None:
        return refused
    return _edits(page, place, expected.text, output, options)


def _edits(
    page: Document, place: Place, expected: str, output: Output, options: MatchOptions
) -> tuple[Edit, ...]:
    wants = wanted(expected, options)
    units = output.units(options)
    if not wants:
        return (_edit(page, place, 0, place.count, output.lines),)
    if options.unordered:
        return _in_any_order(page, place, wants, units, output)
    edits = []
    for kept, run in groupby(align(wants, units, Matcher()), key=lambda pair: pair.kept):
        if not kept:
            edits.append(_region(page, place, list(run), wants, units, output))
    return tuple(edits)


def _in_any_order(
    page: Document,
    place: Place,
    wants: Sequence[Wanted],
    units: Sequence[Unit],
    output: Output,
) -> tuple[Edit, ...]:
    """Replace the lines that are gone by new ones, as printed; what is left of those comes last."""
    missing, extra = in_any_order(wants, units, Matcher())
    gone = sorted(want.unit.first for want in missing)
    new = [_lines(unit, unit, output) for unit in sorted(extra, key=lambda unit: unit.first)]
    taken = dict(zip(gone, new, strict=False))
    rest = [line for lines in new[len(gone) :] for line in lines]
    edits = []
    for want in wants:
        first, end = want.unit.first, want.unit.end
        last = rest if want is wants[-1] else []
        if first in gone:
            edits.append(_edit(page, place, first, end, [*taken.get(first, ()), *last]))
        elif last:
            edits.append(_edit(page, place, end, end, last))
    return tuple(edits)


def _region(
    page: Document,
    place: Place,
    run: list[Pair],
    wants: Sequence[Wanted],
    units: Sequence[Unit],
    output: Output,
) -> Edit:
    gone = [wants[pair.want].unit for pair in run if pair.step in {Step.CHANGED, Step.MISSING}]
    new = [units[pair.unit] for pair in run if pair.step in {Step.CHANGED, Step.EXTRA}]
    at = run[0].want
    if gone:
        first, end = gone[0].first, gone[-1].end
    else:
        first = end = wants[at].unit.first if at < len(wants) else wants[-1].unit.end
    lines = _lines(new[0], new[-1], output) if new else ()
    return _edit(page, place, first, end, lines)


def _lines(first: Unit, last: Unit, output: Output) -> Sequence[str]:
    return output.lines[first.first - output.start : last.end - output.start]


def _edit(page: Document, place: Place, first: int, end: int, lines: Sequence[str]) -> Edit:
    """Replace the lines of the block from `first` to `end`, counted in the expected text."""
    start, stop = place.offset(page, first), place.offset(page, end)
    content = "".join(map(place.shown, lines))
    if content and start == len(page.text) and not page.text.endswith("\n"):
        content = place.line_end + content[: -len(place.line_end)]
    return Edit(Span(start, max(start, stop)), content)
