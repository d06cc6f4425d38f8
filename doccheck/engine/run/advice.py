"""What to do about an output that differs: said only of what really helps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from doccheck.engine.analyse import AnalyseOptions
from doccheck.engine.run.attempt import Printed
from doccheck.engine.run.outputs import Outputs, outputs_of
from doccheck.engine.run.perform import Result
from doccheck.engine.run.unit import PagePlan
from doccheck.engine.run.verdict import Trouble
from doccheck.expect import NORMALISERS, MatchOptions, allowing
from doccheck.model.executed import Outcome

_UPDATE = "`doccheck run --update` rewrites it"


def advised(
    plans: Iterable[PagePlan], results: Sequence[Result], options: AnalyseOptions
) -> list[Result]:
    """Return `results` with the help of each difference, in their order."""
    pages = {plan.document.path: plan for plan in plans}
    by_file: dict[str, list[Result]] = {}
    for result in results:
        if result.row.outcome is Outcome.OUTPUT_DIFFERS:
            by_file.setdefault(result.unit.file, []).append(result)
    found = {file: outputs_of(pages[file], some, options) for file, some in by_file.items()}
    return [
        _with_help(result, found[result.unit.file])
        if result.row.outcome is Outcome.OUTPUT_DIFFERS
        else result
        for result in results
    ]


def _with_help(result: Result, outputs: Outputs) -> Result:
    helped = dict(_helps(result, outputs))
    troubles = (replace(one, help=helped.get(one, one.help)) for one in result.troubles)
    return replace(result, troubles=tuple(troubles))


def _helps(result: Result, outputs: Outputs) -> Iterator[tuple[Trouble, str]]:
    held = {one.printed: one.why for one in outputs.held}
    for printed in result.printed:
        trouble = printed.trouble
        if trouble is not None and trouble.outcome is Outcome.OUTPUT_DIFFERS:
            yield trouble, _help(printed, held.get(printed, ""), result.unit.request.match)


def _help(printed: Printed, why: str, match: MatchOptions) -> str:
    expected = printed.step.expected
    names = allowing(expected.text, printed.actual, match) if expected is not None else ()
    allowed = f"`normalise={','.join(names)}` in the directive allows for this difference"
    if names and (why or all(NORMALISERS[name].volatile for name in names)):
        return allowed
    if why:
        return f"`doccheck run --update` leaves it as it is: {why}"
    return f"{_UPDATE}; {allowed}" if names else _UPDATE
