"""From the program down to the command that would run, one level at a time."""

from __future__ import annotations

from itertools import dropwhile

from doccheck.model.command import Invocation, Usage
from doccheck.model.resolution import (
    NotJudged,
    Problem,
    ProblemKind,
    Resolution,
    Resolved,
    SkipReason,
    Unresolved,
)
from doccheck.model.tree import CommandNode
from doccheck.resolve.grammar import Grammar, Grammars, Place, split_opt
from doccheck.resolve.level import Level, read_level
from doccheck.resolve.nearest import nearest, typo_of
from doccheck.resolve.tokens import Token, tokens_of

_LISTED = 12


def judge(invocation: Invocation, grammars: Grammars) -> Resolution:
    """Return the verdict on `invocation`."""
    program = grammars.tree.program
    walk = _Walk(invocation, grammars)
    walk.enter(grammars.tree.root, (program,), tokens_of(invocation))
    return walk.verdict()


class _Walk:
    """One invocation on its way down the tree.

    `problems` are certain. `doubt` is the first reason for which the walk could not go on; it
    counts only where there is no problem.
    """

    def __init__(self, invocation: Invocation, grammars: Grammars) -> None:
        self._grammars = grammars
        self._strict = invocation.usage is Usage.COMMAND
        head = invocation.head
        self._path: tuple[str, ...] = ()
        self._at = head[-1].span if head else invocation.span
        self._levels: list[tuple[tuple[str, ...], Grammar]] = []
        self._problems: list[Problem] = []
        self._remarks: list[Problem] = []
        self._doubt: tuple[SkipReason, str] | None = None

    def verdict(self) -> Resolution:
        """Return what was found."""
        problems, remarks = tuple(self._problems), tuple(self._remarks)
        if problems:
            return Unresolved(self._path, problems, remarks)
        if self._doubt is not None:
            reason, detail = self._doubt
            return NotJudged(self._path, reason, detail)
        return Resolved(self._path, remarks)

    def enter(
        self, node: CommandNode, path: tuple[str, ...], words: list[Token], *, link: bool = False
    ) -> list[Token]:
        """Parse `words` for the command `node`; return what is left for the next of a chain.

        `link` is set for a command of a chain, which leaves the rest to the next one.
        """
        self._path = path
        grammar = self._grammars.of(node, self._levels[-1][1] if self._levels else None)
        if grammar.own_parser:
            self._doubts(SkipReason.CUSTOM_PARSER, f"{node.name} parses its own arguments")
            return []
        if not words and "parse_args" in node.custom:
            self._doubts(SkipReason.CUSTOM_PARSER, "the default command may run")
            return []
        if not words and node.no_args_is_help:
            return []
        level = self._read(grammar, words, link=link)
        if level.stops:
            return []
        if node.is_group:
            self._levels.append((path, grammar))
            self._dispatch(grammar, level)
            self._levels.pop()
            return []
        return level.left

    def _read(self, grammar: Grammar, words: list[Token], *, link: bool = False) -> Level:
        place = Place(self._path, self._at, tuple(self._levels))
        level = read_level(grammar, words, place, strict=self._strict, link=link)
        self._problems += level.problems
        self._remarks += level.remarks
        if level.doubt is not None:
            self._doubts(*level.doubt)
        return level

    def _dispatch(self, grammar: Grammar, level: Level) -> None:
        """Find the subcommand, or each of a chain."""
        path, words = self._path, list(dropwhile(lambda word: word.options, level.left))
        if not words:
            self._none_given(grammar, level)
        while words:
            self._path = path
            words = self._recover(grammar, words)
            if words[0].unseen:
                return
            if words[0].loose or words[0].dynamic:
                self._doubts(SkipReason.DYNAMIC_COMMAND, " ".join(path))
                return
            found = self._find(grammar, words[0])
            if found is None:
                self._not_found(grammar, words)
                return
            rest = self._follow(found, path, words, link=grammar.node.chain)
            words = rest if grammar.node.chain else []

    def _recover(self, grammar: Grammar, words: list[Token]) -> list[Token]:
        """Step over the word that may be the value of an option that is not known."""
        if not (self._problems and words[0].loose and not words[0].dynamic):
            return words
        for at, word in enumerate(words[:2]):
            if not word.dynamic and self._find(grammar, word) is not None:
                return [Token(word.text, word.word, word.start), *words[at + 1 :]]
        return words

    def _find(self, grammar: Grammar, word: Token) -> tuple[str, CommandNode] | None:
        commands = grammar.node.commands
        for name in (word.text, grammar.normalize(word.text)):
            if name in commands:
                return name, commands[name]
        return None

    def _follow(
        self,
        found: tuple[str, CommandNode],
        path: tuple[str, ...],
        words: list[Token],
        *,
        link: bool,
    ) -> list[Token]:
        name, node = found
        self._at = words[0].word.span
        below = (*path, name)
        if node.deprecated is not None:
            kind = ProblemKind.DEPRECATED_COMMAND
            self._remarks.append(Problem(kind, self._at, name, below, node.deprecated))
        return self.enter(node, below, words[1:], link=link)

    def _none_given(self, grammar: Grammar, level: Level) -> None:
        node = grammar.node
        if node.invoke_without_command or not self._strict or level.may_go_on:
            return
        if "invoke" in node.custom:
            self._doubts(SkipReason.CUSTOM_PARSER, "the group decides what runs")
            return
        names = sorted(name for name, child in node.commands.items() if not child.hidden)
        detail = f"Commands: {', '.join(names[:_LISTED])}" if names else ""
        kind = ProblemKind.MISSING_ARGUMENT
        self._problems.append(Problem(kind, self._at, "COMMAND", self._path, detail))

    def _not_found(self, grammar: Grammar, words: list[Token]) -> None:
        """Judge a word that names no subcommand."""
        node, word = grammar.node, words[0]
        if word.text in dict(node.failed):
            self._doubts(SkipReason.COMMAND_NOT_LOADABLE, dict(node.failed)[word.text])
            return
        default = node.commands.get(node.default_command or "")
        if default is not None:
            self.enter(default, (*self._path, node.default_command or ""), words)
            return
        reason = _undecided(grammar, word.text)
        if reason is not None:
            self._doubts(reason, word.text)
            return
        if split_opt(grammar.normalize(word.text))[0] and self._again(grammar, words):
            return
        self._unknown(grammar, word)

    def _again(self, grammar: Grammar, words: list[Token]) -> bool:
        """Parse the words as the group's own, as click does where one looks like an option.

        Returns whether that ends the matter.
        """
        rest = words if grammar.dialect.parses_rest_again else []
        if not rest and grammar.node.no_args_is_help:
            return True
        level = self._read(grammar, rest)
        return level.stops or bool(level.problems)

    def _unknown(self, grammar: Grammar, word: Token) -> None:
        names = sorted(name for name, child in grammar.node.commands.items() if not child.hidden)
        closest = nearest(word.text, names)
        kind = ProblemKind.UNKNOWN_COMMAND
        problem = Problem(kind, word.span(), word.text, self._path, closest=closest)
        self._problems.append(problem)

    def _doubts(self, reason: SkipReason, detail: str) -> None:
        if self._doubt is None:
            self._doubt = (reason, detail)


def _undecided(grammar: Grammar, name: str) -> SkipReason | None:
    """Return why a name that the tree does not hold may still be a command."""
    if grammar.node.lookup == "project" and not typo_of(name, grammar.node.commands):
        return SkipReason.PROJECT_COMMAND
    if grammar.own_lookup or grammar.own_names:
        return SkipReason.CUSTOM_PARSER
    return None
