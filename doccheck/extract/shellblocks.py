"""Text that is, or may be, shell code -> code blocks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from doccheck.extract.commands import doubtful, known_command, leads, may_call
from doccheck.extract.languages import Content, dialect_of
from doccheck.extract.openness import LOOK_AHEAD, Openness
from doccheck.extract.options import ExtractOptions
from doccheck.extract.prompts import Shell
from doccheck.extract.transcript import Transcript, read_transcript
from doccheck.model.block import BlockKind, Certainty, CodeBlock, Dialect
from doccheck.model.source import MappedText, Span

_DIALECT = {
    Shell.POSIX: Dialect.TRANSCRIPT,
    Shell.POWERSHELL: Dialect.POWERSHELL,
    Shell.CMD: Dialect.CMD,
}


@dataclass(frozen=True, slots=True)
class Piece:
    """Code as it was found, before it is known what it is."""

    kind: BlockKind
    text: MappedText
    span: Span
    language: str = ""

    def block(
        self,
        text: MappedText,
        dialect: Dialect,
        certainty: Certainty = Certainty.CERTAIN,
        output: tuple[MappedText, ...] = (),
    ) -> CodeBlock:
        """Make a code block of part of this piece."""
        return CodeBlock(
            self.kind, dialect, text, self.span, self.language, certainty, output=output
        )


def shell_blocks(piece: Piece, content: Content, options: ExtractOptions) -> list[CodeBlock]:
    """Read code that its language marks as shell, as a session, or as nothing at all."""
    if content is Content.UNTAGGED and options.untagged == "never":
        return []
    marked = content is not Content.UNTAGGED or options.untagged == "always"
    transcript = read_transcript(piece.text, options, root=content is Content.SESSION)
    if transcript is not None and (marked or _called(transcript, options)):
        return [_session(piece, transcript)]
    if marked and content is not Content.SESSION:
        return list(_script(piece, dialect_of(content), options))
    return list(_judged(piece, options, session=content is Content.SESSION))


def _session(piece: Piece, transcript: Transcript) -> CodeBlock:
    return piece.block(transcript.commands, _DIALECT[transcript.shell], output=transcript.output)


def _called(transcript: Transcript, options: ExtractOptions) -> bool:
    return any(known_command(line, options) for line in transcript.commands.text.split("\n"))


def _script(piece: Piece, dialect: Dialect, options: ExtractOptions) -> Iterator[CodeBlock]:
    """Yield a marked block whole, but for lines that are hardly commands."""
    if not options.mentions(piece.text.text):
        yield piece.block(piece.text, dialect)
        return
    sure: list[MappedText] = []
    unsure: list[MappedText] = []
    continued = False
    for line in piece.text.lines():
        odd = not continued and leads(line.text, options) and doubtful(line.text)
        (unsure if odd else sure).append(line)
        continued = line.text.rstrip("\n").endswith(("\\", "`", "^"))
    if sure:
        yield piece.block(MappedText.join(sure), dialect)
    for line in unsure:
        yield piece.block(line, dialect, Certainty.AMBIGUOUS)


def _judged(piece: Piece, options: ExtractOptions, *, session: bool) -> Iterator[CodeBlock]:
    """Yield an unmarked block whole if all of it is commands, else the lines that may be."""
    if not options.mentions(piece.text.text):
        if session:
            yield piece.block(piece.text, Dialect.SHELL, Certainty.AMBIGUOUS)
        return
    if _all_commands(piece.text.text, options):
        yield piece.block(piece.text, Dialect.SHELL)
        return
    for candidate in _candidates(piece.text, options):
        yield piece.block(candidate, Dialect.SHELL, Certainty.AMBIGUOUS)


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
        calls = calls or may_call(line, options)
        at += Openness().command_lines(lines[at : at + LOOK_AHEAD])
    return calls


_USAGE = ("usage:", "usage", "synopsis:")


def _candidates(text: MappedText, options: ExtractOptions) -> Iterator[MappedText]:
    """Yield the lines that begin with a program and say more than its name."""
    lines = list(text.lines())
    plain = [line.text for line in lines]
    at = 0
    while at < len(lines):
        cut = _usage(plain[at])
        if not leads(plain[at][cut:], options) or len(plain[at][cut:].split()) < 2:  # noqa: PLR2004 - a name alone is no command
            at += 1
            continue
        count = (
            Openness().command_lines(plain[at : at + LOOK_AHEAD])
            if plain[at].rstrip().endswith("\\")
            else 1
        )
        first = lines[at].slice(cut, len(plain[at]))
        yield MappedText.join([first, *lines[at + 1 : at + count]])
        at += count


def _usage(line: str) -> int:
    word = line.split(maxsplit=1)[0] if line.strip() else ""
    return line.index(word) + len(word) if word.lower() in _USAGE else 0
