"""The parts of which a word is put together."""

from __future__ import annotations

from dataclasses import dataclass

from doccheck.model.source import MappedText


@dataclass(frozen=True, slots=True)
class Part:
    """A run of a word's value; `quoted` where its characters have no special meaning."""

    text: MappedText
    quoted: bool
