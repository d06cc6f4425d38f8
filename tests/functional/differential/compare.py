"""Whether the resolver and click agree on a command line."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from doccheck.introspect.manifest import tree_from_data
from doccheck.model.command import Invocation, Word
from doccheck.model.resolution import NotJudged, Problem, Unresolved
from doccheck.model.source import MappedText, Span
from doccheck.model.tree import CommandTree
from doccheck.resolve import resolve
from tests.functional.differential.oracle import CRASHED, Verdict

_SAME = {"misplaced-option": "unknown-option"}


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
    """The outcome of many comparisons."""

    lines: int = 0
    accepted: int = 0
    refused: int = 0
    skipped: int = 0
    crashed: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    skips: Counter[str] = field(default_factory=Counter)
    disagreements: list[str] = field(default_factory=list)

    def add(self, tree: CommandTree, words: list[str], truth: Verdict) -> None:
        """Compare the resolver's verdict on `words` with `truth`."""
        if truth.kind == CRASHED:
            self.crashed += 1
            return
        found = resolve(invocation(words, tree.program), tree)
        self.lines += 1
        if isinstance(found, NotJudged):
            self.skipped += 1
            self.skips[found.reason] += 1
            return
        self.kinds[truth.kind] += 1
        problem = found.problems[0] if isinstance(found, Unresolved) else None
        if truth.kind:
            self.refused += 1
        else:
            self.accepted += 1
        fault = _disagreement(problem, truth)
        if fault:
            self.disagreements.append(f"{words}: {fault}; click: {truth}; here: {found}")

    def __str__(self) -> str:
        kinds = ", ".join(
            f"{kind or 'accepted'} {count}" for kind, count in sorted(self.kinds.items())
        )
        return (
            f"{self.lines} lines, {self.accepted} accepted, {self.refused} refused, "
            f"{self.skipped} not judged {dict(self.skips)}, {self.crashed} crashed, "
            f"{len(self.disagreements)} disagreements ({kinds})"
        )


def _disagreement(problem: Problem | None, truth: Verdict) -> str:
    if problem is None:
        return "accepted" if truth.kind else ""
    if not truth.kind:
        return "refused"
    if _SAME.get(problem.kind, problem.kind) != truth.kind:
        return "another kind"
    if truth.command and problem.command != tuple(truth.command):
        return "another command"
    return ""
