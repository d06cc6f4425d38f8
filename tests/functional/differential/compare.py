"""Whether the resolver and click agree on a command line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from doccheck.introspect.manifest import tree_from_data
from doccheck.model.command import Invocation, Word
from doccheck.model.resolution import NotJudged, Problem, ProblemKind, Unresolved
from doccheck.model.source import MappedText, Span
from doccheck.model.tree import CommandTree
from doccheck.resolve import resolve
from tests.functional.differential.oracle import CRASHED, Verdict

_SAME = {"misplaced-option": "unknown-option"}
_NAMES_WHAT_LACKS = {ProblemKind.MISSING_OPTION, ProblemKind.MISSING_ARGUMENT}


def tree_of(root: dict[str, object], framework: str = "click 8.5") -> CommandTree:
    """Return the tree whose root is described by manifest data."""
    return tree_from_data({"program": "app", "framework": framework, "root": root})


def invocation(words: list[str], program: str = "app") -> Invocation:
    """Return the invocation of `program` with `words`, as if a document held it."""
    at = len(program) + 1
    head = (Word(MappedText.verbatim(program, 0), Span(0, len(program))),)
    argv = []
    for word in words:
        argv.append(Word(MappedText.verbatim(word, at), Span(at, at + len(word))))
        at += len(word) + 1
    source = " ".join((program, *words))
    return Invocation(program, head, tuple(argv), Span(0, len(source)), source)


@dataclass
class Tally:
    """The outcome of many comparisons.

    `skipped` lines are not judged by the resolver, `crashed` ones end in an error of the program
    that is none of usage. `by_feature` counts lines by feature of the application and by whether
    click accepts them.
    """

    lines: int = 0
    skipped: int = 0
    crashed: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    skips: Counter[str] = field(default_factory=Counter)
    by_feature: Counter[tuple[str, bool]] = field(default_factory=Counter)
    disagreements: list[str] = field(default_factory=list)

    @property
    def accepted(self) -> int:
        """How many judged lines click accepts."""
        return self.kinds[""]

    @property
    def refused(self) -> int:
        """How many judged lines click refuses."""
        return self.kinds.total() - self.accepted

    def add(
        self, tree: CommandTree, words: list[str], truth: Verdict, features: Iterable[str] = ()
    ) -> None:
        """Compare the resolver's verdict on `words` with `truth`."""
        self.lines += 1
        if truth.kind == CRASHED:
            self.crashed += 1
            return
        call = invocation(words, tree.program)
        found = resolve(call, tree)
        if isinstance(found, NotJudged):
            self.skipped += 1
            self.skips[found.reason] += 1
            return
        self.kinds[truth.kind] += 1
        self.by_feature.update((feature, not truth.kind) for feature in features)
        problems = found.problems if isinstance(found, Unresolved) else ()
        fault = _disagreement(problems[0] if problems else None, truth)
        fault = fault or next(filter(None, (_misplaced(problem, call) for problem in problems)), "")
        if fault:
            self.disagreements.append(f"{words}: {fault}; click: {truth}; here: {found}")

    def __str__(self) -> str:
        return (
            f"{self.lines} lines: {self.accepted} accepted, {self.refused} refused, {self.skipped}"
            f" not judged, {self.crashed} crashed, {len(self.disagreements)} disagreements;"
            f" {dict(sorted(self.kinds.items()))} {dict(self.skips)}"
        )


def _disagreement(problem: Problem | None, truth: Verdict) -> str:
    if problem is None:
        return "accepted" if truth.kind else ""
    if not truth.kind:
        return "refused"
    if _SAME.get(problem.kind, problem.kind) != truth.kind:
        return "another kind"
    if truth.command and problem.command != truth.command:
        return "another command"
    return ""


def _misplaced(problem: Problem, call: Invocation) -> str:
    """Check that the span of a problem holds its subject, or the letter of a cluster."""
    shown = call.source[problem.span.start : problem.span.end]
    if problem.kind in _NAMES_WHAT_LACKS or problem.subject == shown:
        return ""
    letter = len(problem.subject) == 2 and problem.subject.endswith(shown)
    times = problem.subject.isdigit() and problem.kind is ProblemKind.INVALID_VALUE
    whole = any(word.span == problem.span for word in call.argv)
    return "" if letter or times or whole else f"{problem.subject!r} is not at {shown!r}"
