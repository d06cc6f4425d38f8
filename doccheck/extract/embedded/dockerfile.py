"""Commands in Dockerfiles: RUN, CMD, ENTRYPOINT and HEALTHCHECK."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from msgspec import Struct, field

from doccheck.extract.embedded.scripts import embedded, script_block
from doccheck.extract.embedded.strings import unescaped
from doccheck.extract.embedded.words import argv_block, static
from doccheck.extract.found import Found
from doccheck.extract.mapped import stand_in
from doccheck.extract.options import ExtractOptions
from doccheck.extract.piece import Piece
from doccheck.model.block import CodeBlock
from doccheck.model.command import Word
from doccheck.model.source import MappedText, Span

_INSTRUCTION = re.compile(
    r"[ \t]*(?:ONBUILD[ \t]+)?(?P<name>RUN|CMD|ENTRYPOINT|HEALTHCHECK|FROM)\b[ \t]*"
    r"(?P<options>(?:--[\w-]+(?:=\S*)?[ \t]+)*)(?P<cmd>CMD[ \t]+)?",
    re.IGNORECASE,
)
_HEREDOC = re.compile(r"<<-?[\"']?(?P<tag>\w+)[\"']?")
_STRING = re.compile(r'"(?P<inside>(?:[^"\\]|\\.)*)"', re.DOTALL)


class _Stage(Struct):
    """What one build stage says about the command it starts."""

    entrypoint: list[Word] = field(default_factory=list)
    entrypoint_text: MappedText | None = None
    cmd: list[Word] = field(default_factory=list)
    cmd_text: MappedText | None = None


def read_dockerfile(piece: Piece, options: ExtractOptions) -> Found:
    """Read the commands of a Dockerfile or of part of one."""
    if not options.mentions(piece.text.text):
        return Found()
    holder = embedded(piece)
    found = Found()
    stage = _Stage()
    for name, body in _instructions(piece.text):
        if name == "FROM":
            found.blocks += _start(holder, stage, options)
            stage = _Stage()
            continue
        words = _exec_form(body)
        if words is None or name in {"RUN", "HEALTHCHECK"}:
            block = (
                script_block(holder, body, options, more=name == "ENTRYPOINT")
                if words is None
                else argv_block(holder, body, words, options)
            )
            found.blocks += [block] if block else []
        elif name == "ENTRYPOINT":
            stage.entrypoint, stage.entrypoint_text = words, body
        else:
            stage.cmd, stage.cmd_text = words, body
    found.blocks += _start(holder, stage, options)
    return found


def _start(holder: Piece, stage: _Stage, options: ExtractOptions) -> Iterator[CodeBlock]:
    """Yield what the image runs: the entry point with the default arguments."""
    text = stage.entrypoint_text or stage.cmd_text
    if text is None:
        return
    words = [*stage.entrypoint, *stage.cmd]
    if stage.entrypoint and not stage.cmd:
        end = stage.entrypoint[-1].span.end
        words.append(Word(stand_in("...", Span(end, end)), Span(end, end)))
    block = argv_block(holder, text, words, options)
    if block:
        yield block


def _instructions(text: MappedText) -> Iterator[tuple[str, MappedText]]:
    """Yield the instructions that run something, comments and continuations joined."""
    lines = list(text.lines())
    at = 0
    while at < len(lines):
        match = _INSTRUCTION.match(lines[at].text)
        end = at + 1
        while end < len(lines) and _continued(lines[end - 1].text, lines[end].text):
            end += 1
        if match:
            first = lines[at].slice(match.end(), len(lines[at].text))
            rest = [line for line in lines[at + 1 : end] if not line.text.lstrip().startswith("#")]
            heredoc = _HEREDOC.search(first.text) if match["name"].upper() == "RUN" else None
            if heredoc:
                body, end = _heredoc(lines, end, heredoc["tag"])
                yield "RUN", body
            else:
                yield match["name"].upper(), MappedText.join([first, *rest])
        at = end


def _continued(previous: str, line: str) -> bool:
    if previous.rstrip().endswith("\\"):
        return True
    return previous.lstrip().startswith("#") and not _INSTRUCTION.match(line) and line[:1].isspace()


def _heredoc(lines: list[MappedText], start: int, tag: str) -> tuple[MappedText, int]:
    for at in range(start, len(lines)):
        if lines[at].text.strip() == tag:
            return MappedText.join(lines[start:at]), at + 1
    return MappedText.join(lines[start:]), len(lines)


def _exec_form(body: MappedText) -> list[Word] | None:
    source = body.text.strip()
    if not source.startswith("["):
        return None
    try:
        values = json.loads(re.sub(r"\\\n", " \n", source))
    except ValueError:
        return None
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        return None
    return [
        static(
            unescaped(body.slice(match.start("inside"), match.end("inside"))),
            body.span(match.start(), match.end()),
        )
        for match in _STRING.finditer(body.text)
    ]
