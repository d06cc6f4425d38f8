"""Compare a benchmark with the baseline: exit 0 if nothing regressed, 1 if something did.

Usage: python scripts/check_performance_regression.py [RESULTS] [--baseline FILE]

RESULTS is what `rustybt-ops benchmark --output benchmark-results.json` wrote. A case has regressed
if its median is more than 20% and its fastest round more than 10% above the baseline's, over ten
rounds or more. Exit code 2: a file is missing or no benchmark. Exit code 3: the two runs are not
comparable (another machine, other work, too few rounds), which never means that all is well.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # run by path, the package beside it need not be installed

from rustybt_ops.bench.compare import (  # noqa: E402 - after the path
    NOT_COMPARABLE,
    NotComparableError,
    compare,
    read_run,
)
from rustybt_ops.errors import ExitCode, OpsError  # noqa: E402

_BASELINE = ROOT / ".benchmarks" / "benchmark-baseline.json"


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare and return the exit code."""
    parser = argparse.ArgumentParser(description="Compare a benchmark with the baseline.")
    parser.add_argument("results", nargs="?", type=Path, default=Path("benchmark-results.json"))
    parser.add_argument("--baseline", type=Path, default=_BASELINE)
    given = parser.parse_args(arguments)
    try:
        made = compare(read_run(given.baseline), read_run(given.results))
    except NotComparableError as error:
        return _told("Not comparable", error, NOT_COMPARABLE)
    except OpsError as error:
        return _told("Error", error, error.exit_code)
    for each in made:
        print(each)  # noqa: T201 - the report
    worse = sum(each.regressed for each in made)
    print(f"{worse} of {len(made)} cases have regressed")  # noqa: T201 - the report
    return ExitCode.FAILED if worse else ExitCode.PASS


def _told(word: str, error: OpsError, code: int) -> int:
    print(f"{word}: {error.message}", file=sys.stderr)  # noqa: T201 - the report
    if error.advice:
        print(error.advice, file=sys.stderr)  # noqa: T201 - the report
    return code


if __name__ == "__main__":
    sys.exit(main())
