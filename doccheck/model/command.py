"""Commands as documents show them: words, and invocations of a program."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from doccheck.model.source import MappedText, Span

DYNAMIC = "\ue000"
"""Stands, in the value of a word, for a part that is not known before the command runs."""

ODD_BLANKS = "\xa0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u202f\u205f\u3000"
"""Characters that look like a space, and that no shell takes for one."""


class Unknown(StrEnum):
    """Why a word is dynamic."""

    VARIABLE = "variable"
    SUBSTITUTION = "substitution"
    PLACEHOLDER = "placeholder"
    GLOB = "glob"
    TEMPLATE = "template"
    """Jinja or another template language."""
    VALUE = "value"
    """A name in a list of arguments in Python or YAML."""


class Word(Struct, frozen=True):
    """One word of a command, after quote removal.

    `value` is what the program would receive, each character mapped to the document, with
    `DYNAMIC` in place of every part that is not known. `span` covers the word as written, quotes
    included. `many` is set where the word may turn into any number of words, none included (an
    unquoted variable or substitution, ``"$@"``, a glob).
    """

    value: MappedText
    span: Span
    unknown: Unknown | None = None
    many: bool = False

    @property
    def text(self) -> str:
        """The value as plain text."""
        return self.value.text

    @property
    def static(self) -> bool:
        """Tell whether the whole value is known."""
        return self.unknown is None


class Usage(StrEnum):
    """What a reference is meant for, and so how strictly it is checked."""

    COMMAND = "command"
    """To be run as it stands: everything is checked."""
    MENTION = "mention"
    """Named in running text: names are checked, missing words are not."""
    SYNOPSIS = "synopsis"
    """A usage line (`prog run [OPTIONS] FILE...`): names are checked, nothing else."""


class Assignment(Struct, frozen=True):
    """One `NAME=value` in front of a command."""

    name: str
    value: Word


class Redirect(Struct, frozen=True):
    """One redirection: operator as written (`>`, `2>&1`, `<`) and its target where it has one."""

    operator: str
    target: Word | None
    span: Span


class Invocation(Struct, frozen=True):
    """One use of a program in a document.

    `program` is the name under which the program is configured; `head` the words that call it
    (`python -m prog` has three), `argv` the words after them. `more` is set where arguments that
    the document does not show may follow (`xargs`, a literal `...`). `source` is the text as
    written, `span` where it stands.
    """

    program: str
    head: tuple[Word, ...]
    argv: tuple[Word, ...]
    span: Span
    source: str
    usage: Usage = Usage.COMMAND
    environment: tuple[Assignment, ...] = ()
    redirects: tuple[Redirect, ...] = ()
    wrappers: tuple[str, ...] = ()
    more: bool = False
    block: int = 0
    """Index of the block in its Extraction."""
