"""What faults cost a paper-trading session: `python -m benchmarks.reliability [--kills 200]`.

Prints a table in Markdown and writes it into docs/explanation/reliability.md. A session trades at
each bar; after its faults its database, its log and its strategy's own count must agree to the
last entry. Exits with 1 if anything was lost or doubled.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

from rustybt_ops.brokers.store import Store
from rustybt_ops.database import Database
from rustybt_ops.errors import ConfigurationError
from rustybt_ops.feeds.bars import Interval
from rustybt_ops.feeds.live import LiveBar
from rustybt_ops.feeds.replay import ReplayFeed
from rustybt_ops.files import write_atomically
from rustybt_ops.journal.logfile import rotated
from rustybt_ops.paper.clocks import RealSessionClock
from rustybt_ops.paper.faults import Fault, Kind, rehearse
from rustybt_ops.paper.folder import open_folder
from rustybt_ops.paper.plan import Plan
from rustybt_ops.paper.session import PaperSession
from rustybt_ops.paper.signals import stopping
from tests.unit.ops.paper.rehearsal import DAY, Churn, Waves, plan

PAGE = Path(__file__).resolve().parent.parent / "docs/explanation/reliability.md"
_SEED = 7
_PACE = 0.004
_PAGE_SIZE = 4096  # bytes; no file of a session is as small
_INTRO = """\
# Reliability of paper trading

Made by `python -m benchmarks.reliability`; nothing here is written by hand.

A session orders at each bar. It is struck by faults, resumed where its process ended, and then
looked through: the numbers of the entries in the database and in the log must be without a hole,
so must the bars, each bar must have its one order by the strategy's own count, no order may have
two fills, and the cash must be what the fills leave of the capital, to the last digit.

"""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    what: str
    faults: int
    entries: int
    fills: int
    lost: int
    doubled: int


class Erratic(ReplayFeed):
    """Hands out old bars again, among the new ones."""

    def poll(self, wait: float) -> Sequence[LiveBar]:
        """The new bars, after one from before."""
        bars = list(super().poll(wait))
        if bars and (old := self._next - 1 - self._next % 20) > 0:
            bars.insert(0, self._bars[old])
        return bars


def real_plan() -> Plan:
    """An hour's session under the real clock."""
    now = time.time_ns() // 1_000_000
    made = plan(1 / 24, 0.02, Interval.MINUTE)
    return replace(made, virtual=False, started=now, planned_end=now + 3_600_000)


def child(folder: Path, *, erratic: bool = False, during: Callable[[], None] | None = None) -> int:
    """Run a session in a process of its own, from what this one has imported; its number."""
    number = os.fork()
    if number:
        return number
    code = 1
    try:
        opened = open_folder(folder, resume=True, largest=200_000)
        kept = opened.plan
        make = Erratic if erratic else ReplayFeed
        feed = make(Waves(30 * DAY, Interval.MINUTE), Interval.MINUTE, pace=_PACE)
        session = PaperSession(
            opened, kept or real_plan(), Churn(), feed, RealSessionClock(), resumed=kept is not None
        )
        if during:
            threading.Thread(target=during, daemon=True).start()
        with stopping(session):
            session.run()
        code = 0
    except ConfigurationError:
        code = 2
    finally:
        os._exit(code)


def end(number: int, how: signal.Signals) -> int:
    """End a process and return its exit code; below zero the signal that ended it."""
    os.kill(number, how)
    return os.waitstatus_to_exitcode(os.waitpid(number, 0)[1])


def require(condition: bool, message: str) -> None:  # noqa: FBT001 - an assertion
    """Stop here unless the condition holds: the table would mean nothing."""
    if not condition:
        raise SystemExit(message)


def killed(folder: Path, kills: int) -> Row:
    """A process is killed at a random moment, again and again."""
    chance = random.Random(_SEED)  # noqa: S311 - moments, not secrets
    for _ in range(kills):
        number = child(folder)
        time.sleep(chance.uniform(0.01, 0.35))
        end(number, signal.SIGKILL)
    return clean_end(folder, "kill -9 at a random moment", kills)


def clean_end(folder: Path, what: str, faults: int) -> Row:
    """Let the session go on undisturbed for a moment, end it politely, and look it through."""
    number = child(folder)
    time.sleep(1.0)
    code = end(number, signal.SIGTERM)
    require(code == 0, f"the session did not end in good order: {code}")
    return looked_through(folder, what, faults)


def full_disk(folder: Path, times: int) -> Row:
    """Files may not grow for a while, as on a full disk."""

    def refuse() -> None:
        while not traded(folder):
            time.sleep(0.05)
        for _ in range(times):
            time.sleep(0.3)
            most = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
            resource.setrlimit(resource.RLIMIT_FSIZE, (_PAGE_SIZE, most))
            time.sleep(0.3)
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
        os.kill(os.getpid(), signal.SIGTERM)

    number = child(folder, during=refuse)
    os.waitpid(number, 0)
    told = sum(b'"category":"storage"' in each.read_bytes() for each in folder.glob("*.log*"))
    require(told > 0, "the disk has refused nothing")
    return clean_end(folder, "files that may not grow (a full disk)", times)


