"""Apply the directives of one page to its findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from doccheck.model.block import Directive
from doccheck.model.finding import Finding, Skipped
from doccheck.model.report import Suppressed
from doccheck.rules.context import DirectiveContext, Place
from doccheck.rules.judge import apply
from doccheck.rules.registry import DIRECTIVE_RULES, EXECUTION_RULES, SUPPRESSION_RULES
from doccheck.rules.selection import Policy, codes
from doccheck.suppress.scope import Clause, Mistake, clauses


class Outcome(Struct, frozen=True):
    """What is left to report (with what is wrong in the directives), and what is hidden."""

    findings: tuple[Finding, ...]
    suppressed: tuple[Suppressed, ...] = ()


def apply_directives(
    findings: Iterable[Finding],
    directives: tuple[Directive, ...],
    place: Place,
    policy: Policy,
    skipped: Iterable[Skipped] = (),
) -> Outcome:
    """Hide what directives cover; report directives that are faulty or cover nothing.

    `policy` tells which rules ran: a rule that did not cannot be called unused, nor can one that
    covers a skipped reference, since nobody knows what would have been found there.
    """
    read = tuple(clauses(directives, place.index))
    rules = tuple(part for part in read if isinstance(part, Clause))
    mistakes = [part for part in read if isinstance(part, Mistake)]
    faults = tuple(_faults(directives, mistakes, place, policy))
    kept, hidden, used = _split((*findings, *faults), rules)
    idle = _idle(rules, used, policy, tuple(skipped))
    late, hidden_late, _ = _split(_unused(idle, place, policy), rules)
    return Outcome((*kept, *late), (*hidden, *hidden_late))


def hide_executed(
    findings: Iterable[Finding],
    directives: tuple[Directive, ...],
    place: Place,
    policy: Policy,
    executed: Callable[[int, int], bool],
) -> Outcome:
    """Hide what directives cover of the findings of a run.

    Of the directives themselves only those are reported that name rules of execution alone and
    cover nothing: the check reports the others. `executed` tells whether there is something
    executable on the lines from the first to the second, and all of it was executed.
    """
    rules = tuple(part for part in clauses(directives, place.index) if isinstance(part, Clause))
    kept, hidden, used = _split(findings, rules)
    tried = frozenset(rule.META.code for rule in EXECUTION_RULES) & policy.selected
    idle = [
        clause
        for clause in rules
        if clause not in used
        and clause.codes <= tried
        and executed(clause.first_line, clause.last_line)
    ]
    # Only a run knows that such a comment is unused: `check --fix` cannot remove it.
    unused = (replace(finding, fixes=()) for finding in _unused(idle, place, policy))
    late, hidden_late, _ = _split(unused, rules)
    return Outcome((*kept, *late), (*hidden, *hidden_late))


def _split(
    findings: Iterable[Finding], rules: tuple[Clause, ...]
) -> tuple[list[Finding], list[Suppressed], set[Clause]]:
    kept: list[Finding] = []
    hidden: list[Suppressed] = []
    used: set[Clause] = set()
    for finding in findings:
        where = finding.range
        cover = [one for one in rules if one.covers(finding.code, where.line, where.end_line)]
        used.update(cover)
        if cover:
            hidden.append(Suppressed(finding, "inline", cover[0].directive.reason))
        else:
            kept.append(finding)
    return kept, hidden, used


def _faults(
    directives: Iterable[Directive], mistakes: list[Mistake], place: Place, policy: Policy
) -> Iterator[Finding]:
    faulty = [Mistake(directive, directive.fault) for directive in directives if directive.fault]
    for mistake in (*faulty, *mistakes):
        context = DirectiveContext(
            place, mistake.directive, detail=mistake.detail, suggestion=mistake.nearest
        )
        yield from apply(DIRECTIVE_RULES, context, policy)


def _idle(
    rules: tuple[Clause, ...], used: set[Clause], policy: Policy, skipped: tuple[Skipped, ...]
) -> list[Clause]:
    """Return the clauses that hide nothing although all their rules were tried everywhere."""
    return [
        clause
        for clause in rules
        if clause not in used
        and clause.codes <= policy.selected
        and not any(clause.first_line <= skip.line <= clause.last_line for skip in skipped)
        and not clause.codes & codes("unused-suppression")
    ]


def _unused(idle: list[Clause], place: Place, policy: Policy) -> Iterator[Finding]:
    """Yield one finding a directive, naming its rules that hide nothing."""
    for directive in dict.fromkeys(clause.directive for clause in idle):
        unused = tuple(one.selector for one in idle if one.directive == directive and one.selector)
        yield from apply(
            SUPPRESSION_RULES, DirectiveContext(place, directive, unused=unused), policy
        )
