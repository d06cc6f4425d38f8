"""What a strategy keeps between its calls: `context`."""

from __future__ import annotations

from types import SimpleNamespace

from rustybt_ops.trading.portfolio import Portfolio


class Context(SimpleNamespace):
    """Takes any attribute; `portfolio` is given.

    Args:
        portfolio: What the strategy owns.
    """

    portfolio: Portfolio

    def __init__(self, portfolio: Portfolio) -> None:
        super().__init__(portfolio=portfolio)
