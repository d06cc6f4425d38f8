"""Terminal sessions: the commands behind the prompts, and what was printed after each."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from doccheck.extract.commands import known_command
from doccheck.extract.openness import Openness
from doccheck.extract.options import ExtractOptions
from doccheck.extract.prompts import Prompt, Shell, strong_prompt, weak_prompt
from doccheck.model.source import MappedText

_SECONDARY = re.compile(r"[ \t]*>{1,2}(?:[ ]|$)")
_WEAK_MARK = re.compile(r"[ \t]*(>>>|>|#)[ \t]+")
_REMARK = re.compile(r"[ \t]*(?:(?:#|//)[ \t].*)?$")


class Transcript(Struct, frozen=True):
    """Commands of a session, one after the other, and the output of each."""

    commands: tuple[MappedText, ...]
    output: tuple[MappedText, ...]
    shell: Shell
    strong: bool
    """Whether the prompts can be nothing else (`$ `), or only may be prompts (`> `)."""

    @property
    def script(self) -> MappedText:
        """All commands as one text."""
        return MappedText.join(self.commands)


def read_transcript(
    text: MappedText,
    options: ExtractOptions,
    *,
    root: bool = False,
    shell: Shell = Shell.POSIX,
) -> Transcript | None:
    """Split `text` at its prompts; None if it has none.

    With `root`, `# ` may be a prompt. `shell` is the one that the fence names; a prompt that only
    another shell has overrules it.
    """
    lines = text.text.splitlines(keepends=True) if "\r" not in text.text else _lines(text.text)
    prompts, strong = _prompts(lines, options, root=root)
    first = next((prompt for prompt in prompts if prompt), None)
    if first is None:
        return None
    shell = shell if first.shell is Shell.POSIX else first.shell
    commands, output = _split(text, lines, prompts, shell)
    return Transcript(commands, output, shell, strong)


def _lines(text: str) -> list[str]:
    return re.findall(r"[^\n]*\n|[^\n]+$", text)


def _prompts(
    lines: list[str], options: ExtractOptions, *, root: bool
) -> tuple[list[Prompt | None], bool]:
    found = [strong_prompt(line, options) for line in lines]
    if any(found):
        return found, True
    seen = [weak_prompt(line, options, root=root) for line in lines]
    if not any(seen):
        return seen, False
    marks = {_mark(line) for line, prompt in zip(lines, seen, strict=True) if prompt}
    return [
        prompt or (_command_after(line, options) if _mark(line) in marks else None)
        for line, prompt in zip(lines, seen, strict=True)
    ], False


def _mark(line: str) -> str:
    match = _WEAK_MARK.match(line)
    return match.group(1) if match else ""


def _command_after(line: str, options: ExtractOptions) -> Prompt | None:
    match = _WEAK_MARK.match(line)
    rest = line[match.end() :] if match else ""
    if match and (rest.startswith("#") or known_command(rest, options)):
        return Prompt(match.end())
    return None


def _split(
    text: MappedText, lines: list[str], prompts: list[Prompt | None], shell: Shell
) -> tuple[tuple[MappedText, ...], tuple[MappedText, ...]]:
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    commands: list[MappedText] = []
    output: list[MappedText] = []
    for first, end, following in _commands(lines, prompts, shell):
        prompt = prompts[first]
        cut = prompt.length if prompt else 0
        parts = [text.slice(starts[first] + cut, starts[first + 1])]
        for number in range(first + 1, end):
            skip = _secondary(lines[number])
            parts.append(text.slice(starts[number] + skip, starts[number + 1]))
        commands.append(MappedText.join(parts))
        low, high = _trim(lines, end, following)
        output.append(text.slice(starts[low], starts[high]))
    return tuple(commands), tuple(output)


def _commands(
    lines: list[str], prompts: list[Prompt | None], shell: Shell
) -> Iterator[tuple[int, int, int]]:
    """Yield each command: its first line, the line after its last, and the next prompt's line."""
    following = [len(lines)] * (len(lines) + 1)
    for number in range(len(lines) - 1, -1, -1):
        following[number] = number if prompts[number] else following[number + 1]
    at = following[0]
    while at < len(lines):
        prompt = prompts[at]
        body = [lines[at][prompt.length if prompt else 0 :]]
        body.extend(line[_secondary(line) :] for line in lines[at + 1 : following[at + 1]])
        end = at + Openness(shell is Shell.POSIX).command_lines(body)
        yield at, end, following[at + 1]
        at = following[at + 1]


def _secondary(line: str) -> int:
    match = _SECONDARY.match(line)
    return match.end() if match else 0


def _trim(lines: list[str], low: int, high: int) -> tuple[int, int]:
    """Leave out blank lines around output, and remarks of the writer before the next prompt."""
    while high > low and _REMARK.match(lines[high - 1]):
        high -= 1
    while low < high and not lines[low].strip():
        low += 1
    return low, high
