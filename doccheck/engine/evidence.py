"""What the documentation says of commands that the program, as installed here, does not have."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from doccheck.cache.store import digest
from doccheck.engine.analyse import Facts
from doccheck.model.resolution import NotJudged, Problem, ProblemKind, SkipReason
from doccheck.model.tree import CommandTree
from doccheck.resolve.nearest import typo_of


class Evidence(Struct, frozen=True):
    """The facts of all pages together."""

    facts: Facts

    @classmethod
    def gather(cls, facts: Iterable[Facts]) -> Evidence:
        """Return the union of the facts of all pages."""
        definitions: set[str] = set()
        extensions: set[tuple[str, str]] = set()
        for one in facts:
            definitions |= one.definitions
            extensions |= one.extensions
        return cls(Facts(frozenset(definitions), frozenset(extensions)))

    @property
    def key(self) -> str:
        """A hash of it all."""
        extensions = (f"{program}:{name}" for program, name in self.facts.extensions)
        return digest(*sorted(self.facts.definitions), "", *sorted(extensions))

    def explain(
        self, problem: Problem, tree: CommandTree, external: Iterable[str]
    ) -> NotJudged | None:
        """Return why an unknown command may be right after all, None where it may not.

        A group that reads entry points takes commands from plugins: one that the documentation
        names is not judged. A group that reads the reader's project takes commands from there,
        unless the name can only be a misspelling of one of the group's own.
        A closed group has no such excuse.
        """
        if problem.kind is not ProblemKind.UNKNOWN_COMMAND:
            return None
        path = (*problem.command[1:], problem.subject)
        if problem.subject in external or " ".join(path) in external:
            return NotJudged(
                problem.command, SkipReason.PLUGIN_COMMAND, "named in `external-commands`"
            )
        node = tree.find(problem.command[1:])
        if node is None or node.lookup == "static":
            return None
        if problem.subject in self.facts.definitions:
            return NotJudged(
                problem.command, SkipReason.PROJECT_COMMAND, "defined by code in the documentation"
            )
        if node.lookup == "project" and not typo_of(problem.subject, node.commands):
            return NotJudged(
                problem.command, SkipReason.PROJECT_COMMAND, "the reader's project may define it"
            )
        return self._plugin(problem, path)

    def _plugin(self, problem: Problem, path: tuple[str, ...]) -> NotJudged | None:
        program = problem.command[0]
        named = {name for owner, name in self.facts.extensions if owner == program}
        for name in (problem.subject, "-".join(path)):
            if name.lower().replace("_", "-") in named:
                return NotJudged(
                    problem.command,
                    SkipReason.PLUGIN_COMMAND,
                    f"the documentation names a plugin `{program}-{name}`",
                )
        return None
