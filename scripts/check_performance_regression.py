"""Compare a benchmark with the baseline: exit 0 if nothing regressed, 1 if something did.

Usage: python scripts/check_performance_regression.py [RESULTS] [--baseline FILE] [--summary FILE]

RESULTS is what `rustybt-ops benchmark --output benchmark-results.json` wrote. A case has regressed
if its median is more than 20% and its fastest round more than 10% above the baseline's, over ten
rounds or more. Exit code 2: a file is missing or no benchmark. Exit code 3: the two runs are not
comparable (another machine, other work, too few rounds), which never means that all is well.
With --summary the comparison is added to a file as Markdown.
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
    Comparison,
    NotComparableError,
    compare,
    read_run,
)
from rustybt_ops.errors import ExitCode, OpsError  # noqa: E402 - below the path

_BASELINE = ROOT / ".benchmarks" / "benchmark-baseline.json"


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare and return the exit code."""
    parser = argparse.ArgumentParser(description="Compare a benchmark with the baseline.")
    parser.add_argument("results", nargs="?", type=Path, default=Path("benchmark-results.json"))
    parser.add_argument("--baseline", type=Path, default=_BASELINE)
    parser.add_argument("--summary", type=Path, help="Markdown file to add the comparison to")
    given = parser.parse_args(arguments)
    try:
        made = compare(read_run(given.baseline), read_run(given.results))
    except NotComparableError as error:
        return told(given.summary, "Not comparable", error, NOT_COMPARABLE)
    except OpsError as error:
        return told(given.summary, "Error", error, error.exit_code)
    for each in made:
        print(each)  # noqa: T201 - the report
    worse = sum(each.regressed for each in made)
    verdict = f"{worse} of {len(made)} cases have regressed"
    print(verdict)  # noqa: T201 - the report
    _add(given.summary, [*_table(made), "", f"**{verdict}**"])
    return ExitCode.FAILED if worse else ExitCode.PASS


def told(summary: Path | None, word: str, error: OpsError, code: int) -> int:
    """Report a failure, to a Markdown file as well if one is given, and return the exit code."""
    text = f"{word}: {error.message}" + (f"\n{error.advice}" if error.advice else "")
    print(text, file=sys.stderr)  # noqa: T201 - the report
    _add(summary, [f"> {line}" for line in text.splitlines()])
    return code


def _table(made: Sequence[Comparison]) -> list[str]:
    rows = [
        "| case | measured | base | now | median | fastest | |",
        "|---|---|---|---|---|---|---|",
    ]
    for each in made:
        word = "**regressed**" if each.regressed else "ok"
        rows.append(
            f"| {each.case} | {each.metric} | {each.baseline:.4g} | {each.current:.4g} "
            f"| {each.median_ratio:.2f} | {each.fastest_ratio:.2f} | {word} |"
        )
    return rows


def _add(summary: Path | None, lines: Sequence[str]) -> None:
    if summary:
        with summary.open("a", encoding="utf-8") as stream:
            stream.write("\n".join(lines) + "\n\n")


if __name__ == "__main__":
    sys.exit(main())
