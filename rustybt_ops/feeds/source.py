"""What all sources have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from rustybt_ops.deadline import Deadline
from rustybt_ops.feeds.bars import Bars, Query
from rustybt_ops.results.model import Endpoint


class Source(Protocol):
    """Where bars come from.

    Attributes:
        endpoint: The place, and whether it is the real thing.
        versions: The libraries that take part.
    """

    endpoint: Endpoint
    versions: Mapping[str, str]

    def calendar(self, symbol: str) -> str:
        """The calendar that the symbol's sessions follow, unless another is asked for."""

    def fetch(self, query: Query, deadline: Deadline) -> Bars:
        """Get the bars.

        Raises:
            ServiceError: They cannot be had; the class says why.
            ConfigurationError: The query makes no sense for this source.
        """


def is_crypto(symbol: str) -> bool:
    """Whether a symbol looks like a pair that trades around the clock."""
    quote = symbol.replace("/", "-").rpartition("-")[2]
    paired = "/" in symbol or "-" in symbol
    return paired and quote in {"USD", "USDT", "USDC", "EUR", "GBP", "BTC", "ETH"}
