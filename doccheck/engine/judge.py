"""Two judges, one ruling: the resolver on the command tree, and the program's own parser."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from doccheck.engine.evidence import Evidence
from doccheck.engine.programs import Program
from doccheck.introspect.verdict import Query, Status, Verdict
from doccheck.model.command import Invocation, Usage, Word
from doccheck.model.report import Means
from doccheck.model.resolution import (
    NotJudged,
    Problem,
    ProblemKind,
    Resolution,
    Resolved,
    SkipReason,
    Unresolved,
)
from doccheck.model.source import Span
from doccheck.model.tree import CommandTree
from doccheck.resolve import resolve
from doccheck.resolve.nearest import nearest

_NAMES = frozenset(
    {
        ProblemKind.UNKNOWN_COMMAND,
        ProblemKind.UNKNOWN_OPTION,
        ProblemKind.MISPLACED_OPTION,
    }
)
"""What can be wrong in a mention or a synopsis."""

_ALIKE = (
    _NAMES,
    frozenset({ProblemKind.INVALID_CHOICE, ProblemKind.INVALID_VALUE}),
    frozenset({ProblemKind.MISSING_ARGUMENT, ProblemKind.MISSING_OPTION}),
)
"""Kinds that click tells apart less finely than we do."""


class Ruling(Struct, frozen=True):
    """The verdict on one invocation and what it rests on.

    `disagrees` is set where the program's parser overruled the resolver; `open` where the verdict
    rests on what other pages say.
    """

    resolution: Resolution
    means: Means = Means.NONE
    disagrees: bool = False
    open: bool = False


def queries(call: Invocation) -> tuple[Query, ...]:
    """Return what to ask the program's parser about an invocation.

    A word that may turn into any number of words is asked once as one word and once left out:
    the invocation is refused only if every way is.
    """
    words = call.argv
    lenient = call.usage is not Usage.COMMAND or call.more
    ways = [tuple(word.text for word in words)]
    if any(word.many for word in words):
        ways.append(tuple(word.text for word in words if not word.many))
    return tuple(Query(way, lenient=lenient) for way in ways)


def rule_on(call: Invocation, program: Program, evidence: Evidence) -> Ruling:
    """Return the ruling on an invocation of `program`."""
    if program.tree is None:
        reason = program.fault.message if program.fault else ""
        return Ruling(NotJudged((call.program,), SkipReason.PROGRAM_UNLOADABLE, reason))
    static = resolve(call, program.tree)
    verdicts = [program.verdicts.get(query) for query in queries(call)]
    asked = [verdict for verdict in verdicts if verdict is not None]
    if not asked or len(asked) < len(verdicts):
        ruling = Ruling(static, _means(static, Means.TREE))
    else:
        ruling = _merge(call, static, asked, program.tree)
    return _consider(ruling, program, evidence)


def _merge(call: Invocation, static: Resolution, asked: list[Verdict], tree: CommandTree) -> Ruling:
    if isinstance(static, NotJudged) and static.reason is SkipReason.DYNAMIC_COMMAND:
        return Ruling(static)
    for verdict in asked:
        if verdict.status is Status.ACCEPTED:
            return _accepted(static, verdict)
    for verdict in asked:
        if verdict.status is Status.SKIPPED:
            reason = verdict.reason or SkipReason.PARSER_FAILED
            return Ruling(NotJudged(static.command, reason, verdict.message))
    return _refused(call, static, asked[0], tree)


def _accepted(static: Resolution, verdict: Verdict) -> Ruling:
    if isinstance(static, Resolved):
        return Ruling(static, Means.PARSER)
    remarks = static.remarks if isinstance(static, Unresolved) else ()
    command = (static.command[0], *verdict.path)
    return Ruling(
        Resolved(command, remarks), Means.PARSER, disagrees=isinstance(static, Unresolved)
    )


def _refused(call: Invocation, static: Resolution, verdict: Verdict, tree: CommandTree) -> Ruling:
    stray = _taken_by_default(call, static, verdict, tree)
    if stray is not None:
        return Ruling(Unresolved(stray.command, (stray,)), Means.PARSER)
    kind = verdict.kind
    if isinstance(static, Unresolved):
        first = static.problems[0].kind
        alike = kind is None or kind is first or any({kind, first} <= one for one in _ALIKE)
        if alike:
            return Ruling(static, Means.PARSER)
    if call.usage is not Usage.COMMAND and kind not in _NAMES:
        return Ruling(static, _means(static, Means.PARSER))
    problem = _problem(call, static, verdict)
    remarks = () if isinstance(static, NotJudged) else static.remarks
    return Ruling(
        Unresolved(problem.command, (problem,), remarks),
        Means.PARSER,
        disagrees=not isinstance(static, NotJudged),
    )


def _taken_by_default(
    call: Invocation, static: Resolution, verdict: Verdict, tree: CommandTree
) -> Problem | None:
    """Return the problem of a word that is no command and went to a default command in vain.

    The program reached a command that is not written there, and has no use for the words: what
    stands where a command is expected is an unknown command.
    """
    written = {word.text for word in call.argv}
    reached = verdict.path[-1] if verdict.path else ""
    if verdict.kind is not ProblemKind.UNEXPECTED_ARGUMENT or reached in {"", *written}:
        return None
    path = verdict.path[:-1]
    group = tree.find(path)
    word = next((one for one in call.argv if one.text == verdict.subject), None)
    if group is None or word is None or not word.static or verdict.subject in group.commands:
        return None
    visible = [name for name, child in group.commands.items() if not child.hidden]
    return Problem(
        ProblemKind.UNKNOWN_COMMAND,
        word.value.whole,
        word.text,
        (static.command[0], *path),
        closest=nearest(word.text, visible),
    )


def _problem(call: Invocation, static: Resolution, verdict: Verdict) -> Problem:
    """Return the problem that the program's parser names, at the word it speaks of."""
    subject, span = _place(call, verdict)
    return Problem(
        kind=verdict.kind or ProblemKind.INVALID_VALUE,
        span=span,
        subject=subject,
        command=(static.command[0], *verdict.path),
        detail=verdict.message,
        closest=verdict.possibilities,
        parameter=verdict.param,
    )


def _place(call: Invocation, verdict: Verdict) -> tuple[str, Span]:
    for word in _candidates(call, verdict):
        if verdict.subject and word.text.startswith(f"{verdict.subject}="):
            return verdict.subject, word.value.span(0, len(verdict.subject))
        return word.text, word.span
    return verdict.subject or call.source, call.span


def _candidates(call: Invocation, verdict: Verdict) -> Iterator[Word]:
    at = verdict.position
    if at is not None and 0 <= at < len(call.argv):
        yield call.argv[at]
    for word in call.argv:
        if verdict.subject and word.text.partition("=")[0] == verdict.subject:
            yield word


def _consider(ruling: Ruling, program: Program, evidence: Evidence) -> Ruling:
    """Drop an unknown command that a plugin or the reader's project may bring."""
    found = ruling.resolution
    if not isinstance(found, Unresolved) or program.tree is None:
        return ruling
    external = program.target.settings.external_commands
    excuse = evidence.explain(found.problems[0], program.tree, external)
    open_ = found.problems[0].kind is ProblemKind.UNKNOWN_COMMAND
    if excuse is None:
        return replace(ruling, open=open_)
    return Ruling(excuse, open=open_)


def _means(resolution: Resolution, means: Means) -> Means:
    return Means.NONE if isinstance(resolution, NotJudged) else means
