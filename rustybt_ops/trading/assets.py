"""What a strategy trades."""

from __future__ import annotations


class Asset(str):
    """A traded symbol; it compares and hashes as its name, so either may be used as a key."""

    __slots__ = ()

    @property
    def symbol(self) -> str:
        """The name, as plain text."""
        return str.__str__(self)

    def __repr__(self) -> str:
        return f"Asset({self.symbol!r})"
