"""Run the measurements and print a Markdown table; exit with 1 if a limit is not kept."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

from benchmarks.checking import checking, scale, startup
from benchmarks.engine import engine
from benchmarks.log import log
from benchmarks.measure import Ratio, Skipped
from benchmarks.mkdocs_overhead import overhead
from benchmarks.runners import runners
from benchmarks.sandbox import sandbox
from benchmarks.uptime import uptime, uptime_large

Suite = Callable[[], Iterator[Ratio | Skipped]]

SUITES: dict[str, Suite] = {
    "startup": startup,
    "check": checking,
    "scale": scale,
    "engine": engine,
    "sandbox": sandbox,
    "log": log,
    "uptime": uptime,
}
# Minutes, and gigabytes or packages from the network.
ON_DEMAND: dict[str, Suite] = {
    "uptime-large": uptime_large,
    "runners": runners,
    "mkdocs": overhead,
}


def main() -> int:
    """Run the suites named on the command line, or all that are quick."""
    unknown = [name for name in sys.argv[1:] if name not in {**SUITES, **ON_DEMAND}]
    if unknown:
        known = ", ".join({**SUITES, **ON_DEMAND})
        print(f"unknown suite {unknown[0]}; known: {known}", file=sys.stderr)  # noqa: T201 - a fault
        return 2
    print("| measured | against | ratio | limit | |\n|---|---|---|---|---|")  # noqa: T201 - the report
    kept = True
    for name in sys.argv[1:] or SUITES:
        for ratio in {**SUITES, **ON_DEMAND}[name]():
            print(ratio.row(), flush=True)  # noqa: T201 - the report
            kept &= ratio.kept
    return 0 if kept else 1


sys.exit(main())
