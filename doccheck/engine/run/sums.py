"""The sums of a run: what was executed, and which references that verifies."""

from __future__ import annotations

from collections.abc import Sequence

from doccheck.engine.run.perform import Result
from doccheck.model.executed import Outcome, RunSums, Source, add_up
from doccheck.model.report import Report, Verdict


def sums_of(report: Report, results: Sequence[Result]) -> RunSums:
    """Add up; a reference in a block that failed is not verified, whatever its help screen.

    In a block that passed, one whose exit status a pipeline hides is verified by no more than that.
    """
    ran: dict[tuple[str, int, int], Outcome] = {}
    helped: set[str] = set()
    hidden: set[tuple[str, int, int]] = set()
    for result in results:
        if result.unit.source is Source.HELP:
            helped.update(result.unit.commands if result.row.outcome is Outcome.PASSED else ())
        elif result.row.executed:
            ran |= {(result.unit.file, *place): result.row.outcome for place in result.unit.calls}
            hidden |= {(result.unit.file, *place) for place in result.unit.hidden}
    accepted = [row for row in report.references if row.verdict is Verdict.ACCEPTED]
    places = [(row.file, row.line, row.column) for row in accepted]
    unseen = {place for place in hidden if ran.get(place) is Outcome.PASSED}
    outcomes = [None if place in unseen else ran.get(place) for place in places]
    shown = [" ".join(row.command) in helped for row in accepted]
    by_help = sum(end is None and help_ for end, help_ in zip(outcomes, shown, strict=True))
    return add_up(
        (result.row for result in results),
        references=report.summary.references,
        verified=outcomes.count(Outcome.PASSED) + by_help,
        by_help=by_help,
        hidden=sum(
            place in unseen and not help_ for place, help_ in zip(places, shown, strict=True)
        ),
    )
