"""Which candles of a stream are final: those whose whole life was seen, once the next begins."""

from __future__ import annotations

from collections.abc import Iterable

from rustybt_ops.feeds.live import LiveBar


class Candles:
    """The candle in the making of each symbol.

    A candle that was under way when the stream began, or during which the stream broke, is never
    called final: what the stream told of it may not be all.
    """

    def __init__(self) -> None:
        self._forming: dict[str, LiveBar] = {}
        self._whole: set[str] = set()

    def update(self, symbol: str, rows: Iterable[Iterable[float]]) -> tuple[list[LiveBar], bool]:
        """Take what the stream says of a symbol.

        Args:
            symbol: The symbol.
            rows: Time, open, high, low, close and volume, the oldest first.

        Returns:
            The candles that have become final, and whether one has ended that is not among them.
        """
        final: list[LiveBar] = []
        lost = False
        for row in rows:
            moment, *values = row
            bar = LiveBar(symbol, int(moment), *values)
            before = self._forming.get(symbol)
            if before is not None and bar.time < before.time:
                continue
            if before is not None and bar.time > before.time:
                if symbol in self._whole:
                    final.append(before)
                else:
                    lost = True
                self._whole.add(symbol)
            self._forming[symbol] = bar
        return final, lost

    def broken(self, symbol: str) -> None:
        """The stream of a symbol broke off."""
        self._forming.pop(symbol, None)
        self._whole.discard(symbol)
