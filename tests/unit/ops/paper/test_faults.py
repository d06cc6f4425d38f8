from __future__ import annotations

from pathlib import Path

import pytest

from rustybt_ops.database import Database
from rustybt_ops.feeds.bars import Interval
from rustybt_ops.journal.events import Reason
from rustybt_ops.paper.ended import Ended
from rustybt_ops.paper.faults import Fault, Kind, rehearse
from rustybt_ops.paper.measure import measure
from rustybt_ops.uptime.summary import Summary
from tests.unit.ops.paper.rehearsal import DAY, START, Churn, Waves, plan

HEARTBEAT = 30.0
PLANTED = (
    Fault(Kind.KILL, 1 * DAY + 3600, 600),
    Fault(Kind.FEED, 3 * DAY, 3600),
    Fault(Kind.REBOOT, 5 * DAY + 900, 240),
    Fault(Kind.SUSPEND, 8 * DAY + 1800, 5400),
    Fault(Kind.LOOP, 11 * DAY, 1200),
    Fault(Kind.SHUTDOWN, 14 * DAY, 60),
    Fault(Kind.NETWORK, 17 * DAY, 5400),
    Fault(Kind.KILL, 20 * DAY + 60, 90),
    Fault(Kind.FEED, 24 * DAY, 7200),
    Fault(Kind.KILL, 29 * DAY + 86_100, 120),
)
TROUBLE = {Kind.FEED: "feed", Kind.NETWORK: "feed", Kind.LOOP: "loop"}


def run(folder: Path, days: float, *faults: Fault) -> tuple[Ended, Summary]:
    asked = plan(days, HEARTBEAT, Interval.QUARTER)
    source = Waves(round((days + 1) * DAY), Interval.QUARTER)
    ended = rehearse(folder, asked, Churn, source, faults)
    measured = measure(folder, asked.run_id, asked.planned_end / 1000 + DAY)  # it ends itself
    assert measured
    assert (measured[1].torn, measured[1].foreign, measured[0].session.missing) == (0, 0, 0)
    return ended, measured[0]


def table(folder: Path, statement: str) -> list[tuple[object, ...]]:
    base = Database(folder / "paper-trade.sqlite", read_only=True)
    try:
        return base.execute(statement).fetchall()
    finally:
        base.close()


def test_thirty_days_with_ten_outages(tmp_path: Path) -> None:
    ended, summary = run(tmp_path, 30, *PLANTED)
    assert ended.reason is Reason.COMPLETED
    assert summary.total == 30 * DAY
    assert summary.session.terms.virtual
    found = summary.session.ledger.incidents
    assert len(found) == len(PLANTED)
    for incident, fault in zip(found, PLANTED, strict=True):
        assert incident.trouble == TROUBLE.get(fault.kind, "process")
        assert abs(incident.start - START / 1000 - fault.start) <= HEARTBEAT
        assert abs(incident.end - START / 1000 - fault.end) <= HEARTBEAT
    lost = sum(fault.seconds for fault in PLANTED)
    # a feed that has raised errors is asked again a little later; all else is exact
    assert 0 <= summary.service_downtime - lost < HEARTBEAT
    planted = 100 * (30 * DAY - lost) / (30 * DAY)
    assert summary.service_uptime == pytest.approx(planted, abs=100 * HEARTBEAT / (30 * DAY))
    assert not summary.met
    # nothing lost, nothing twice: each bar has its order, by the strategy's own count
    bars = table(tmp_path, "SELECT count(*) FROM bars")[0][0]
    sides = [row[0] for row in table(tmp_path, "SELECT side FROM orders ORDER BY id")]
    assert bars == len(sides) == 30 * DAY // 900 - 1  # the last bar ends with the session
    assert sides == ["buy" if number % 3 else "sell" for number in range(1, len(sides) + 1)]
    twice = "SELECT order_id FROM turns WHERE turn = 'filled' GROUP BY 1 HAVING count(*) > 1"
    assert table(tmp_path, twice) == []


@pytest.mark.parametrize("kind", list(Kind))
def test_one_fault_a_session(tmp_path: Path, kind: Kind) -> None:
    undisturbed = tmp_path / "undisturbed"
    run(undisturbed, 1)
    ended, summary = run(tmp_path / "struck", 1, Fault(kind, 36_000, 3600))
    assert ended.reason is Reason.COMPLETED
    assert summary.session.ledger.count == (kind is not Kind.CLOCK)
    assert summary.total == DAY
    # the trades are those of a session to which nothing happened
    wanted = (
        "SELECT symbol, side, fills.quantity, fills.price FROM fills"
        " JOIN orders ON id = order_id ORDER BY id"
    )
    assert table(tmp_path / "struck", wanted) == table(undisturbed, wanted)


def test_a_clock_that_is_set_back_moves_the_end_along(tmp_path: Path) -> None:
    ended, summary = run(tmp_path, 1, Fault(Kind.CLOCK, 7200, -3600))
    assert ended.reason is Reason.COMPLETED
    assert summary.session.clock.count == 1
    assert summary.total == DAY
    assert summary.service_uptime == 100
