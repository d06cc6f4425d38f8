"""The report of a run: the findings of the check, and what execution found."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial

from doccheck.engine.run.perform import Result
from doccheck.engine.run.unit import PagePlan
from doccheck.model.executed import ExecutionRow, RunInfo
from doccheck.model.finding import Finding
from doccheck.model.report import Report, Suppressed, build
from doccheck.model.source import Span
from doccheck.rules.context import DirectiveContext, ExecutionContext, Place
from doccheck.rules.judge import apply
from doccheck.rules.registry import DIRECTIVE_RULES, EXECUTION_RULES
from doccheck.rules.selection import Policy
from doccheck.suppress.inline import hide_executed


def reported(
    checked: Report,
    plans: Iterable[PagePlan],
    results: Iterable[Result],
    info: RunInfo,
    policies: Mapping[str, Policy],
    notes: Iterable[str],
) -> Report:
    """Return the report of a check with what the run found added."""
    told = frozenset(_told(checked))
    by_file: dict[str, list[Result]] = {}
    for result in results:
        by_file.setdefault(result.unit.file, []).append(result)
    kept: list[Finding] = []
    hidden: list[Suppressed] = []
    for plan in plans:
        policy = policies[plan.document.path]
        ran = by_file.get(plan.document.path, [])
        place = Place.of(plan.document, historical=plan.historical, severities=policy.severities)
        found = list(_findings(place, ran, policy, told))
        executed = partial(_executed, [result.row for result in ran])
        outcome = hide_executed(found, plan.directives, place, policy, executed)
        kept += outcome.findings
        hidden += outcome.suppressed
    return build(
        files=checked.summary.files,
        references=checked.references,
        findings=(*checked.findings, *kept),
        skipped=(*checked.skipped, *checked.not_read),
        programs=checked.programs,
        left_out=checked.left_out,
        suppressed=(*checked.suppressed, *hidden),
        fixed=checked.fixed,
        stale_baseline=checked.stale_baseline,
        disagreements=checked.disagreements,
        notes=(*checked.notes, *notes),
        run=info,
    )


def _executed(rows: Iterable[ExecutionRow], first: int, last: int) -> bool:
    """Tell whether something stands on these lines, and all of it was executed."""
    there = [row.executed for row in rows if row.line <= last and first <= row.end_line]
    return bool(there) and all(there)


def _told(checked: Report) -> Iterator[tuple[str, Span]]:
    """Yield where the check reports directives."""
    known = (one.finding for one in checked.suppressed)
    codes = {rule.META.code for rule in DIRECTIVE_RULES}
    yield from ((one.file, one.span) for one in (*checked.findings, *known) if one.code in codes)


def _findings(
    place: Place,
    results: Sequence[Result],
    policy: Policy,
    told: Collection[tuple[str, Span]],
) -> Iterator[Finding]:
    for result in results:
        unit = result.unit
        for directive, why in unit.request.faults:
            if (place.file, directive.span) not in told:
                context = DirectiveContext(place, directive, detail=why)
                yield from apply(DIRECTIVE_RULES, context, policy)
        for trouble in result.troubles:
            said = ExecutionContext(
                place,
                trouble.span,
                trouble.outcome,
                trouble.message,
                trouble.help,
                trouble.detail,
                program=unit.programs[0] if unit.programs else "",
                command=tuple(unit.commands[0].split()) if unit.commands else (),
                source=unit.shown,
            )
            yield from apply(EXECUTION_RULES, said, policy)
