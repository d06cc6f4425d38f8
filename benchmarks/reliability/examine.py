"""Database, log and strategy of a session, held against each other."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

from rustybt_ops.brokers.store import Store
from rustybt_ops.database import Database
from rustybt_ops.journal.logfile import rotated
from rustybt_ops.paper.folder import BASE_NAME
from rustybt_ops.paper.state import State
from tests.unit.ops.paper.rehearsal import plan

LOG = "paper-trade.log"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; what could not be done here has a reason instead of figures."""

    what: str
    faults: int = 0
    entries: int = 0
    fills: int = 0
    lost: int = 0
    doubled: int = 0
    skipped: str = ""

    def plus(self, other: Row) -> Row:
        """Both together: the same fault in two sessions."""
        return Row(
            self.what,
            self.faults + other.faults,
            self.entries + other.entries,
            self.fills + other.fills,
            self.lost + other.lost,
            self.doubled + other.doubled,
        )

    def text(self) -> str:
        """The line in Markdown."""
        if self.skipped:
            return f"| {self.what} | skipped: {self.skipped} | | | | |\n"
        return (
            f"| {self.what} | {self.faults} | {self.entries:,} | {self.fills:,} "
            f"| {self.lost} | {self.doubled} |\n"
        )


@dataclass(frozen=True, slots=True)
class Moment:
    """At what a process was when it was killed.

    Attributes:
        undecided: A bar was kept, and the strategy had not yet decided about it.
        open_order: An order was placed and not yet filled.
        unrepeated: The database had entries that the log had not.
    """

    undecided: bool
    open_order: bool
    unrepeated: bool


def moment(folder: Path) -> Moment:
    """Look at what a killed process has left."""
    base = Database(folder / BASE_NAME, read_only=True)
    try:
        state = State(base)
        last = base.execute("SELECT max(seq) FROM entries").fetchone()[0]
        undecided, waiting = state.last_bar() != state.decided, bool(Store(base).open_orders())
    finally:
        base.close()
    tail = (folder / LOG).read_bytes()[-4096:].rpartition(b"\n")[0]
    shown = f'"seq":{last},'.encode() in tail
    return Moment(undecided, waiting, not shown)


def entry_lines(folder: Path) -> list[bytes]:
    """The lines of the log, its earlier parts first."""
    log = folder / LOG
    paths = [*(path for _, path in rotated(log)), log]
    return b"".join(path.read_bytes() for path in paths).split(b"\n")


def counted(folder: Path, table: str) -> int:
    """The rows of a table."""
    base = Database(folder / BASE_NAME, read_only=True)
    try:
        found = base.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608 - our names
        return int(found[0])
    finally:
        base.close()


def looked_through(folder: Path, what: str, faults: int) -> Row:
    """Count what is lost and what is there twice."""
    entries = [json.loads(each) for each in entry_lines(folder) if each.endswith(b"}")]
    shown = {each["seq"] for each in entries}
    fill_ids = {each["seq"]: each["fill_id"] for each in entries if each["event"] == "fill"}
    base = Database(folder / BASE_NAME, read_only=True)
    try:
        total = base.execute("SELECT count(*), max(seq) FROM entries").fetchone()
        times = [row[0] for row in base.execute("SELECT time FROM bars ORDER BY time")]
        sides = [row[0] for row in base.execute("SELECT side FROM orders ORDER BY id")]
        store = Store(base)
        fills, cash = store.fills(), store.cash()
    finally:
        base.close()
    lost = (total[1] - total[0]) + len(set(range(1, total[1] + 1)) - shown) + _holes(times)
    wanted = ["buy" if number % 3 else "sell" for number in range(1, len(times) + 1)]
    lost += sum(a != b for a, b in zip(sides, wanted, strict=False)) + (len(times) - len(sides) > 1)
    doubled = len(fill_ids) - len(set(fill_ids.values())) + max(0, len(sides) - len(times))
    capital: Decimal = plan(1).capital
    doubled += cash != sum((fill.cash_flow for fill in fills), capital)
    return Row(what, faults, total[0], len(fills), lost, doubled)


def _holes(times: list[int]) -> int:
    """How many bars are missing between the first and the last."""
    step = min((b - a for a, b in pairwise(times)), default=1)
    return (times[-1] - times[0]) // step + 1 - len(times)
