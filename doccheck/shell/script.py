"""Reads a script: its statements in order, and what it says of names."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable

from msgspec import Struct

from doccheck.model.source import MappedText
from doccheck.shell.command import Command
from doccheck.shell.grammar import Tree
from doccheck.shell.isolate import Stretch, isolate
from doccheck.shell.prepare import Script, prepare
from doccheck.shell.reader import CommandReader, Context
from doccheck.shell.scope import Scope
from doccheck.shell.synopsis import synopses
from doccheck.shell.walk import Walker

Fault = Callable[[MappedText], None]


class ScriptReader(Struct):
    """Reads scripts of one page, in order.

    `interest` finds the names that matter: programs, and variables that pages use in commands.
    """

    interest: re.Pattern[str]
    scope: Scope
    reader: CommandReader
    fault: Fault

    def read(self, text: MappedText, context: Context) -> None:
        """Read a whole script."""
        if not self.interest.search(text.text):
            return
        script = prepare(text)
        script, commands = synopses(script, self.interest)
        for command in commands:
            self.reader.read(command, context)
        offsets = [match.start() for match in self.interest.finditer(script.code)]
        if offsets:
            self._statements(script, offsets, context)

    def _statements(self, script: Script, offsets: list[int], context: Context) -> None:
        sink = _Sink(self.reader, context, self.fault)
        tree = Tree(script.grammar)
        if not tree.root.has_error:
            Walker(tree, script, self.scope, sink, offsets).run()
            return
        for stretch in isolate(script):
            inside = _within(offsets, stretch)
            if not inside:
                continue
            part = script.cut(stretch.start, stretch.end)
            if stretch.tree is None:
                self.fault(part.text)
            else:
                Walker(stretch.tree, part, self.scope, sink, inside).run()


class _Sink(Struct):
    """Hands what a walk finds to the reader, with its context."""

    reader: CommandReader
    context: Context
    report: Fault

    def command(self, command: Command) -> None:
        self.reader.read(command, self.context)

    def define(self, name: str) -> None:
        self.reader.define(name)

    def fault(self, text: MappedText) -> None:
        self.report(text)


def _within(offsets: list[int], stretch: Stretch) -> list[int]:
    low, high = bisect_left(offsets, stretch.start), bisect_left(offsets, stretch.end)
    return [offset - stretch.start for offset in offsets[low:high]]
