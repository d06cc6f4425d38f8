"""The sections of a test file in Markdown: a heading, and blocks that are told apart by a tag."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Mapping
from typing import NamedTuple

UPDATE = os.environ.get("DOCCHECK_UPDATE_MDTEST") == "1"
_HEAD = re.compile(r"^## (?P<name>.+)$", re.MULTILINE)
_BLOCK = re.compile(
    r"^(?P<fence>`{3,})(?P<tag>\w+)\n(?P<body>.*?)^(?P=fence)$", re.MULTILINE | re.DOTALL
)


class Section(NamedTuple):
    """What stands under one heading; `start` and `end` are its offsets in the file."""

    name: str
    start: int
    end: int
    blocks: Mapping[str, re.Match[str]]


def blocks(text: str, start: int = 0, end: int = sys.maxsize) -> dict[str, re.Match[str]]:
    """Return the blocks by their tags; each has a group `body`."""
    return {match["tag"]: match for match in _BLOCK.finditer(text, start, end)}


def sections(text: str) -> Iterator[Section]:
    heads = list(_HEAD.finditer(text))
    for head, after in zip(heads, [*heads[1:], None], strict=True):
        end = after.start() if after else len(text)
        yield Section(head["name"], head.end(), end, blocks(text, head.end(), end))


def preamble(text: str) -> str:
    """Return what stands before the first section."""
    head = _HEAD.search(text)
    return text[: head.start()] if head else text
