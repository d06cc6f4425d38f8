"""Turns commands into invocations: wrappers taken off, programs recognised."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from doccheck.model.command import DYNAMIC, Assignment, Invocation, Usage, Word
from doccheck.model.resolution import SkipReason
from doccheck.model.source import MappedText
from doccheck.shell.alternatives import alternatives
from doccheck.shell.command import Command
from doccheck.shell.peel import Inner, peel
from doccheck.shell.placeholders import is_ellipsis, marked
from doccheck.shell.programs import Programs, command_name
from doccheck.shell.reading import BlockSkip
from doccheck.shell.scope import Scope

_DEEPEST = 12
_COMPLETION = re.compile(r"_\w+_COMPLETE\Z")
_ALIAS = re.compile(r"([\w.-]+)=")
# `prog = 3`, `prog -> x`: the name stands in some other notation.
_NOTATION = re.compile(r"(?:[=:+*/<>|,;?!~]|[-=]>|[~=!:+<>]={1,2})\Z")
_LISTED = re.compile(r"--?[A-Za-z][\w-]*,\Z")
# What `prog --version` prints.
_PRINTED = re.compile(r"v?\d+\.\d+\.\d+(?![.\d])[\w.+-]*\Z")
# In running text `prog v1.2` and `prog 2.x` name a release.
_RELEASE = re.compile(
    rf"v?\d+(?:\.[\dx{DYNAMIC}]+)*(?:[-.]?(?:a|b|rc|alpha|beta|dev|post)\d*)?\+?\Z"
)
# `prog ✓` is a row of a table; `.`, `-` and the like are arguments.
_SIGN = re.compile(rf"[^\x00-\x7f\w{DYNAMIC}…]+\Z")


class Context(Struct, frozen=True):
    """What surrounds a command: the wrappers taken off so far and what they add."""

    wrappers: tuple[str, ...] = ()
    environment: tuple[Assignment, ...] = ()
    usage: Usage = Usage.COMMAND
    more: bool = False
    depth: int = 0

    def inside(self, inner: Inner, outer: Command) -> Context:
        """Return the context of what `inner` runs."""
        return replace(
            self,
            wrappers=(*self.wrappers, inner.label),
            environment=(*self.environment, *outer.environment, *inner.environment),
            more=self.more or inner.more,
            depth=self.depth + 1,
        )


ReadScript = Callable[[MappedText, Context], None]


class CommandReader(Struct):
    """Collects the invocations of a page; `read_script` reads what stands in a word."""

    programs: Programs
    scope: Scope
    read_script: ReadScript
    invocations: list[Invocation] = field(default_factory=list)
    skipped: list[BlockSkip] = field(default_factory=list)
    aliases: dict[str, str] = field(default_factory=dict)
    redefined: set[str] = field(default_factory=set)
    block: int = 0

    def define(self, name: str) -> None:
        """Note that the page defines a function called `name`."""
        self.redefined.add(name)

    def read(self, command: Command, context: Context) -> None:
        """Read one command; what it runs through wrappers is read in its turn."""
        if context.depth > _DEEPEST or not command.words:
            return
        if command.words[0].text == "alias":
            self._alias(command, context)
        elif not self._reference(command, context):
            inner = peel(command.words)
            if inner is not None:
                self._inside(inner, command, context)

    def _inside(self, inner: Inner, command: Command, context: Context) -> None:
        deeper = context.inside(inner, command)
        scripts = inner.scripts
        if inner.stdin and command.stdin is not None:
            scripts = (command.stdin,)
        for script in scripts:
            self.read_script(script, deeper)
        if not inner.words:
            return
        rest = replace(command, words=inner.words, environment=())
        if inner.module:
            self._module(inner, rest, deeper)
        else:
            self.read(rest, deeper)

    def _module(self, inner: Inner, command: Command, context: Context) -> None:
        """Read a module run by Python: a program, or a wrapper around one."""
        name = inner.module - 1
        words = command.words
        found = self.programs.match(("python", "-m", *(word.text for word in words[name:])))
        if found:
            python = inner.label == "python"
            around = replace(context, wrappers=context.wrappers[:-1]) if python else context
            program, size = found
            self._take(program, inner.module + size - 3, command, around)
            return
        rest = replace(command, words=words[name:])
        deeper = peel(rest.words)
        if deeper is not None:
            self._inside(deeper, rest, context)

    def _reference(self, command: Command, context: Context) -> bool:
        """Take `command` if it calls a program; tell whether it does."""
        words = command.words
        first = command_name(words[0].text)
        if first in self.aliases and not context.wrappers:
            program, size = self.aliases[first], 1
        else:
            found = self.programs.match((first, *(word.text for word in words[1:])))
            if found is None:
                return False
            program, size = found
        self._take(program, size, command, context)
        return True

    def _take(self, program: str, size: int, command: Command, context: Context) -> None:
        """Keep a call of `program`, whose head is the first `size` words of `command`."""
        head, argv = command.words[:size], command.words[size:]
        environment = (*self.scope.exported, *context.environment, *command.environment)
        if any(_COMPLETION.match(variable.name) for variable in environment):
            self._skip(program, command, SkipReason.COMPLETION, "asks for shell completion")
        elif head[0].text in self.redefined and not context.wrappers:
            detail = f"this page gives the name {head[0].text!r} to something else"
            self._skip(program, command, SkipReason.ALIAS, detail)
        elif len(argv) == 1 and _PRINTED.match(argv[0].text):
            self._skip(program, command, SkipReason.AMBIGUOUS_TEXT, "looks like printed output")
        elif context.usage is Usage.MENTION and _names_no_argument(argv):
            self._skip(
                program, command, SkipReason.AMBIGUOUS_TEXT, "looks like a release or a sign"
            )
        elif not _other_notation(command, head, argv):
            usage = command.usage if context.usage is Usage.COMMAND else context.usage
            argv, more = _arguments(argv, usage)
            for choice in alternatives(argv, usage):
                self.invocations.append(
                    Invocation(
                        program,
                        head,
                        choice,
                        command.text.whole,
                        command.text.text,
                        usage,
                        environment,
                        command.redirects,
                        context.wrappers,
                        more or command.more or context.more,
                        self.block,
                    )
                )

    def _skip(self, program: str, command: Command, reason: SkipReason, detail: str) -> None:
        text = command.text
        self.skipped.append(BlockSkip(text.whole, reason, detail, text.text, program, self.block))

    def _alias(self, command: Command, context: Context) -> None:
        """Read `alias NAME='COMMAND'`: the command is one in itself, and NAME may be a program."""
        for word in command.words[1:]:
            found = _ALIAS.match(word.text)
            if found is None:
                continue
            name = found[1]
            first = len(self.invocations)
            value = word.value.slice(found.end(), len(word.text))
            self.read_script(value, replace(context, more=True, depth=context.depth + 1))
            self._rename(name, self.invocations[first:], value)

    def _rename(self, name: str, calls: Sequence[Invocation], value: MappedText) -> None:
        """Note what `name` stands for from here on."""
        same = len(calls) == 1 and calls[0].span == value.whole
        known = self.programs.match((name,))
        if known:
            if not (same and calls[0].program == known[0]):
                self.redefined.add(name)
        elif same and not calls[0].argv:
            self.aliases[name] = calls[0].program


def _arguments(argv: Sequence[Word], usage: Usage) -> tuple[tuple[Word, ...], bool]:
    """Return the arguments, placeholders marked, and whether others may follow."""
    more = bool(argv) and is_ellipsis(argv[-1])
    kept = argv[:-1] if more else argv
    if usage is not Usage.COMMAND:
        kept = [_without_comma(word) for word in kept]
    return tuple(marked(word, usage) for word in kept), more


def _names_no_argument(argv: Sequence[Word]) -> bool:
    """Tell whether a release alone, or a sign, follows a program in running text."""
    if not argv:
        return False
    return bool(_SIGN.match(argv[0].text) or (len(argv) == 1 and _RELEASE.match(argv[0].text)))


def _without_comma(word: Word) -> Word:
    """Return an option without the comma of a list (`-v, --verbose`)."""
    if not _LISTED.match(word.text):
        return word
    value = word.value.slice(0, len(word.text) - 1)
    return Word(value, value.whole)


def _other_notation(command: Command, head: Sequence[Word], argv: Sequence[Word]) -> bool:
    """Tell whether the name stands in a requirement, an assignment or the like."""
    if argv and _NOTATION.match(argv[0].text) and argv[0].static:
        return True
    end = head[-1].span.end
    for redirect in command.redirects:
        target = redirect.target.text if redirect.target else ""
        adjacent = redirect.span.start == end and target[:1].isdigit()
        if target.startswith("=") or adjacent:
            return True
    return False