def second_sessions(folder: Path, times: int) -> Row:
    """Other processes try to run a session in the same folder."""
    first = child(folder)
    time.sleep(0.5)
    refused = 0
    for _ in range(times):
        number = child(folder)
        refused += os.waitstatus_to_exitcode(os.waitpid(number, 0)[1]) == 2  # noqa: PLR2004 - usage
    end(first, signal.SIGTERM)
    require(refused == times, f"{times - refused} second sessions were let in")
    return clean_end(folder, "a second session in the same folder (all refused)", times)


def erratic(folder: Path, _: int) -> Row:
    """The feed goes back in time."""
    number = child(folder, erratic=True)
    time.sleep(2.0)
    end(number, signal.SIGTERM)
    bars = counted(folder, "bars")
    return looked_through(folder, "bars from the past among the new ones", bars)


def planted(folder: Path, kind: Kind, times: int, what: str) -> Row:
    """Faults under a virtual clock."""
    seconds = {Kind.CLOCK: 900.0}.get(kind, 1800.0)
    faults = [
        Fault(
            kind, 7200 * (number + 1), seconds * (-1) ** number if kind is Kind.CLOCK else seconds
        )
        for number in range(times)
    ]
    days = (7200 * (times + 2)) / DAY
    asked = plan(days, 30.0)
    rehearse(folder, asked, Churn, Waves(round((days + 1) * DAY)), faults)
    return looked_through(folder, what, times)


def traded(folder: Path) -> bool:
    """Whether the session in this folder has begun to trade."""
    log = folder / "paper-trade.log"
    return log.exists() and b'"event":"fill"' in log.read_bytes()


def counted(folder: Path, table: str) -> int:
    """The rows of a table."""
    base = Database(folder / "paper-trade.sqlite", read_only=True)
    try:
        found = base.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608 - our names
        return int(found[0])
    finally:
        base.close()


def looked_through(folder: Path, what: str, faults: int) -> Row:
    """Hold database, log and strategy against each other."""
    log = folder / "paper-trade.log"
    lines = b"".join(path.read_bytes() for path in [*(p for _, p in rotated(log)), log])
    entries = [json.loads(each) for each in lines.split(b"\n") if each.endswith(b"}")]
    shown = {each["seq"] for each in entries}
    fill_ids = {each["seq"]: each["fill_id"] for each in entries if each["event"] == "fill"}
    base = Database(folder / "paper-trade.sqlite", read_only=True)
    try:
        total = base.execute("SELECT count(*), max(seq) FROM entries").fetchone()
        times = [row[0] for row in base.execute("SELECT time FROM bars ORDER BY time")]
        sides = [row[0] for row in base.execute("SELECT side FROM orders ORDER BY id")]
        store = Store(base)
        fills, cash = store.fills(), store.cash()
    finally:
        base.close()
    step = min((b - a for a, b in pairwise(times)), default=1)
    holes = (times[-1] - times[0]) // step + 1 - len(times)
    wanted = ["buy" if number % 3 else "sell" for number in range(1, len(times) + 1)]
    lost = (total[1] - total[0]) + len(set(range(1, total[1] + 1)) - shown) + holes
    lost += sum(a != b for a, b in zip(sides, wanted, strict=False)) + (len(times) - len(sides) > 1)
    doubled = len(fill_ids) - len(set(fill_ids.values())) + max(0, len(sides) - len(times))
    doubled += cash != sum((fill.cash_flow for fill in fills), Decimal(1_000_000))
    return Row(what, faults, total[0], len(fills), lost, doubled)


def main() -> int:
    """Run everything, print and write the table; 1 if anything was lost or doubled."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("--output", type=Path, default=PAGE)
    asked = parser.parse_args()
    works: list[Callable[[Path], Row]] = [
        lambda folder: killed(folder, asked.kills),
        lambda folder: full_disk(folder, asked.times),
        lambda folder: second_sessions(folder, asked.times),
        lambda folder: erratic(folder, asked.times),
        lambda folder: planted(folder, Kind.NETWORK, asked.times, "a lost network (virtual clock)"),
        lambda folder: planted(folder, Kind.FEED, asked.times, "a silent feed (virtual clock)"),
        lambda folder: planted(folder, Kind.CLOCK, asked.times, "a wall clock set (virtual clock)"),
        lambda folder: planted(
            folder, Kind.LOOP, asked.times, "a blocked strategy (virtual clock)"
        ),
        lambda folder: planted(
            folder, Kind.REBOOT, asked.times, "the machine restarted (virtual clock)"
        ),
    ]
    rows = []
    for work in works:
        with tempfile.TemporaryDirectory(prefix="reliability-") as folder:
            rows.append(work(Path(folder)))
            print(rows[-1], file=sys.stderr, flush=True)  # noqa: T201 - a script
    text = _INTRO + table(rows)
    write_atomically(asked.output, text.encode())
    print(table(rows))  # noqa: T201 - a script
    return int(any(row.lost or row.doubled for row in rows))


def table(rows: Sequence[Row]) -> str:
    """The rows in Markdown."""
    head = (
        "| Fault | Faults | Entries | Fills | Lost | Doubled |\n"
        "| --- | ---: | ---: | ---: | ---: | ---: |\n"
    )
    return head + "".join(
        f"| {row.what} | {row.faults} | {row.entries:,} | {row.fills:,} "
        f"| {row.lost} | {row.doubled} |\n"
        for row in rows
    )


if __name__ == "__main__":
    sys.exit(main())
