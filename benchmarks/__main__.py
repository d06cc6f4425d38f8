"""Run the measurements and print a Markdown table; exit with 1 if a limit is not kept."""

from __future__ import annotations

import sys

from benchmarks.checking import checking, scale, startup

SUITES = {"startup": startup, "check": checking, "scale": scale}


def main() -> int:
    """Run the suites named on the command line, or all."""
    print("| measured | against | ratio | limit | |\n|---|---|---|---|---|")  # noqa: T201 - the report
    kept = True
    for name in sys.argv[1:] or SUITES:
        for ratio in SUITES[name]():
            print(ratio.row(), flush=True)  # noqa: T201 - the report
            kept &= ratio.kept
    return 0 if kept else 1


sys.exit(main())
