"""What can be told of a session from outside, whether it runs or not."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from rustybt_ops.brokers.orders import ZERO
from rustybt_ops.brokers.store import Store
from rustybt_ops.database import Database
from rustybt_ops.errors import ConfigurationError
from rustybt_ops.journal.decode import moment
from rustybt_ops.journal.writer import last_lines
from rustybt_ops.paper.folder import BASE_NAME, FINISHED
from rustybt_ops.paper.lock import holder
from rustybt_ops.paper.measure import measure
from rustybt_ops.paper.plan import Plan
from rustybt_ops.paper.state import State
from rustybt_ops.paper.verdict import progress
from rustybt_ops.uptime.incident import written

_LATE = 3  # heartbeats that may be missing before a process counts as stuck


@dataclass(frozen=True, slots=True)
class Status:
    """A session at a moment.

    Attributes:
        health: running, stuck (no heartbeat though its process lives), stopped (it may be
            resumed), or finished.
        told: Everything there is to tell, as JSON can hold it.
    """

    health: str
    told: dict[str, Any]

    @property
    def well(self) -> bool:
        """Whether nobody has to do anything."""
        return self.health in {"running", "finished"}


def look(folder: Path, now: float, events: int) -> Status:
    """Look at the session in a folder.

    Args:
        folder: Where it keeps its log.
        now: Wall time, seconds since 1970.
        events: How many of the last events are wanted, heartbeats not counted.

    Raises:
        ConfigurationError: There is no session.
        ServiceError: Its database cannot be read.
    """
    path = folder / BASE_NAME
    nothing = ConfigurationError(
        f"there is no session in {folder}",
        advice="Give the folder of its log with --log-dir, or begin one with paper-trade.",
    )
    if not path.is_file():
        raise nothing
    base = Database(path, read_only=True)
    try:
        state = State(base)
        text = state.fact("plan")
        if text is None:
            raise nothing
        return _status(folder, base, state, Plan.decode(text), now, events)
    finally:
        base.close()


def _status(
    folder: Path, base: Database, state: State, plan: Plan, now: float, events: int
) -> Status:
    made = [json.loads(line) for line in last_lines(base, 1)]
    beats = [json.loads(line) for line in last_lines(base, 1, heartbeats=True)]
    others = last_lines(base, events, heartbeats=False)
    process = holder(folder)
    last = made[-1]["timestamp"] if made else None
    at = now if not plan.virtual else _time(last)
    health = _health(state, process, beats, plan, now)
    measured = measure(folder, plan.run_id, at)
    summary = measured[0] if measured else None
    store = Store(base)
    positions, value = _positions(store)
    cash = store.cash() or ZERO
    told = {
        "session": plan.run_id,
        "health": health,
        "process": process,
        "simulated_clock": plan.virtual,
        "simulated_data": summary.session.terms.simulated if summary else None,
        "strategy": plan.strategy,
        "source": plan.source,
        "started": written(plan.started / 1000),
        "planned_end": written(int(state.fact("planned_end") or plan.planned_end) / 1000),
        "progress": progress(plan, at),
        "last_entry": last,
        "last_heartbeat": beats[-1] if beats else None,
        "cash": str(cash),
        "portfolio_value": str(cash + value),
        "positions": positions,
        "open_orders": [
            f"{each.request.side} {each.request.quantity} {each.request.symbol}"
            for each in store.open_orders()
        ],
        "fills": len(store.fills()),
        "service_uptime_percent": summary.service_uptime if summary else None,
        "process_uptime_percent": summary.process_uptime if summary else None,
        "incidents": summary.session.ledger.count if summary else None,
        "errors": dict(summary.session.tally.errors) if summary else {},
        "events": [json.loads(line) for line in others],
    }
    return Status(health, told)


def _health(
    state: State, process: int | None, beats: list[dict[str, Any]], plan: Plan, now: float
) -> str:
    if state.fact(FINISHED) is not None:
        return "finished"
    if process is None:
        return "stopped"
    late = beats and not plan.virtual and now - _time(beats[-1]["timestamp"])
    return "stuck" if late and late > _LATE * plan.heartbeat else "running"


def _positions(store: Store) -> tuple[list[dict[str, str]], Decimal]:
    """The positions with their prices, and what they are worth."""
    rows, total = [], ZERO
    for held in store.positions().values():
        price = store.price(held.symbol) or ZERO
        total += held.quantity * price
        rows.append({"symbol": held.symbol, "quantity": str(held.quantity), "price": str(price)})
    return rows, total


def _time(text: str | None) -> float:
    return 0.0 if text is None else moment(text)
