"""What a strategy sees of the market: `data`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import overload

from rustybt_ops.errors import UnknownNameError, nearest
from rustybt_ops.feeds.bars import Interval, moment
from rustybt_ops.trading.errors import StrategyError
from rustybt_ops.trading.series import FIELDS, Series

_FREQUENCIES = {"d": Interval.DAY, "m": Interval.MINUTE, "min": Interval.MINUTE}

Names = Sequence[str]


class BarData:
    """The bars up to now.

    Args:
        series: The bars of each asset.
        interval: The length of a bar.
    """

    def __init__(self, series: Mapping[str, Series], interval: Interval) -> None:
        self._series = series
        self._interval = interval
        self._fresh: Mapping[str, Series] = {}
        self._now = 0

    def advance(self, now: int, fresh: Mapping[str, Series]) -> None:
        """Take note of the bars that have just ended: the engine calls this, strategies do not."""
        self._now = now
        self._fresh = fresh

    @property
    def current_dt(self) -> datetime:
        """The time at which the latest bar began, in UTC; of a daily bar, its session's date."""
        return moment(self._now)

    def can_trade(self, asset: str) -> bool:
        """Whether the asset has a bar at this time, so that it is being traded."""
        return asset in self._fresh

    def is_stale(self, asset: str) -> bool:
        """Whether the latest bar of the asset is an older one."""
        return asset not in self._fresh and self._of(asset).cursor >= 0

    @overload
    def current(self, assets: str, fields: str) -> Decimal: ...
    @overload
    def current(self, assets: str, fields: list[str] | tuple[str, ...]) -> dict[str, Decimal]: ...
    @overload
    def current(self, assets: list[str] | tuple[str, ...], fields: str) -> dict[str, Decimal]: ...

    def current(self, assets: str | Names, fields: str | Names) -> Decimal | dict[str, Decimal]:
        """The latest values: of one asset, or by asset, or by field.

        NaN before the first bar of an asset; the latest bar's value where it has none now.

        Raises:
            StrategyError: The strategy has not declared the asset, or there is no such field.
        """
        if isinstance(assets, str):
            if isinstance(fields, str):
                try:
                    return self._series[assets].current(fields)
                except KeyError:
                    raise self._fault(assets, fields) from None
            return {field: self.current(assets, field) for field in fields}
        if isinstance(fields, str):
            return {asset: self.current(asset, fields) for asset in assets}
        raise StrategyError("data.current takes several assets or several fields, not both")

    @overload
    def history(
        self, assets: str, fields: str, bar_count: int, frequency: str = ...
    ) -> list[Decimal]: ...
    @overload
    def history(
        self,
        assets: str,
        fields: list[str] | tuple[str, ...],
        bar_count: int,
        frequency: str = ...,
    ) -> dict[str, list[Decimal]]: ...
    @overload
    def history(
        self,
        assets: list[str] | tuple[str, ...],
        fields: str,
        bar_count: int,
        frequency: str = ...,
    ) -> dict[str, list[Decimal]]: ...

    def history(
        self, assets: str | Names, fields: str | Names, bar_count: int, frequency: str = ""
    ) -> list[Decimal] | dict[str, list[Decimal]]:
        """The latest bars, the current one included, oldest first.

        There are fewer than asked for as long as fewer have been seen; each asset's bars are its
        own, without gaps being filled.

        Raises:
            StrategyError: The asset or the field is unknown, the count is not above zero, or the
                frequency is not that of the bars.
        """
        if bar_count < 1:
            raise StrategyError(f"data.history needs a bar_count above zero, not {bar_count}")
        if frequency and frequency != self._interval:
            self._require_frequency(frequency)
        if isinstance(assets, str):
            if isinstance(fields, str):
                try:
                    return self._series[assets].window(fields, bar_count)
                except KeyError:
                    raise self._fault(assets, fields) from None
            return {field: self.history(assets, field, bar_count) for field in fields}
        if isinstance(fields, str):
            return {asset: self.history(asset, fields, bar_count) for asset in assets}
        raise StrategyError("data.history takes several assets or several fields, not both")

    def _of(self, asset: str) -> Series:
        try:
            return self._series[asset]
        except KeyError:
            raise self._fault(asset, "close") from None

    def _require_frequency(self, frequency: str) -> None:
        unit = frequency.lstrip("1")
        if _FREQUENCIES.get(unit) is not self._interval:
            raise StrategyError(
                f"data.history cannot give '{frequency}': the bars are of {self._interval}",
                advice=f"Use '{self._interval}', or run the strategy on other bars.",
            )

    def _fault(self, asset: str, field: str) -> StrategyError:
        if asset not in self._series:
            return StrategyError(
                f"the strategy asks for {asset}, which it has not declared",
                advice=f"Call symbol('{asset}') in initialize.",
            )
        near = nearest(str(field), FIELDS)
        told = UnknownNameError("field", str(field), FIELDS).message if near else ""
        return StrategyError(told or f"unknown field '{field}': there are {', '.join(FIELDS)}")
