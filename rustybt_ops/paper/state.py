"""What a session remembers besides its journal: its plan, its bars, and what became of orders."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from rustybt_ops.database import Database
from rustybt_ops.feeds.live import LiveBar

_SCHEMA = """
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS bars (
    time INTEGER NOT NULL, symbol TEXT NOT NULL,
    open REAL NOT NULL, high REAL NOT NULL, low REAL NOT NULL, close REAL NOT NULL,
    volume REAL NOT NULL, PRIMARY KEY (time, symbol)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS turns (
    id INTEGER PRIMARY KEY, bar INTEGER NOT NULL, order_id INTEGER NOT NULL, turn TEXT NOT NULL,
    UNIQUE (order_id, turn)
);
"""
PLACED, FILLED, REJECTED, CANCELLED = "placed", "filled", "rejected", "cancelled"


class Turn(NamedTuple):
    """What became of an order at a bar: placed, filled, rejected or cancelled."""

    bar: int
    order_id: int
    turn: str


class State:
    """The session's memory.

    Args:
        base: Where it is kept.

    Raises:
        ServiceError: The database cannot be used.
    """

    def __init__(self, base: Database) -> None:
        self._base = base
        if not base.read_only:
            base.script(_SCHEMA)

    def fact(self, name: str) -> str | None:
        """A fact of this name, if it is known."""
        if self._base.read_only and "facts" not in self._base.tables:
            return None  # a process is about to begin a session, or was killed when it was
        row = self._base.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def set_fact(self, name: str, value: str) -> None:
        """Remember a fact."""
        self._base.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))

    @property
    def decided(self) -> int | None:
        """The time of the last bar about which the strategy has decided."""
        found = self.fact("decided")
        return None if found is None else int(found)

    def set_decided(self, time: int) -> None:
        """Remember that the strategy has decided about the bars of this time."""
        self.set_fact("decided", str(time))

    def add_bars(self, bars: Iterable[LiveBar]) -> None:
        """Keep bars."""
        rows = ((bar.time, bar.symbol, *bar[2:]) for bar in bars)
        self._base.executemany("INSERT INTO bars VALUES (?, ?, ?, ?, ?, ?, ?)", rows)

    def times(self) -> int:
        """At how many times there are bars."""
        found = self._base.execute("SELECT count(DISTINCT time) FROM bars").fetchone()
        return int(found[0])

    def last_bar(self) -> int | None:
        """The time of the latest bars."""
        found = self._base.execute("SELECT max(time) FROM bars").fetchone()[0]
        return None if found is None else int(found)

    def groups(self) -> Iterator[tuple[int, list[LiveBar]]]:
        """All bars by their time, oldest first."""
        rows = self._base.execute(
            "SELECT symbol, time, open, high, low, close, volume FROM bars ORDER BY time, symbol"
        )
        bars = (LiveBar(*row) for row in rows)
        for time, group in groupby(bars, lambda bar: bar.time):
            yield time, list(group)

    def add_turn(self, turn: Turn) -> None:
        """Remember what became of an order."""
        self._base.execute("INSERT INTO turns (bar, order_id, turn) VALUES (?, ?, ?)", turn)

    def turns(self) -> Iterator[Turn]:
        """What became of all orders, in the order in which it happened."""
        rows = self._base.execute("SELECT bar, order_id, turn FROM turns ORDER BY id")
        return (Turn(*row) for row in rows)
