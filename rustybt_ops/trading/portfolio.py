"""What a strategy owns."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from rustybt_ops.brokers.orders import ZERO, Fill
from rustybt_ops.trading.assets import Asset
from rustybt_ops.trading.series import Series


@dataclass(frozen=True, slots=True)
class Position:
    """Units of an asset held, below zero if they are owed; a position of zero is false.

    Attributes:
        asset: What is held.
        amount: How many units.
        cost_basis: What one unit cost on average, commissions excluded.
        series: The bars of the asset.
    """

    asset: Asset
    amount: Decimal = ZERO
    cost_basis: Decimal = ZERO
    series: Series | None = None

    def __bool__(self) -> bool:
        return bool(self.amount)

    @property
    def last_sale_price(self) -> Decimal:
        """The latest close; zero for a position that was never held."""
        series = self.series
        return series.close[series.cursor] if series else ZERO

    def after(self, amount: Decimal, price: Decimal, series: Series) -> Position:
        """The position once this many units were bought, or sold if below zero."""
        total = self.amount + amount
        if not total:
            basis = ZERO
        elif self.amount and (self.amount > 0) != (total > 0):
            basis = price  # turned round: what is left was traded at this price
        elif not self.amount or (self.amount > 0) == (amount > 0):
            basis = (self.amount * self.cost_basis + amount * price) / total
        else:
            basis = self.cost_basis
        return Position(self.asset, total, basis, series)


class Positions(dict[str, Position]):
    """The positions that are not zero; asked for any other, it gives a zero position."""

    def __init__(self) -> None:
        super().__init__()
        self._absent: dict[str, Position] = {}

    def __missing__(self, asset: str) -> Position:
        found = self._absent.get(asset)
        if found is None:  # strategies ask at every bar: each is made once
            found = self._absent[asset] = Position(Asset(asset))
        return found


class Portfolio:
    """Cash and positions.

    Args:
        cash: What it begins with.
    """

    def __init__(self, cash: Decimal) -> None:
        self.starting_cash = cash
        self.cash = cash
        self.positions = Positions()

    @property
    def positions_value(self) -> Decimal:
        """What the positions are worth at the latest closes."""
        return self.portfolio_value - self.cash

    @property
    def portfolio_value(self) -> Decimal:
        """Cash and positions together."""
        total = self.cash
        for held in self.positions.values():
            series = held.series
            if series:
                total += held.amount * series.close[series.cursor]
        return total

    @property
    def pnl(self) -> Decimal:
        """What was won since the start."""
        return self.portfolio_value - self.starting_cash

    @property
    def returns(self) -> Decimal:
        """What was won, as a share of the starting cash."""
        return self.pnl / self.starting_cash

    def book(self, fill: Fill, series: Series) -> None:
        """Book a fill."""
        self.cash += fill.cash_flow
        amount = fill.side.sign * fill.quantity
        held = self.positions[fill.symbol].after(amount, fill.price, series)
        if held:
            self.positions[held.asset] = held
        else:
            self.positions.pop(fill.symbol, None)
