"""Reads the code blocks of a page, in order."""

from __future__ import annotations

import re
from collections.abc import Sequence

from doccheck.model.block import OTHER_SHELLS, BlockKind, Certainty, CodeBlock, Dialect
from doccheck.model.command import Invocation, Usage
from doccheck.model.resolution import SkipReason
from doccheck.model.source import MappedText
from doccheck.shell.command import Command
from doccheck.shell.diagnose import diagnose
from doccheck.shell.dialects import dialect_of
from doccheck.shell.interest import interest_of, relevant
from doccheck.shell.prepare import prepare_plain
from doccheck.shell.programs import Programs
from doccheck.shell.reader import CommandReader, Context
from doccheck.shell.reading import BlockSkip, PageReading, SyntaxFault
from doccheck.shell.refusals import refused
from doccheck.shell.scope import Scope, contested_names
from doccheck.shell.script import ScriptReader
from doccheck.shell.synopsis import synopses
from doccheck.shell.windows import commands

_LONGEST = 2_000_000
"""Characters above which a block is not read: no page needs it, and it would take minutes."""
_SCRIPTS = frozenset({Dialect.SHELL, Dialect.TRANSCRIPT})
# Blocks that a reader pastes into one and the same shell.
_SHARED = frozenset({BlockKind.FENCE, BlockKind.INDENTED, BlockKind.HTML})
_LINE_START = re.compile(r"(?<=\n)[ \t]*\S|\A[ \t]*\S")
_HELP_SCREEN = re.compile(
    r"^[ \t]*(?:usage|options|commands|arguments):", re.IGNORECASE | re.MULTILINE
)


def read_page(blocks: Sequence[CodeBlock], programs: Programs) -> PageReading:
    """Return the references to `programs` in the code blocks of one page.

    Variables that the page sets to known values are put in, in the order of the blocks; aliases
    and functions that the page defines hold from there on.
    """
    if not any(relevant(block, programs.needles) for block in blocks):
        return PageReading()
    return _PageReader(blocks, programs).run()


class _PageReader:
    def __init__(self, blocks: Sequence[CodeBlock], programs: Programs) -> None:
        self._blocks = blocks
        self._programs = programs
        self._interest = interest_of(blocks, programs)
        contested = contested_names(b.text.text for b in blocks if _shares(b))
        self._scope = Scope(contested)
        self._reader = CommandReader(programs, self._scope, self._read_script)
        self._scripts = ScriptReader(self._interest, self._scope, self._reader, self._fault)
        self._faults: list[SyntaxFault] = []
        self._block = blocks[0]
        self._calls = re.compile(rf"(?<![\w.@=-])(?:{programs.needles.pattern})(?![\w./:=({{\[-])")

    def run(self) -> PageReading:
        for index, block in enumerate(self._blocks):
            if relevant(block, self._needed(block)):
                self._block, self._reader.block = block, index
                first = len(self._reader.invocations)
                self._read(block)
                self._settle(first)
                self._scope.end_block(shared=_shares(block))
        reader = self._reader
        return PageReading(tuple(reader.invocations), tuple(reader.skipped), tuple(self._faults))

    def _needed(self, block: CodeBlock) -> re.Pattern[str]:
        """Return what makes a block worth reading; a long one costs too much to look for more."""
        long = len(block.text.text) > _LONGEST
        return self._programs.needles if long else self._interest

    def _read(self, block: CodeBlock) -> None:
        usage = Usage.MENTION if block.kind is BlockKind.INLINE else Usage.COMMAND
        context = Context(usage=usage)
        if block.words is not None:
            self._reader.read(Command(block.words, block.text), context)
        elif len(block.text.text) > _LONGEST:
            span, index = block.text.span(0, 0), self._reader.block
            reason = SkipReason.UNSUPPORTED_SYNTAX
            self._reader.skipped.append(BlockSkip(span, reason, "too long to read", block=index))
        elif (dialect := dialect_of(block)) in _SCRIPTS:
            self._scripts.read(block.text, context)
        else:
            self._windows(block, dialect, context)

    def _windows(self, block: CodeBlock, dialect: Dialect, context: Context) -> None:
        script, usages = synopses(prepare_plain(block.text), self._interest)
        for command in (*usages, *commands(script, dialect, self._scope)):
            self._reader.read(command, context)

    def _read_script(self, text: MappedText, context: Context) -> None:
        self._scripts.read(text, context)

    def _settle(self, first: int) -> None:
        """Put the invocations of a block in order; of doubtful text only line starts count."""
        found = self._reader.invocations[first:]
        if self._block.certainty is Certainty.AMBIGUOUS:
            starts = _line_starts(self._block.text)
            found = [call for call in found if call.span.start in starts]
        found = self._accepted(found)
        found.sort(key=lambda call: call.span.start)
        self._reader.invocations[first:] = found

    def _accepted(self, calls: list[Invocation]) -> list[Invocation]:
        """Return the calls that the block does not show being refused; the others are skipped."""
        lines = refused(self._block) if calls else []
        shown = {
            call.span: call
            for call in calls
            if any(call.span.start < line.end and line.start < call.span.end for line in lines)
        }
        self._reader.skipped += [
            BlockSkip(
                span,
                SkipReason.AMBIGUOUS_TEXT,
                "shown as refused",
                call.source,
                call.program,
                call.block,
            )
            for span, call in shown.items()
        ]
        return [call for call in calls if call.span not in shown]

    def _fault(self, text: MappedText) -> None:
        """Report code that no shell can read, if it calls a program at all."""
        if not self._calls.search(text.text):
            return
        source = text.text.rstrip()
        found = diagnose(source) if self._is_shell() else None
        if found:
            span = text.span(found.start, found.end)
            self._faults.append(SyntaxFault(span, found.detail, source, self._reader.block))
            return
        other = self._block.language in OTHER_SHELLS
        reason = SkipReason.UNSUPPORTED_SYNTAX if other else SkipReason.SHELL_SYNTAX
        detail = f"not bash: {self._block.language}" if other else "cannot be parsed as shell"
        span = text.span(0, len(source))
        self._reader.skipped.append(
            BlockSkip(span, reason, detail, source, block=self._reader.block)
        )

    def _is_shell(self) -> bool:
        """Tell whether the block is meant as bash for certain, and not as a help screen."""
        block = self._block
        return (
            block.certainty is Certainty.CERTAIN
            and block.kind is not BlockKind.INLINE
            and block.language not in OTHER_SHELLS
            and not _HELP_SCREEN.search(block.text.text)
        )


def _shares(block: CodeBlock) -> bool:
    return block.kind in _SHARED and block.dialect in _SCRIPTS


def _line_starts(text: MappedText) -> set[int]:
    """Return where the lines begin in the document, indentation passed over."""
    return {
        text.span(match.end() - 1, match.end()).start for match in _LINE_START.finditer(text.text)
    }
