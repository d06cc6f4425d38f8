"""What a run would write into a page, and which outputs it leaves as they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from doccheck.engine.analyse import AnalyseOptions
from doccheck.engine.run.attempt import Printed
from doccheck.engine.run.background import unsteady
from doccheck.engine.run.perform import Result
from doccheck.engine.run.rewrites import Rewrite, keeping_commands
from doccheck.engine.run.unit import PagePlan, Unit
from doccheck.errors import MatchLimitError
from doccheck.expect import Refusal, Refused, rewrite
from doccheck.extract import ExtractOptions
from doccheck.extract.prompts import strong_prompt
from doccheck.model.finding import Edit
from doccheck.model.source import Document
from doccheck.sandbox.folders import own_folders

_SANDBOX = (
    "`{}` is a folder of the sandbox; show the path as a reader has it, and allow for other folders"
    " by `normalise=paths` in the directive, or write `...`"
)
_OTHERS = "other commands would be read from the page"


class Held(Struct, frozen=True):
    """An output that the page does not take over, and why."""

    printed: Printed
    why: str


class Outputs(Struct, frozen=True):
    """What is written into one page, and what is not."""

    edits: tuple[Edit, ...]
    held: tuple[Held, ...]

    def line(self, page: Document, held: Held) -> int:
        """Return the line that `held` speaks of, as it is counted once the edits are made."""
        printed = held.printed
        span = printed.trouble.span if printed.trouble else printed.step.span
        line = page.index.line(span.start)
        start = page.index.line_span(line).start
        above = [edit for edit in self.edits if edit.span.end <= start]
        return line + sum(
            edit.content.count("\n") - page.slice(edit.span).count("\n") for edit in above
        )


def outputs_of(plan: PagePlan, results: Iterable[Result], options: AnalyseOptions) -> Outputs:
    """Return what of the `results` of a page can be written into it."""
    page = plan.document
    doubtful = unsteady(plan.units)
    wanted: list[Rewrite] = []
    sources: list[Printed] = []
    held: list[Held] = []
    for result in results:
        for printed in result.printed:
            found = _rewritten(page, result.unit, printed, options)
            if isinstance(found, Refused):
                held.append(Held(printed, found.detail))
            elif found and printed.step.span in doubtful:
                held.append(Held(printed, doubtful[printed.step.span]))
            elif found:
                wanted.append(Rewrite(page.index.line(printed.step.span.start), found))
                sources.append(printed)
    safe = keeping_commands(page, wanted, options)
    held += _left(wanted, sources, safe)
    return Outputs(tuple(edit for one in safe for edit in one.edits), tuple(held))


def _left(
    wanted: Sequence[Rewrite], sources: Sequence[Printed], safe: Sequence[Rewrite]
) -> Iterable[Held]:
    for one, printed in zip(wanted, sources, strict=True):
        if one not in safe:
            yield Held(printed, _OTHERS)


def _rewritten(
    page: Document, unit: Unit, printed: Printed, options: AnalyseOptions
) -> tuple[Edit, ...] | Refused:
    forms = ExtractOptions.of(tuple(options.forms), options.untagged)
    expected = printed.step.expected
    if expected is None:
        return ()
    try:
        made = rewrite(
            page,
            unit.span,
            expected,
            printed.actual,
            unit.request.match,
            is_prompt=lambda line: strong_prompt(line, forms) is not None,
            failure=printed.failure,
        )
    except MatchLimitError:
        return ()  # the finding says so
    if isinstance(made, Refused):
        return made
    foreign = _foreign(page, made)
    return Refused(Refusal.SANDBOX, _SANDBOX.format(foreign)) if foreign else made


def _foreign(page: Document, edits: Iterable[Edit]) -> str:
    """Return a folder of the sandbox that edits would bring in, empty if they bring none."""
    for edit in edits:
        known = own_folders(page.slice(edit.span))
        for path in own_folders(edit.content):
            if path not in known:
                return path
    return ""
