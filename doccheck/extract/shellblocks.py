"""Text that is, or may be, shell code -> code blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from doccheck.extract.commands import doubtful, known_command, leads, may_call
from doccheck.extract.crontab import cron_command, is_cron_line
from doccheck.extract.languages import Content, dialect_of
from doccheck.extract.openness import LOOK_AHEAD, Openness
from doccheck.extract.options import ExtractOptions
from doccheck.extract.piece import Piece
from doccheck.extract.prompts import Shell
from doccheck.extract.transcript import Transcript, read_transcript
from doccheck.model.block import BlockKind, Certainty, CodeBlock, Dialect
from doccheck.model.source import MappedText

_USAGE = re.compile(r"[ \t]*(?:usage|synopsis):[ \t]+", re.IGNORECASE)
# Signs of a command in text that its writer marked as text.
_COMMAND = re.compile(r"\s--?\w|[/=\"'$<>|]|\\\n|\w\n+\w")
_SHELLS = {Content.POWERSHELL: Shell.POWERSHELL, Content.CMD: Shell.CMD}
_DIALECT = {
    Shell.POSIX: Dialect.TRANSCRIPT,
    Shell.POWERSHELL: Dialect.POWERSHELL,
    Shell.CMD: Dialect.CMD,
}


def shell_blocks(piece: Piece, content: Content, options: ExtractOptions) -> list[CodeBlock]:
    """Read code that its language marks as shell, as a session, or as nothing at all."""
    if content is Content.UNTAGGED and options.untagged == "never":
        return []
    marked = content is not Content.UNTAGGED or options.untagged == "always"
    shell = _SHELLS.get(content, Shell.POSIX)
    transcript = read_transcript(piece.text, options, root=content is Content.SESSION, shell=shell)
    if transcript is not None and (marked or _called(transcript, options)):
        return [piece.session(transcript, _DIALECT[transcript.shell])]
    if marked and content is not Content.SESSION:
        return list(_script(piece, dialect_of(content), options))
    return list(_judged(piece, options, session=content is Content.SESSION))


def _called(transcript: Transcript, options: ExtractOptions) -> bool:
    return any(known_command(line, options) for line in transcript.script.text.split("\n"))


def _script(piece: Piece, dialect: Dialect, options: ExtractOptions) -> Iterator[CodeBlock]:
    """Yield a marked block whole, but for lines that are hardly commands."""
    if not options.mentions(piece.text.text):
        yield piece.block(piece.text, dialect)
        return
    odd = _odd_lines(piece.text.text, options)
    if not odd:
        yield piece.block(piece.text, dialect)
        return
    lines = list(piece.text.lines())
    apart = set(odd)
    rest = [line for number, line in enumerate(lines) if number not in apart]
    if rest:
        yield piece.block(MappedText.join(rest), dialect)
    for number in odd:
        yield _apart(piece, lines[number], options)


def _odd_lines(text: str, options: ExtractOptions) -> list[int]:
    """Return the numbers of the lines that cannot be part of a script: a crontab's, or prose."""
    odd: list[int] = []
    continued = False
    for number, line in enumerate(text.split("\n")):
        if not continued and line:
            if leads(line, options):
                strange = doubtful(line)
            else:
                strange = is_cron_line(line) and options.mentions(line)
            odd += [number] if strange else []
        continued = line.endswith(("\\", "`", "^"))
    return odd


def _apart(piece: Piece, line: MappedText, options: ExtractOptions) -> CodeBlock:
    command = cron_command(line, options)
    if command is None:
        return piece.block(line, Dialect.SHELL, Certainty.AMBIGUOUS)
    return replace(piece.block(command, Dialect.SHELL), kind=BlockKind.EMBEDDED)


def _judged(piece: Piece, options: ExtractOptions, *, session: bool) -> Iterator[CodeBlock]:
    """Yield an unmarked block whole if all of it is commands, else the lines that may be."""
    if not options.mentions(piece.text.text):
        if session:
            yield piece.block(piece.text, Dialect.SHELL, Certainty.AMBIGUOUS)
        return
    named = bool(piece.language) and not session
    if _all_commands(piece.text.text, options) and (not named or _COMMAND.search(piece.text.text)):
        yield piece.block(piece.text, Dialect.SHELL)
        return
    for line in piece.text.lines():
        command = cron_command(line, options)
        if command is not None and may_call(command.text, options):
            yield replace(piece.block(command, Dialect.SHELL), kind=BlockKind.EMBEDDED)
    for candidate in _candidates(piece.text, options):
        # A usage line is one whatever stands around it; only its names are checked.
        certainty = Certainty.CERTAIN if _USAGE.match(candidate.text) else Certainty.AMBIGUOUS
        yield piece.block(candidate, Dialect.SHELL, certainty)


def _all_commands(text: str, options: ExtractOptions) -> bool:
    lines = text.split("\n")
    at = 0
    calls = False
    while at < len(lines):
        line = lines[at]
        if not line.strip() or line.lstrip().startswith("#"):
            at += 1
            continue
        if not known_command(line, options) or doubtful(line):
            return False
        end = at + Openness().command_lines(lines[at : at + LOOK_AHEAD])
        command = "\n".join(lines[at:end])
        # A name alone may be anything: a requirement, a service, an item of a list.
        calls = calls or (len(command.split()) > 1 and options.mentions(command))
        at = end
    return calls


def _candidates(text: MappedText, options: ExtractOptions) -> Iterator[MappedText]:
    """Yield the lines that begin with a program and say more than its name."""
    lines = list(text.lines())
    plain = [line.text for line in lines]
    at = 0
    while at < len(lines):
        usage = _USAGE.match(plain[at])
        command = plain[at][usage.end() :] if usage else plain[at]
        if not leads(command, options) or len(command.split()) < 2:  # noqa: PLR2004 - a name alone is no command
            at += 1
            continue
        continued = plain[at].rstrip().endswith("\\")
        count = Openness().command_lines(plain[at : at + LOOK_AHEAD]) if continued else 1
        yield MappedText.join(lines[at : at + count])
        at += count
