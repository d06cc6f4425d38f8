"""When the output of a command may not be written into a page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from enum import StrEnum

from msgspec import Struct

MAX_LINES = 1_000
MAX_CHARACTERS = 100_000

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_CLOSING = re.compile(r"[ \t]*(`{3,}|~{3,})[ \t]*$")
_REMARK = re.compile(r"[ \t]*(?:#|//)(?:[ \t]|$)")


class Refusal(StrEnum):
    """Why a page is left as it is."""

    FAILED = "failed"
    """The command did not end as the page says it does, which writing would hide; or its output is
    cut off or was not text."""
    TOO_LARGE = "too-large"
    CONTROL = "control-characters"
    FENCE = "closes-the-block"
    """A line would close the block, or end it."""
    PROMPT = "reads-as-prompt"
    REMARK = "reads-as-remark"
    """The last line would read as a remark of the writer, which is no output."""
    SANDBOX = "sandbox"
    """It names folders that are there in the sandbox alone."""
    PLACE = "place"
    """The text does not stand in whole lines of the page as it is read (a string, a table)."""


class Refused(Struct, frozen=True):
    """A rewrite that is not made: why, and what exactly stands in the way."""

    reason: Refusal
    detail: str


def unfit(
    lines: Iterable[str], *, fence: str, is_prompt: Callable[[str], bool] | None
) -> Refused | None:
    """Return why these lines cannot stand in a block; None if they can.

    `fence` is the run of backticks or tildes that opens the block, empty for an indented one.
    Without `is_prompt` the block holds no commands: every line is output.
    """
    lines = list(lines)
    if len(lines) > MAX_LINES or sum(map(len, lines)) > MAX_CHARACTERS:
        told = f"the output is longer than {MAX_LINES} lines or {MAX_CHARACTERS} characters"
        return Refused(Refusal.TOO_LARGE, told)
    for number, line in enumerate(lines, 1):
        if _CONTROL.search(line):
            return Refused(Refusal.CONTROL, f"line {number} holds control characters")
        if _closes(line, fence):
            return Refused(Refusal.FENCE, f"line {number} would close the block")
        if is_prompt is not None and is_prompt(line):
            return Refused(Refusal.PROMPT, f"line {number} would read as a prompt")
    if is_prompt is not None and lines and _REMARK.match(lines[-1]):
        return Refused(Refusal.REMARK, "the last line would read as a remark, not as output")
    return None


def _closes(line: str, fence: str) -> bool:
    match = _CLOSING.match(line)
    return bool(fence and match and match[1][0] == fence[0] and len(match[1]) >= len(fence))
