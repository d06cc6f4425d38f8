"""What brokers and their users talk about. Every amount is a Decimal."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from enum import StrEnum

ZERO = Decimal(0)
_BASIS_POINT = Decimal("0.0001")


class Side(StrEnum):
    """Which way an order goes."""

    BUY = "buy"
    SELL = "sell"

    @property
    def sign(self) -> int:
        """1 for a purchase, -1 for a sale."""
        return 1 if self is Side.BUY else -1


class OrderType(StrEnum):
    """When an order fills: at once, at a price or better, once a price is reached."""

    MARKET = "market"
    LIMIT = "limit"
    STOP = "stop"


class OrderStatus(StrEnum):
    """Where an order stands; every status but `open` is final."""

    OPEN = "open"
    FILLED = "filled"
    CANCELLED = "cancelled"
    REJECTED = "rejected"


class Reason(StrEnum):
    """Why an order was rejected."""

    UNKNOWN_SYMBOL = "unknown symbol"
    WRONG_QUANTITY = "wrong quantity"
    WRONG_PRICE = "wrong price"
    NO_PRICE = "no price known yet"
    INSUFFICIENT_FUNDS = "insufficient funds"
    INSUFFICIENT_POSITION = "insufficient position"


@dataclass(frozen=True, slots=True)
class Instrument:
    """What can be traded: quantities are multiples of `lot`, prices of `tick`."""

    symbol: str
    lot: Decimal = Decimal(1)
    tick: Decimal = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Costs:
    """What trading costs.

    Attributes:
        per_unit: Commission for each unit traded.
        minimum: Least commission for an order.
        slippage: Basis points by which market and stop orders fill worse than the price seen.
    """

    per_unit: Decimal = Decimal("0.001")
    minimum: Decimal = ZERO
    slippage: Decimal = Decimal(5)

    def commission(self, quantity: Decimal) -> Decimal:
        """The commission for this many units."""
        return max(self.minimum, self.per_unit * quantity)

    def slipped(self, side: Side, price: Decimal, tick: Decimal) -> Decimal:
        """The price a market order gets, rounded to the tick against the trader."""
        worse = price * (1 + side.sign * self.slippage * _BASIS_POINT)
        rounding = ROUND_CEILING if side is Side.BUY else ROUND_FLOOR
        return (worse / tick).to_integral_value(rounding) * tick


@dataclass(frozen=True, slots=True)
class OrderRequest:
    """An order as its sender states it.

    Attributes:
        client_id: The sender's own name for it: sending it twice places it once.
        symbol: What to trade.
        side: Buy or sell.
        quantity: How many units, above zero.
        kind: Market, limit or stop.
        price: The limit or the stop; None for a market order.
    """

    client_id: str
    symbol: str
    side: Side
    quantity: Decimal
    kind: OrderType = OrderType.MARKET
    price: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """An order as the broker knows it."""

    id: int
    request: OrderRequest
    status: OrderStatus
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Fill:
    """An execution; `slippage` is what it cost against the price seen, over all units."""

    order_id: int
    symbol: str
    side: Side
    quantity: Decimal
    price: Decimal
    commission: Decimal
    slippage: Decimal

    @property
    def cash_flow(self) -> Decimal:
        """What the fill adds to the cash."""
        return -self.side.sign * self.quantity * self.price - self.commission


@dataclass(frozen=True, slots=True)
class Position:
    """Units held and what was paid for them in all, commissions excluded."""

    symbol: str
    quantity: Decimal = ZERO
    cost: Decimal = ZERO

    def after(self, fill: Fill) -> Position:
        """The position once a fill is booked; a sale takes its share of the cost along."""
        quantity = self.quantity + fill.side.sign * fill.quantity
        if fill.side is Side.BUY:
            return Position(self.symbol, quantity, self.cost + fill.quantity * fill.price)
        kept = self.cost * quantity / self.quantity if quantity else ZERO
        return Position(self.symbol, quantity, kept)


@dataclass(frozen=True, slots=True)
class Quote:
    """A bar of prices, or a single price given four times."""

    symbol: str
    open: Decimal
    high: Decimal
    low: Decimal
    close: Decimal

    @classmethod
    def single(cls, symbol: str, price: Decimal) -> Quote:
        """A quote of one price."""
        return cls(symbol, price, price, price, price)
