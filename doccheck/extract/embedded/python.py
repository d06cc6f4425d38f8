"""Python code: what it runs through the shell or as a process, and the commands it defines."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from doccheck.extract.embedded.definitions import definitions
from doccheck.extract.embedded.ipython import shell_lines
from doccheck.extract.embedded.processes import ProcessReader
from doccheck.extract.embedded.scripts import embedded
from doccheck.extract.found import Found
from doccheck.extract.options import ExtractOptions
from doccheck.extract.piece import Piece
from doccheck.extract.transcript import read_transcript
from doccheck.model.block import CodeBlock, Dialect, Unread
from doccheck.model.source import MappedText

_CONSOLE = re.compile(r"[ \t]*(?:>>>|\.\.\.)(?: |$)")
_RUNS = re.compile(
    r"subprocess|\bPopen\b|\bcheck_(?:call|output)\b|\b(?:run|call|spawn|system|popen)\("
)
_RUNS_PROCESS = re.compile(r"subprocess|os\.(?:system|popen)|Popen")
_DEFINES = re.compile(r"\bcommand\b|\bgroup\b|add_typer|add_command")


def read_python(piece: Piece, options: ExtractOptions) -> Found:
    """Read a Python fence or cell; plain scripts, console sessions and IPython alike."""
    found = Found()
    mentions = options.mentions(piece.text.text)
    if not mentions and not _DEFINES.search(piece.text.text):
        return found
    code = _without_prompts(piece.text)
    if mentions:
        found.blocks += _cell_magic(piece, code)
        if found.blocks:
            return found
    source, shell = shell_lines(embedded(piece), code, options)
    found.blocks += shell
    runs = mentions and _RUNS.search(source) is not None
    if not runs and not _DEFINES.search(source):
        return found if found.blocks or not mentions else _mistagged(piece, options)
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        if mentions and _RUNS_PROCESS.search(source):
            found.unread.append(Unread(piece.span, "cannot be read as Python"))
        return found if found.blocks else _mistagged(piece, options, found)
    found.definitions |= definitions(tree)
    if runs:
        found.blocks += ProcessReader(embedded(piece), code, source, options).read(tree)
    return found


def _without_prompts(text: MappedText) -> MappedText:
    """Return the code of a console session; other text as it is."""
    if ">>>" not in text.text:
        return text
    lines = list(text.lines())
    kept: list[MappedText] = []
    for line in lines:
        match = _CONSOLE.match(line.text)
        if match and (line.text.lstrip().startswith(">>>") or kept):
            kept.append(line.slice(match.end(), len(line.text)))
    return MappedText.join(kept) if kept else text


def _cell_magic(piece: Piece, code: MappedText) -> Iterator[CodeBlock]:
    first = code.text.partition("\n")[0]
    if re.match(r"\s*%%(?:bash|sh|script[ \t]+(?:bash|sh)|system|sx|!)\b", first):
        body = code.slice(min(len(first) + 1, len(code.text)), len(code.text))
        yield piece.block(body, Dialect.SHELL)


def _mistagged(piece: Piece, options: ExtractOptions, found: Found | None = None) -> Found:
    """Read a shell session in a fence that is marked as Python by mistake."""
    found = found or Found()
    transcript = read_transcript(piece.text, options)
    if transcript is not None and transcript.strong and options.mentions(transcript.script.text):
        found.blocks.append(piece.session(transcript))
    return found
