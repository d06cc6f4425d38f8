"""What the readers of one document collect."""

from __future__ import annotations

from msgspec import Struct, field

from doccheck.model.block import CodeBlock, Unread


class Found(Struct):
    """Collected in document order: code blocks, command names defined, parts not read."""

    blocks: list[CodeBlock] = field(default_factory=list)
    definitions: set[str] = field(default_factory=set)
    unread: list[Unread] = field(default_factory=list)

    def merge(self, other: Found) -> None:
        """Take over what another reader found."""
        self.blocks += other.blocks
        self.definitions |= other.definitions
        self.unread += other.unread
