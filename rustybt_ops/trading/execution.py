"""On which terms orders fill: at which price, how much of them, and what it costs."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from rustybt_ops.brokers.orders import ZERO, OrderType, Side

_BASIS_POINT = Decimal("0.0001")


class FillRule(StrEnum):
    """What of a bar an order is held against.

    CLOSE looks at the close only, as zipline does: a market order fills at it, a limit order if
    it is at the limit or better, a stop order if it has reached the stop. RANGE looks at the whole
    bar, as the paper broker does: a market order fills at the open, a limit order at its price or
    better once the bar touches it, a stop order at its price or worse.
    """

    CLOSE = "close"
    RANGE = "range"


@dataclass(frozen=True, slots=True)
class Terms:
    """What trading costs, and how much of a bar an order may take.

    Attributes:
        per_unit: Commission for each unit traded.
        minimum: Least commission for an order, however many parts it fills in.
        slippage: Basis points by which market and stop orders fill worse than the price seen.
        volume_share: The share of a bar's volume that all orders in an asset together may take;
            None for no cap.
        lot: Quantities are multiples of it.
        rule: What of a bar orders are held against.
        borrowing: Whether cash and positions may go below zero.
    """

    per_unit: Decimal = Decimal("0.001")
    minimum: Decimal = ZERO
    slippage: Decimal = Decimal(5)
    volume_share: Decimal | None = Decimal("0.1")
    lot: Decimal = Decimal(1)
    rule: FillRule = FillRule.CLOSE
    borrowing: bool = False
    _factors: dict[Side, Decimal] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        step = self.slippage * _BASIS_POINT
        object.__setattr__(self, "_factors", {side: 1 + side.sign * step for side in Side})

    def commission(self, filled: Decimal, part: Decimal) -> Decimal:
        """The commission for the next part of an order of which this much has filled already."""
        if not self.minimum:
            return self.per_unit * part
        before = max(self.minimum, self.per_unit * filled) if filled else ZERO
        return max(self.minimum, self.per_unit * (filled + part)) - before

    def price(self, side: Side, kind: OrderType, seen: Decimal) -> Decimal:
        """The price of a fill: limit orders never pay more than their limit, others slip."""
        return seen if kind is OrderType.LIMIT else seen * self._factors[side]

    def cap(self, volume: Decimal) -> Decimal | None:
        """The units of a bar that may be taken, in whole lots; None for any number."""
        if self.volume_share is None:
            return None
        return volume * self.volume_share // self.lot * self.lot


class Seen(NamedTuple):
    """The prices of the bar that an order is held against."""

    open: Decimal
    high: Decimal
    low: Decimal
    close: Decimal


def reached(
    rule: FillRule, side: Side, kind: OrderType, price: Decimal | None, bar: Seen
) -> Decimal | None:
    """The price at which the bar lets an order fill, before slippage; None if it does not."""
    if kind is OrderType.MARKET or price is None:
        return bar.open
    waits_for_fall = (kind is OrderType.LIMIT) == (side is Side.BUY)
    if rule is FillRule.CLOSE:
        crossed = bar.close <= price if waits_for_fall else bar.close >= price
        return bar.close if crossed else None
    if waits_for_fall:
        return min(price, bar.open) if bar.low <= price else None
    return max(price, bar.open) if bar.high >= price else None
