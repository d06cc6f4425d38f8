"""The bars of one asset as a strategy sees them: exact numbers, and never one from the future."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from decimal import Decimal

from rustybt_ops.errors import FailureKind, ServiceError
from rustybt_ops.feeds.bars import Bars
from rustybt_ops.trading.assets import Asset

FIELDS = ("open", "high", "low", "close", "volume", "price")
NAN = Decimal("NaN")


class Series:
    """Bars up to a cursor; what lies behind it is not visible.

    A column becomes Decimal when it is first asked for: most strategies need one of five. The
    shortest text that stands for the float is what the source wrote, so no digit is lost.

    Args:
        asset: Whose bars they are.
        bars: The bars, in the order of their times.

    Raises:
        ServiceError: A price is no number, or not above zero.
    """

    __slots__ = ("_bars", "_columns", "asset", "close", "cursor", "times")

    def __init__(self, asset: Asset, bars: Bars) -> None:
        _require_prices(bars)
        self.asset = asset
        self.times = bars.times
        self.cursor = -1
        self._bars = bars
        self._columns: dict[str, list[Decimal]] = {}
        self.close = self._convert("close")  # the portfolio is worth it at every bar

    def column(self, field: str) -> list[Decimal]:
        """All values of a field, the invisible ones too.

        Raises:
            KeyError: There is no such field.
        """
        try:
            return self._columns[field]
        except KeyError:
            return self._convert(field)

    def _convert(self, field: str) -> list[Decimal]:
        if field not in FIELDS:
            raise KeyError(field)
        if field == "price":
            made = self.column("close")
        else:
            raw: array[float] = getattr(self._bars, field)
            made = [Decimal(repr(each)) for each in raw]
        self._columns[field] = made
        return made

    def current(self, field: str) -> Decimal:
        """The value of the latest bar; NaN before the first one.

        Where the column is not converted yet this one value is: a single order needs no more.

        Raises:
            KeyError: There is no such field.
        """
        if self.cursor < 0:
            return NAN
        if field in self._columns:
            return self._columns[field][self.cursor]
        if field not in FIELDS:
            raise KeyError(field)
        if field == "price":
            return self.close[self.cursor]
        raw: array[float] = getattr(self._bars, field)
        return Decimal(repr(raw[self.cursor]))

    def window(self, field: str, count: int) -> list[Decimal]:
        """The latest values, oldest first; fewer where fewer bars have been seen."""
        columns = self._columns
        column = columns[field] if field in columns else self._convert(field)
        end = self.cursor + 1
        return column[end - count if count < end else 0 : end]

    def append(self, moment: int, values: tuple[float, float, float, float, float]) -> None:
        """Add a bar as a live feed delivers it; it becomes visible when the cursor reaches it."""
        self._bars.add(moment, values)
        for field, column in self._columns.items():
            if field != "price":  # the very list of `close`
                raw: array[float] = getattr(self._bars, field)
                column.append(Decimal(repr(raw[-1])))


def _require_prices(bars: Bars) -> None:
    """Refuse bars that no order could be priced with."""
    bad: Callable[[float], bool] = lambda value: not 0 < value < float("inf")  # noqa: E731 - NaN too
    for name in ("open", "high", "low", "close"):
        column: array[float] = getattr(bars, name)
        for index, value in enumerate(column):
            if bad(value):
                when = bars.label(bars.times[index])
                raise ServiceError(
                    FailureKind.BAD_DATA, f"{bars.symbol}, {when}: {name} is {value}, no price"
                )
    for index, value in enumerate(bars.volume):
        if not 0 <= value < float("inf"):
            when = bars.label(bars.times[index])
            raise ServiceError(
                FailureKind.BAD_DATA, f"{bars.symbol}, {when}: volume is {value}, no number"
            )
