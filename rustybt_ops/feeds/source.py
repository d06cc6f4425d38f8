"""What all sources have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from rustybt_ops.deadline import Deadline
from rustybt_ops.feeds.bars import Bars, Query
from rustybt_ops.feeds.calendars import ALWAYS
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


# Yahoo marks the exchange of a share that is not traded in the United States by a suffix
_SUFFIXES = {
    "AS": "XAMS",
    "AX": "XASX",
    "BO": "XBOM",
    "BR": "XBRU",
    "CO": "XCSE",
    "DE": "XETR",
    "HE": "XHEL",
    "HK": "XHKG",
    "KS": "XKRX",
    "L": "XLON",
    "LS": "XLIS",
    "MC": "XMAD",
    "MI": "XMIL",
    "MX": "XMEX",
    "OL": "XOSL",
    "PA": "XPAR",
    "SA": "BVMF",
    "SI": "XSES",
    "SS": "XSHG",
    "ST": "XSTO",
    "SW": "XSWX",
    "SZ": "XSHG",
    "T": "XTKS",
    "TO": "XTSE",
    "TW": "XTAI",
    "VI": "XWBO",
    "WA": "XWAR",
}
_QUOTES = frozenset({"USD", "USDT", "USDC", "EUR", "GBP", "BTC", "ETH"})


def calendar_of(symbol: str) -> str:
    """The calendar that a symbol most likely follows; New York's where it tells nothing."""
    base, dash, quote = symbol.replace("/", "-").rpartition("-")
    if base and dash and quote in _QUOTES:
        return ALWAYS
    return _SUFFIXES.get(symbol.rpartition(".")[2] if "." in symbol else "", "XNYS")
