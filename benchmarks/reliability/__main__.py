"""Strikes sessions, prints a table, and writes docs/explanation/reliability.md.

A session trades at each bar; after its faults its database, its log and its strategy's own count
must agree to the last entry. Exits with 1 if anything was lost or doubled.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.reliability.examine import Row
from benchmarks.reliability.faults import (
    at_once,
    erratic,
    full_disk,
    killed_starting,
    killed_trading,
    planted,
    second_sessions,
    small_files,
)
from rustybt_ops.files import write_atomically
from rustybt_ops.paper.faults import Kind

PAGE = Path(__file__).resolve().parents[2] / "docs/explanation/reliability.md"
_SEED = 7
_PLANTED = {
    Kind.NETWORK: "a lost network",
    Kind.FEED: "a silent feed",
    Kind.CLOCK: "a wall clock set",
    Kind.LOOP: "a blocked strategy",
    Kind.REBOOT: "the machine restarted",
}
_INTRO = """\
# Reliability of paper trading

Made by `python -m benchmarks.reliability`; nothing here is written by hand.

A session orders at each bar. It is struck by faults, resumed where its process ended, and then
looked through: the numbers of the entries in the database and in the log must be without a hole,
so must the bars, each bar must have its one order by the strategy's own count, no order may have
two fills, and the cash must be what the fills leave of the capital, to the last digit.

"""
_HEAD = """\
| Fault | Faults | Entries | Fills | Lost | Doubled |
| --- | ---: | ---: | ---: | ---: | ---: |
"""


def main() -> int:
    """Run everything, print and write the table; 1 if anything was lost or doubled."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=300, help="while it trades")
    parser.add_argument("--times", type=int, default=10, help="of each other fault")
    parser.add_argument("--output", type=Path, default=PAGE)
    asked = parser.parse_args()
    seen: Counter[str] = Counter()
    rows = []
    for work in works(asked.kills, asked.times, seen):
        with tempfile.TemporaryDirectory(prefix="reliability-") as folder:
            rows.append(work(Path(folder)))
            print(rows[-1], file=sys.stderr, flush=True)  # noqa: T201 - a script
    table = _HEAD + "".join(row.text() for row in rows)
    text = _INTRO + table + _moments(asked.kills, seen)
    write_atomically(asked.output, text.encode())
    print(table)  # noqa: T201 - a script
    return int(any(row.lost or row.doubled for row in rows))


def works(kills: int, times: int, seen: Counter[str]) -> Sequence[Callable[[Path], Row]]:
    """Everything that is to be done, each in a folder of its own."""
    chance = random.Random(_SEED)  # noqa: S311 - moments, not secrets
    return [
        lambda folder: killed_trading(folder, kills, chance, seen),
        lambda folder: killed_starting(folder, max(1, kills // 5), chance),
        lambda folder: full_disk(folder, times),
        lambda folder: small_files(folder, times),
        lambda folder: second_sessions(folder, times),
        lambda folder: at_once(folder, times),
        lambda folder: erratic(folder, times),
        *(
            lambda folder, kind=kind, what=what: planted(folder, kind, times, what)
            for kind, what in _PLANTED.items()
        ),
    ]


def _moments(kills: int, seen: Counter[str]) -> str:
    """What the killed processes were at."""
    return (
        f"\nOf the {kills} processes killed while they traded, {seen['open_order']} left an order "
        f"that was placed\nand not yet filled, {seen['undecided']} a bar about which the strategy "
        f"had not yet decided, and {seen['unrepeated']} a log\nthat lacked the last entries of "
        "the database: they were in the middle of a commit.\n"
    )


if __name__ == "__main__":
    sys.exit(main())
