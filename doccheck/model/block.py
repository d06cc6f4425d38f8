"""What extraction finds on a page: code blocks, directives and faulty fence headers."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct, field

from doccheck.model.command import Word
from doccheck.model.config import ConfigExample, NameUse
from doccheck.model.source import MappedText, Span

OTHER_SHELLS = frozenset({"fish", "zsh", "csh", "tcsh", "nu", "nushell", "xonsh", "elvish"})
"""Languages of fences whose shell understands other scripts than bash does."""


class BlockKind(StrEnum):
    """Where a piece of code stands."""

    FENCE = "fence"
    INDENTED = "indented"
    INLINE = "inline"
    HTML = "html"
    EMBEDDED = "embedded"
    """A command inside another format: YAML `run:`, Dockerfile, systemd, crontab, Makefile."""
    NOTEBOOK = "notebook"
    DOCSTRING = "docstring"
    """A docstring, help or epilog text in a Python file."""


STANDING = frozenset({BlockKind.FENCE, BlockKind.INDENTED, BlockKind.HTML})
"""Kinds of blocks that stand on a page of their own, as commands to copy."""


class Certainty(StrEnum):
    """How sure extraction is that the block holds commands."""

    CERTAIN = "certain"
    """The writer marked it as shell, it has prompts, or every line is a command."""
    AMBIGUOUS = "ambiguous"
    """It may be prose or program output: a problem found in it is a counted skip."""


class Dialect(StrEnum):
    """Which grammar reads a block."""

    SHELL = "shell"
    """POSIX shell or bash: `text` is a script."""
    TRANSCRIPT = "transcript"
    """Prompts and output; the shell layer takes what follows the prompts."""
    POWERSHELL = "powershell"
    CMD = "cmd"
    ARGV = "argv"
    """Already split: see `words`."""


class CodeBlock(Struct, frozen=True):
    """Code on a page, as the reader would see it, each character mapped to the source.

    `text` is dedented and free of container markers. `language` is the first word of the fence
    header in lower case without dot or braces, as written otherwise (`sh`, `console`, ``""``).
    `dialect` tells which grammar reads it. `words` is set where the block is already split into
    words (the exec form of a Dockerfile, a YAML list): no shell parses it then.
    """

    kind: BlockKind
    dialect: Dialect
    text: MappedText
    span: Span
    language: str = ""
    certainty: Certainty = Certainty.CERTAIN
    words: tuple[Word, ...] | None = None
    output: tuple[MappedText, ...] = ()
    """For a transcript: the lines after each prompt, one entry a prompt."""
    commands: tuple[MappedText, ...] = ()
    """For a transcript: what stands behind each prompt, continued lines included."""


class Directive(Struct, frozen=True):
    """One `<!-- doccheck: ... -->` comment.

    `verb` is the word after the colon; `rules` what stands in brackets; `reason` the free text;
    `options` the `key=value` pairs of `run` and `output-of`. `target` is the span of the block or
    line it speaks of, None where it speaks of the whole file or opens and closes a region.
    """

    verb: str
    span: Span
    rules: tuple[str, ...] = ()
    reason: str = ""
    options: tuple[tuple[str, str], ...] = ()
    target: Span | None = None
    fault: str = ""
    """Why the comment is not a valid directive; empty where it is."""


class Excerpt(Struct, frozen=True):
    """A code block that shows what a command prints, and nothing else.

    An `output-of` directive stands before it: its `reason` is the command, its `options` are the
    `key=value` pairs. `text` is the content of the block, `span` the block with its fences.
    """

    directive: Directive
    text: MappedText
    span: Span


class HeaderFault(Struct, frozen=True):
    """A fence header that Python-Markdown does not accept, so that the fence is lost."""

    span: Span
    detail: str


class Unread(Struct, frozen=True):
    """A part of a page that mentions a program and could not be read (broken YAML, for one)."""

    span: Span
    detail: str


class Extraction(Struct, frozen=True):
    """Everything that one document holds for us, in document order."""

    blocks: tuple[CodeBlock, ...] = ()
    directives: tuple[Directive, ...] = ()
    header_faults: tuple[HeaderFault, ...] = ()
    definitions: frozenset[str] = field(default_factory=frozenset)
    """Command names that Python code on the page defines with a click or Typer decorator."""
    unread: tuple[Unread, ...] = ()
    """Parts that mention a program and could not be read: each is a counted skip."""
    excerpts: tuple[Excerpt, ...] = ()
    """Blocks that an `output-of` directive names as the output of a command."""
    configs: tuple[ConfigExample, ...] = ()
    names: tuple[NameUse, ...] = ()
    """Variables and paths that may be a program's own (see `ExtractOptions`)."""
