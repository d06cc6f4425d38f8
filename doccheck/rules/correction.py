"""The word to write instead, and whether it can be put there without asking."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from msgspec import Struct

from doccheck.model.command import Invocation
from doccheck.model.finding import Applicability, Edit, Fix
from doccheck.model.resolution import NotJudged, Problem, Resolution, Unresolved
from doccheck.rules import phrases
from doccheck.rules.context import CommandContext
from doccheck.rules.distance import misspelt
from doccheck.rules.edits import rewritten
from doccheck.rules.renames import Change, find_rename

_PLAIN = re.compile(r"[\w@%+=:,./-]+(?: [\w@%+=:,./-]+)*")
"""Words that mean themselves in a shell, in Markdown, and in a quoted string."""


class Correction(Struct, frozen=True):
    """The suggestion, the question to ask, and the fixes (at most one)."""

    suggestion: str | None = None
    question: str = ""
    fixes: tuple[Fix, ...] = ()


def correct(
    context: CommandContext,
    problem: Problem,
    names: Iterable[str],
    *,
    fits: Callable[[str], bool] = lambda _name: True,
) -> Correction:
    """Look for the word that should stand in place of `problem.subject`.

    A rename declared in the settings comes first. Next comes the one name of which the word is a
    misspelling, and last the nearest name. The first two are safe where the invocation is no
    worse for the change; `fits` refuses a name that takes another number of values.
    """
    renamed = find_rename(context, problem)
    if renamed is not None:
        return _rename(context, renamed)
    typos = misspelt(problem.subject, names)
    nearest = tuple(dict.fromkeys((*typos, *problem.closest)))
    if not nearest:
        return Correction()
    change = Change(problem.span, problem.subject, nearest[0])
    fixes = _fixes(context, change, safe=len(typos) == 1 and fits(typos[0]))
    return Correction(nearest[0], phrases.did_you_mean(nearest), fixes)


def declared(context: CommandContext, problem: Problem) -> Correction:
    """Return only what the settings declare, for a word that is not wrong."""
    change = find_rename(context, problem)
    return _rename(context, change) if change else Correction()


def replace_by(context: CommandContext, problem: Problem, new: str) -> Correction:
    """Propose `new` without calling it safe."""
    change = Change(problem.span, problem.subject, new)
    return Correction(new, phrases.did_you_mean((new,)), _fixes(context, change, safe=False))


def _rename(context: CommandContext, change: Change) -> Correction:
    fixes = _fixes(context, change, safe=True)
    return Correction(change.new, phrases.did_you_mean((change.new,)), fixes)


def _fixes(context: CommandContext, change: Change, *, safe: bool) -> tuple[Fix, ...]:
    """Return the fix, none where the page cannot simply be edited."""
    invocation = context.invocation
    plain = _PLAIN.fullmatch(change.new) and context.place.verbatim(change.span, change.old)
    changed = rewritten(invocation, change.span, change.new) if plain else None
    if changed is None:
        return ()
    safe = safe and improves(context, changed)
    return (
        Fix(
            title=f"Replace {phrases.tick(change.old)} by {phrases.tick(change.new)}",
            applicability=Applicability.SAFE if safe else Applicability.UNSAFE,
            edits=(Edit(change.span, change.new),),
        ),
    )


def improves(context: CommandContext, changed: Invocation) -> bool:
    """Tell whether the change cures a problem and brings no other."""
    if context.resolve is None:
        return False
    after = context.resolve(changed)
    return not isinstance(after, NotJudged) and _keys(after) < _keys(context.resolution)


def _keys(resolution: Resolution) -> frozenset[tuple[str, int, str]]:
    if isinstance(resolution, NotJudged):
        return frozenset()
    refusals = resolution.problems if isinstance(resolution, Unresolved) else ()
    problems = (*refusals, *resolution.remarks)
    return frozenset((problem.kind, problem.span.start, problem.subject) for problem in problems)
