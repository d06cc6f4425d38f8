"""Takes one wrapper off a command: `sudo -u x prog run` -> `prog run`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from doccheck.model.command import Assignment, Unknown, Word
from doccheck.model.source import MappedText, Span
from doccheck.shell.placeholders import replaced
from doccheck.shell.programs import command_name
from doccheck.shell.wrapper import Wrapper
from doccheck.shell.wrappers import WRAPPERS

_ASSIGNMENT = re.compile(r"([A-Za-z_]\w*)=")
_PLAIN_WORD = re.compile(r"[\w@%+=:,./~\ue000-]+\Z")
_VERSION = re.compile(r"(?<=[\w.-])(?:@|\[|[=~<>!]=|[<>]).*\Z")
_SCOPE = re.compile(r"[\w.+-]+:(?=\w)")


class Inner(Struct, frozen=True):
    """What a wrapper runs.

    Either `words`, a command, or `scripts`, each for a shell to read. Where a Python module is run,
    `module` is the number of words that say so, the module's name the last of them. `stdin` is set
    where the wrapper runs what it reads from its input.
    """

    label: str
    words: tuple[Word, ...] = ()
    scripts: tuple[MappedText, ...] = ()
    environment: tuple[Assignment, ...] = ()
    module: int = 0
    stdin: bool = False
    more: bool = False


def peel(words: Sequence[Word]) -> Inner | None:
    """Return what `words` run, None where their first is not a wrapper or runs nothing."""
    if not words:
        return None
    name = command_name(words[0].text)
    wrapper = WRAPPERS.get(name)
    return _Peeler(wrapper, name, words, 1).run() if wrapper else None


class _Peeler:
    """Reads the arguments of one wrapper from left to right."""

    def __init__(self, wrapper: Wrapper, label: str, words: Sequence[Word], read: int) -> None:
        self._wrapper = wrapper
        self._label = label
        self._all = words
        self._words = list(words[read:])
        self._environment: list[Assignment] = []
        self._entry: Word | None = None
        self._replaced = ""
        self._dashes = False
        self._stopped = False

    def run(self) -> Inner | None:
        """Return what the wrapper runs."""
        if self._wrapper.starts:
            return self._after_start()
        found = self._options()
        if found is not None or self._stopped:
            return found
        subcommand = self._subcommand()
        if subcommand is not None:
            label = f"{self._label} {self._words[0].text}"
            return _Peeler(subcommand, label, self._words, 1).run()
        if self._wrapper.dashes and not self._after_dashes():
            return None
        return self._inner() if self._operands() else None

    def _subcommand(self) -> Wrapper | None:
        return self._wrapper.subcommands.get(self._words[0].text) if self._words else None

    def _options(self) -> Inner | None:
        """Drop the wrapper's own options; return what one of them runs."""
        while self._words and not self._stopped:
            word = self._words[0]
            if self._wrapper.assigns and _ASSIGNMENT.match(word.text):
                self._assign(self._words.pop(0))
            elif word.text == "--":
                del self._words[0]
                self._dashes = True
                break
            elif _is_option(word.text):
                found = self._option(word)
                if found is not None:
                    return found
            elif word.many or self._wrapper.interspersed:
                del self._words[0]
            else:
                break
        return None

    def _option(self, word: Word) -> Inner | None:
        """Drop one option; return what it runs."""
        name, value = self._split(word)
        attached = value is not None
        if value is None and self._takes_value(name) and len(self._words) > 1:
            value = self._words[1]
        if name in self._wrapper.named("stops"):
            self._stopped = True
        elif name in self._wrapper.named("modules"):
            return self._module(word, name)
        elif name in self._wrapper.named("scripts"):
            self._stopped = value is None
            return self._script(value) if value else None
        elif name in self._wrapper.named("entry"):
            self._entry = value
        elif name in self._wrapper.named("replaces"):
            self._replaced = value.text if value else ""
        del self._words[: 1 if attached or not self._takes_value(name) else 2]
        return None

    def _script(self, word: Word) -> Inner:
        return Inner(self._label, scripts=(word.value,), environment=tuple(self._environment))

    def _split(self, word: Word) -> tuple[str, Word | None]:
        """Return the option that decides, with the value that stands in the same word.

        In a cluster such as `-lc` or `-itv` it is the first letter that takes a value.
        """
        text = word.text
        if text.startswith("--"):
            name, equals, value = text.partition("=")
            return name, _part(word, len(text) - len(value)) if equals else None
        if text in self._wrapper.valued or text in self._wrapper.bare:
            return text, None
        for index, letter in enumerate(text[1:], 1):
            if self._takes_value(f"-{letter}"):
                rest = text[index + 1 :]
                return f"-{letter}", _part(word, index + 1) if rest else None
            if index == 1 and f"-{letter}" in self._wrapper.named("stops"):
                return f"-{letter}", None
        return text[:2] if self._wrapper.bare else text, None

    def _takes_value(self, name: str) -> bool:
        if self._wrapper.bare:
            return name not in self._wrapper.bare
        return name in self._wrapper.valued

    def _module(self, word: Word, name: str) -> Inner | None:
        """Return how a module is run; a word such as `-mMODULE` is cut in two.

        Python's own words belong to it, those of another wrapper (`uv run -m MODULE`) do not.
        """
        _, value = self._split(word)
        rest = self._words[1:] if value is None else [value, *self._words[1:]]
        if not rest:
            return None
        before = self._all[: len(self._all) - len(self._words)] if self._label == "python" else ()
        option = Word(MappedText.replaced(name, word.span), word.span)
        words = (*before, option, *rest)
        environment = tuple(self._environment)
        return Inner(self._label, words, environment=environment, module=len(before) + 2)

    def _assign(self, word: Word) -> None:
        name, _, _ = word.text.partition("=")
        self._environment.append(Assignment(name, _part(word, len(name) + 1)))

    def _after_dashes(self) -> bool:
        if self._dashes:
            return True
        for index, word in enumerate(self._words):
            if word.text == "--":
                self._words = self._words[index + 1 :]
                return True
        return False

    def _operands(self) -> bool:
        """Drop the operands; tell whether a command may follow."""
        if len(self._words) < self._wrapper.operands:
            return False
        del self._words[: self._wrapper.operands]
        if self._words and self._words[0].text == "--":
            del self._words[0]
        return self._wrapper.direct or (self._wrapper.stdin and not self._words)

    def _after_start(self) -> Inner | None:
        starts = self._wrapper.named("starts")
        for index, word in enumerate(self._words):
            if word.text in starts:
                words = self._until_end(self._words[index + 1 :])
                return Inner(self._label, tuple(words), more=self._wrapper.more)
        return None

    def _until_end(self, words: Sequence[Word]) -> list[Word]:
        ends = self._wrapper.named("ends")
        cut = next((i for i, word in enumerate(words) if word.text in ends), len(words))
        return list(words[:cut])

    def _inner(self) -> Inner:
        words = self._until_end(self._words)
        if self._replaced:
            words = [replaced(word, self._replaced, Unknown.VARIABLE) for word in words]
        if self._entry is not None:
            words = [self._entry, *words]
        inner = Inner(
            self._label,
            environment=tuple(self._environment),
            stdin=self._wrapper.stdin and not words,
            more=self._wrapper.more,
        )
        if self._wrapper.each:
            return replace(inner, scripts=tuple(word.value for word in words))
        if self._wrapper.joins and not all(_PLAIN_WORD.match(word.text) for word in words):
            return replace(inner, scripts=(_joined(words),))
        return replace(inner, words=(*map(self._program, words[:1]), *words[1:]))

    def _program(self, word: Word) -> Word:
        """Return the program's word without its version or environment."""
        text = word.text
        if self._wrapper.versions and (found := _VERSION.search(text)):
            return Word(word.value.slice(0, found.start()), word.span, word.unknown)
        if self._wrapper.scopes and (found := _SCOPE.match(text)):
            return _part(word, found.end())
        return word


def _is_option(text: str) -> bool:
    return text.startswith("-") and text != "-"


def _part(word: Word, start: int) -> Word:
    value = word.value.slice(start, len(word.text))
    return Word(value, value.whole, word.unknown, word.many)


def _joined(words: Sequence[Word]) -> MappedText:
    parts: list[MappedText] = [words[0].value]
    for before, after in pairwise(words):
        low = before.span.end
        parts += (MappedText.replaced(" ", Span(low, max(low, after.span.start))), after.value)
    return MappedText.join(parts)
