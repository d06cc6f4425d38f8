"""How often the regression rule finds a slower run, and how often it is wrong: simulated, seeded.

    python -m benchmarks.regression_rule

Two sets of ten rounds are drawn many times, the second one slower by a factor. The noise is that
of real rounds (the committed baseline's, each divided by the median of its case, where the cases
lie in one pool), and that of a busy machine, which is modelled: rounds that are up to some tenths
slower than the fastest, and one in seven up to twice as slow. Bare rules are shown beside ours.
"""

from __future__ import annotations

import random
import statistics
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from rustybt_ops.bench.compare import FASTEST_LIMIT, MEDIAN_LIMIT, ROUNDS, Run, read_run

BASELINE = Path(__file__).parents[1] / ".benchmarks" / "benchmark-baseline.json"
SLOWER = (0, 10, 20, 21, 25, 30, 50)  # percent
TRIALS = 4000
_SEED = 20251011

Rounds = list[float]
Noise = Callable[[random.Random], float]
Rule = Callable[[Rounds, Rounds], bool]


def ours(before: Rounds, after: Rounds) -> bool:
    """The rule of scripts/check_performance_regression.py."""
    middle = statistics.median(after) / statistics.median(before)
    return middle > MEDIAN_LIMIT and min(after) / min(before) > FASTEST_LIMIT


def median_alone(before: Rounds, after: Rounds) -> bool:
    """Whether the median is 20% slower."""
    return statistics.median(after) / statistics.median(before) > MEDIAN_LIMIT


def mean_alone(before: Rounds, after: Rounds) -> bool:
    """Whether the mean is 20% slower."""
    return statistics.fmean(after) / statistics.fmean(before) > MEDIAN_LIMIT


def slowest_alone(before: Rounds, after: Rounds) -> bool:
    """Whether the slowest of ten rounds, which is their 95th percentile, is 20% slower."""
    return max(after) / max(before) > MEDIAN_LIMIT


RULES: dict[str, Rule] = {
    "ours": ours,
    "median alone": median_alone,
    "mean alone": mean_alone,
    "p95 alone": slowest_alone,
}


def measured(run: Run) -> Noise:
    """Noise as in the rounds of a run; memory, which has none, is left out."""
    pool = [
        each / statistics.median(samples)
        for case, samples in run.samples.items()
        if run.suites[case] != "memory"
        for each in samples
    ]
    return lambda dice: dice.choice(pool)


def busy(dice: random.Random) -> float:
    """Noise of a machine that does other things as well."""
    return 1 + dice.expovariate(12) + (dice.random() < 1 / 7) * dice.random()


def rates(noise: Noise, percent: int, trials: int = TRIALS) -> dict[str, float]:
    """How often each rule fires when the second run is slower by so many percent."""
    dice = random.Random(f"{_SEED}-{percent}")  # noqa: S311 - a simulation
    fired = dict.fromkeys(RULES, 0)
    for _ in range(trials):
        before = [noise(dice) for _ in range(ROUNDS)]
        after = [(1 + percent / 100) * noise(dice) for _ in range(ROUNDS)]
        for name, rule in RULES.items():
            fired[name] += rule(before, after)
    return {name: count / trials for name, count in fired.items()}


def table(noise: Noise) -> list[str]:
    """The rates as a Markdown table."""
    rows = [f"| slower by | {' | '.join(RULES)} |", "|---" * (len(RULES) + 1) + "|"]
    for percent in SLOWER:
        found = rates(noise, percent)
        rows.append(f"| {percent}% | " + " | ".join(f"{found[each]:.2%}" for each in RULES) + " |")
    return rows


def report() -> str:
    """Both tables."""
    tables: Sequence[tuple[str, Noise]] = (
        ("Noise of the committed baseline's rounds:", measured(read_run(BASELINE))),
        ("Noise of a busy machine:", busy),
    )
    return "\n\n".join("\n".join([title, "", *table(noise)]) for title, noise in tables)


if __name__ == "__main__":
    print(report())  # noqa: T201 - the report
    sys.exit(0)
