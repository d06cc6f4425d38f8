r"""Docstrings and help texts: the lines and spans in them that are commands.

They may be Markdown, reStructuredText or plain. A command is certain where it has a prompt, stands
in a fence or a literal block, after click's `\b` mark, or indented with a program in front;
elsewhere a line that begins with a program may be a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from doccheck.extract.commands import doubtful, known_command, leads
from doccheck.extract.inline import code_spans
from doccheck.extract.languages import Content, content_of
from doccheck.extract.mentions import inline_block
from doccheck.extract.openness import LOOK_AHEAD, Openness
from doccheck.extract.options import ExtractOptions
from doccheck.extract.piece import Piece
from doccheck.extract.shellblocks import shell_blocks
from doccheck.extract.transcript import read_transcript
from doccheck.model.block import BlockKind, Certainty, CodeBlock, Dialect
from doccheck.model.source import MappedText, Span

_FENCE = re.compile(r"[ \t]*(?P<marks>`{3,}|~{3,})[ \t]*(?P<language>[\w+-]*)[^`\n]*$")
_DIRECTIVE = re.compile(
    r"[ \t]*\.\.[ \t]+(?:code-block|code|sourcecode|prompt|highlight)::[ \t]*(?P<language>[\w+-]*)"
)
_LITERAL = re.compile(r".*::[ \t]*$")
_OPTION = re.compile(r"[ \t]*:[\w-]+:")
_CLICK_MARK = "\b"


def read_help(text: MappedText, span: Span, options: ExtractOptions) -> Iterator[CodeBlock]:
    """Yield the commands in a docstring or help text that stands at `span`."""
    lines = list(text.lines())
    base = _base([line.text for line in lines])
    plain: list[MappedText] = []
    at = 0
    while at < len(lines):
        end, language = _marked(lines, at)
        if end > at:
            if not (_FENCE.match(lines[at].text) or _DIRECTIVE.match(lines[at].text)):
                plain.append(lines[at])
            body = MappedText.join(_dedented(lines[at + 1 : end]))
            yield from _code(Piece(BlockKind.DOCSTRING, body, span, language), options)
            at = end + (1 if _FENCE.match(lines[at].text) else 0)
            continue
        plain.append(lines[at])
        at += 1
    yield from _plain(plain, base, span, options)


def _base(lines: list[str]) -> int:
    """Return the indentation that all lines share, that of the docstring's first left out."""
    depths = [_depth(line) for line in lines[1:] if line.strip()]
    return min(depths) if len(depths) > 1 else 0


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))


def _marked(lines: list[MappedText], at: int) -> tuple[int, str]:
    """Return where the code ends that a fence or a literal block opens at `at`, and its language.

    The end is `at` if nothing is opened there.
    """
    text = lines[at].text.rstrip("\n")
    fence = _FENCE.match(text)
    if fence:
        for end in range(at + 1, len(lines)):
            if lines[end].text.strip() == fence["marks"]:
                return end, fence["language"].lower()
        return at, ""
    directive = _DIRECTIVE.match(text)
    if directive is None and not _LITERAL.match(text):
        return at, ""
    end = last = at + 1
    while end < len(lines):
        line = lines[end].text
        if line.strip():
            if _depth(line) <= _depth(text):
                break
            last = end + 1
        end += 1
    return (last if last > at + 1 else at), directive["language"].lower() if directive else ""


def _dedented(lines: list[MappedText]) -> list[MappedText]:
    lines = [line for line in lines if not _OPTION.match(line.text)]
    depth = min((_depth(line.text) for line in lines if line.text.strip()), default=0)
    return [line.slice(min(depth, _depth(line.text)), len(line.text)) for line in lines]


def _code(piece: Piece, options: ExtractOptions) -> Iterator[CodeBlock]:
    content = content_of(piece.language)
    if options.mentions(piece.text.text) and content in {
        Content.UNTAGGED,
        Content.SHELL,
        Content.SESSION,
        Content.POWERSHELL,
        Content.CMD,
    }:
        yield from shell_blocks(piece, content, options)


def _plain(
    lines: list[MappedText], base: int, span: Span, options: ExtractOptions
) -> Iterator[CodeBlock]:
    text = MappedText.join(lines)
    piece = Piece(BlockKind.DOCSTRING, text, span)
    transcript = read_transcript(text, options)
    if transcript is not None and transcript.strong:
        if options.mentions(transcript.script.text):
            yield piece.session(transcript)
    else:
        yield from _lines(piece, lines, base, options)
    for code in code_spans(text):
        block = inline_block(BlockKind.INLINE, code, options)
        if block is not None:
            yield replace(block, span=span)


def _lines(
    piece: Piece, lines: list[MappedText], base: int, options: ExtractOptions
) -> Iterator[CodeBlock]:
    """Yield the lines that begin with a program and say more than its name."""
    texts = [line.text for line in lines]
    kept = False
    at = 0
    while at < len(lines):
        text = texts[at]
        kept = text.strip() == _CLICK_MARK or (kept and bool(text.strip()))
        if not leads(text, options) or len(text.split()) < 2:  # noqa: PLR2004 - a name alone is no command
            at += 1
            continue
        count = Openness().command_lines(texts[at : at + LOOK_AHEAD])
        command = MappedText.join(lines[at : at + count])
        code = kept or (at > 0 and _depth(text) > base)
        sure = code and not doubtful(text) and _among_commands(texts, at, at + count, options)
        certainty = Certainty.CERTAIN if sure else Certainty.AMBIGUOUS
        yield piece.block(command, Dialect.SHELL, certainty)
        at += count


def _among_commands(texts: list[str], start: int, end: int, options: ExtractOptions) -> bool:
    """Tell whether what surrounds a command is not running text, of which it may be a line."""
    before = texts[start - 1].strip() if start else ""
    after = texts[end] if end < len(texts) else ""
    leading = before in {"", _CLICK_MARK} or before.endswith(":") or _is_code(before, options)
    trailing = _depth(after) < _depth(texts[start]) or _is_code(after.strip(), options)
    return leading and (trailing or not after.strip())


def _is_code(line: str, options: ExtractOptions) -> bool:
    return line.startswith(("#", "--", "-")) or line.endswith("\\") or known_command(line, options)
