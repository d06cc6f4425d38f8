"""The paper broker's memory: SQLite, one transaction for an event and the state it leads to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

from rustybt_ops.brokers.orders import (
    Fill,
    Order,
    OrderRequest,
    OrderStatus,
    OrderType,
    Position,
    Reason,
    Side,
)
from rustybt_ops.database import Database

_SCHEMA = """
CREATE TABLE IF NOT EXISTS account (name TEXT PRIMARY KEY, amount TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS orders (
    id INTEGER PRIMARY KEY,
    client_id TEXT NOT NULL UNIQUE,
    symbol TEXT NOT NULL, side TEXT NOT NULL, quantity TEXT NOT NULL,
    kind TEXT NOT NULL, price TEXT, status TEXT NOT NULL, reason TEXT
);
CREATE TABLE IF NOT EXISTS fills (
    order_id INTEGER PRIMARY KEY REFERENCES orders,
    quantity TEXT NOT NULL, price TEXT NOT NULL, commission TEXT NOT NULL, slippage TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS positions (
    symbol TEXT PRIMARY KEY, quantity TEXT NOT NULL, cost TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS prices (symbol TEXT PRIMARY KEY, price TEXT NOT NULL);
"""
_ORDER = "SELECT id, client_id, symbol, side, quantity, kind, price, status, reason FROM orders"
_FILL = (
    "SELECT order_id, symbol, side, fills.quantity, fills.price, commission, slippage"
    " FROM fills JOIN orders ON id = order_id"
)


class Store:
    """Orders, fills, positions and cash on disk; amounts are kept as exact text.

    Args:
        place: The file, or a database that others write to as well.

    Raises:
        ServiceError: The file is not a database, or the disk refuses (class "storage").
    """

    def __init__(self, place: Path | Database) -> None:
        self._base = place if isinstance(place, Database) else Database(place)
        if not self._base.read_only:
            self._base.script(_SCHEMA)

    def close(self) -> None:
        """Close the file."""
        self._base.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is written in this block reaches the disk, or none of it."""
        with self._base.transaction():
            yield

    def cash(self) -> Decimal | None:
        """The cash, or None in a new account."""
        row = self._base.execute("SELECT amount FROM account WHERE name = 'cash'").fetchone()
        return Decimal(row[0]) if row else None

    def set_cash(self, amount: Decimal) -> None:
        """Replace the cash."""
        self._base.execute("INSERT OR REPLACE INTO account VALUES ('cash', ?)", (str(amount),))

    def add_order(self, request: OrderRequest, status: OrderStatus, reason: Reason | None) -> Order:
        """Record an order and give it its number."""
        cursor = self._base.execute(
            "INSERT INTO orders (client_id, symbol, side, quantity, kind, price, status, reason)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                request.client_id,
                request.symbol,
                request.side,
                str(request.quantity),
                request.kind,
                None if request.price is None else str(request.price),
                status,
                reason,
            ),
        )
        assert cursor.lastrowid is not None  # noqa: S101 - an insertion has a row
        return Order(cursor.lastrowid, request, status, reason)

    def set_status(self, order_id: int, status: OrderStatus, reason: Reason | None = None) -> None:
        """Move an order to another status."""
        self._base.execute(
            "UPDATE orders SET status = ?, reason = ? WHERE id = ?", (status, reason, order_id)
        )

    def order(self, client_id: str) -> Order | None:
        """The order of this name, if it was ever sent."""
        row = self._base.execute(f"{_ORDER} WHERE client_id = ?", (client_id,)).fetchone()
        return _order(row) if row else None

    def open_orders(self, symbol: str | None = None) -> list[Order]:
        """The open orders, oldest first, of one symbol or of all."""
        rows = self._base.execute(
            f"{_ORDER} WHERE status = 'open' AND (? IS NULL OR symbol = ?) ORDER BY id",
            (symbol, symbol),
        )
        return [_order(row) for row in rows]

    def rejections(self) -> dict[str, int]:
        """How many orders were rejected, by reason."""
        rows = self._base.execute(
            "SELECT reason, count(*) FROM orders WHERE status = ? GROUP BY reason ORDER BY reason",
            (str(OrderStatus.REJECTED),),
        )
        return {str(reason): count for reason, count in rows}

    def add_fill(self, fill: Fill) -> None:
        """Record a fill."""
        amounts = (fill.quantity, fill.price, fill.commission, fill.slippage)
        self._base.execute(
            "INSERT INTO fills VALUES (?, ?, ?, ?, ?)", (fill.order_id, *map(str, amounts))
        )

    def fills(self) -> list[Fill]:
        """All fills, in the order of their orders."""
        rows = self._base.execute(f"{_FILL} ORDER BY order_id")
        return [_fill(row) for row in rows]

    def fill(self, order_id: int) -> Fill | None:
        """The fill of an order, if it has one."""
        row = self._base.execute(f"{_FILL} WHERE order_id = ?", (order_id,)).fetchone()
        return _fill(row) if row else None

    def position(self, symbol: str) -> Position:
        """The position in a symbol; an absent one is zero."""
        row = self._base.execute(
            "SELECT quantity, cost FROM positions WHERE symbol = ?", (symbol,)
        ).fetchone()
        return Position(symbol, *map(Decimal, row)) if row else Position(symbol)

    def positions(self) -> dict[str, Position]:
        """The positions that are not zero."""
        rows = self._base.execute("SELECT symbol, quantity, cost FROM positions ORDER BY symbol")
        found = (Position(row[0], Decimal(row[1]), Decimal(row[2])) for row in rows)
        return {each.symbol: each for each in found if each.quantity}

    def set_position(self, position: Position) -> None:
        """Replace the position in a symbol."""
        self._base.execute(
            "INSERT OR REPLACE INTO positions VALUES (?, ?, ?)",
            (position.symbol, str(position.quantity), str(position.cost)),
        )

    def price(self, symbol: str) -> Decimal | None:
        """The last price seen."""
        row = self._base.execute("SELECT price FROM prices WHERE symbol = ?", (symbol,)).fetchone()
        return Decimal(row[0]) if row else None

    def set_price(self, symbol: str, price: Decimal) -> None:
        """Remember the last price seen."""
        self._base.execute("INSERT OR REPLACE INTO prices VALUES (?, ?)", (symbol, str(price)))


def _fill(row: tuple[int, str, str, str, str, str, str]) -> Fill:
    return Fill(row[0], row[1], Side(row[2]), *map(Decimal, row[3:]))


def _order(row: tuple[int, str, str, str, str, str, str | None, str, str | None]) -> Order:
    number, client_id, symbol, side, quantity, kind, price, status, reason = row
    request = OrderRequest(
        client_id,
        symbol,
        Side(side),
        Decimal(quantity),
        OrderType(kind),
        None if price is None else Decimal(price),
    )
    return Order(number, request, OrderStatus(status), Reason(reason) if reason else None)
