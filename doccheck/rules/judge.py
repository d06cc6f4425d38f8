"""Apply the rules to what was found: one call for each kind of fact."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from msgspec import Struct

from doccheck.model.block import Certainty
from doccheck.model.finding import Finding, Skipped
from doccheck.model.report import Verdict
from doccheck.model.resolution import NotJudged, SkipReason, Unresolved
from doccheck.rules import phrases
from doccheck.rules.context import CommandContext
from doccheck.rules.registry import COMMAND_RULES, Rule
from doccheck.rules.selection import Policy

_Context = TypeVar("_Context")


class Judgement(Struct, frozen=True):
    """What is said of one invocation; `skipped` is set where the verdict is `SKIPPED`."""

    verdict: Verdict
    findings: tuple[Finding, ...] = ()
    skipped: Skipped | None = None


def judge(context: CommandContext, policy: Policy) -> Judgement:
    """Return the verdict on an invocation with its findings.

    A refusal in text that may be prose or output is a skip, not a finding.
    """
    found = context.resolution
    if isinstance(found, NotJudged):
        return _skip(context, found.reason, found.detail)
    ambiguous = context.certainty is Certainty.AMBIGUOUS
    if isinstance(found, Unresolved) and ambiguous:
        problem = found.problems[0]
        return _skip(
            context, SkipReason.AMBIGUOUS_TEXT, f"{problem.kind} {phrases.tick(problem.subject)}"
        )
    verdict = Verdict.REFUSED if isinstance(found, Unresolved) else Verdict.ACCEPTED
    findings = () if ambiguous else tuple(apply(COMMAND_RULES, context, policy))
    return Judgement(verdict, findings)


def apply(rules: Iterable[Rule[_Context]], context: _Context, policy: Policy) -> Iterator[Finding]:
    """Yield the findings of the selected rules."""
    for rule in rules:
        if rule.META.code in policy.selected:
            yield from rule.check(context)


def _skip(context: CommandContext, reason: SkipReason, detail: str) -> Judgement:
    call = context.invocation
    line = context.place.index.line(call.span.start)
    skipped = Skipped(context.place.file, line, reason, detail, call.source, call.program)
    return Judgement(Verdict.SKIPPED, skipped=skipped)
