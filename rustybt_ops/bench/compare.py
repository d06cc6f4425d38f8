"""Whether a run is slower than a baseline, by a rule that noise does not set off.

A case has regressed if its median is more than 20% and its fastest round more than 10% above the
baseline's. Both are needed: a busy machine moves the median, but rarely the fastest of ten rounds.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Any

from rustybt_ops.errors import ConfigurationError
from rustybt_ops.files import read_file, reason
from rustybt_ops.statistics import median

MEDIAN_LIMIT = 1.20
FASTEST_LIMIT = 1.10
_LARGEST = 100_000_000  # bytes of a result document
ROUNDS = 10  # fewer on either side prove nothing
NOT_COMPARABLE = 3  # exit code

_METRICS = {"memory": "peak_mb"}
_DEFAULT_METRIC = "cpu_seconds"


class BenchmarkFileError(ConfigurationError):
    """A file is not the result document of a benchmark."""


class NotComparableError(ConfigurationError):
    """Two runs cannot be compared: other machine, other work, or too few rounds."""


@dataclass(frozen=True, slots=True)
class Run:
    """What the comparison needs of a result document.

    Attributes:
        machine: On what it ran.
        workload: The version of the work.
        suites: By case, where it belongs.
        samples: By case, what was measured: processor time, or memory in the suite of that name.
    """

    machine: Mapping[str, object]
    workload: object
    suites: Mapping[str, str]
    samples: Mapping[str, list[float]]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One case against its baseline: ratios above 1 are slower, or need more memory."""

    case: str
    metric: str
    baseline: float
    current: float
    median_ratio: float
    fastest_ratio: float

    @property
    def regressed(self) -> bool:
        """Whether the rule says so."""
        return self.median_ratio > MEDIAN_LIMIT and self.fastest_ratio > FASTEST_LIMIT

    def __str__(self) -> str:
        word = "REGRESSED" if self.regressed else "ok"
        return (
            f"{self.case}: {word}, {self.metric} median {self.current:.4g} against "
            f"{self.baseline:.4g} ({self.median_ratio:.2f} times), fastest round "
            f"{self.fastest_ratio:.2f} times"
        )


def read_run(path: Path) -> Run:
    """The run in a result document.

    Raises:
        BenchmarkFileError: It cannot be read, or is no result of a benchmark.
    """
    how = "Write one: rustybt-ops benchmark --suite all --rounds 10 --output FILE"
    try:
        found = json.loads(read_file(path, _LARGEST))
    except FileNotFoundError:
        raise BenchmarkFileError(f"there is no file {path}", advice=how) from None
    except OSError as error:
        raise BenchmarkFileError(f"{path} cannot be read: {reason(error)}", advice=how) from error
    except (ValueError, RecursionError) as error:
        raise BenchmarkFileError(f"{path} is not JSON", advice=how) from error
    try:
        return run_of(found)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        why = f"it lacks {error}" if isinstance(error, KeyError) else str(error)
        message = f"{path} is no result of a benchmark: {why}"
        raise BenchmarkFileError(message, advice=how) from error


def run_of(document: Mapping[str, Any]) -> Run:
    """The run in a document.

    Raises:
        KeyError: Something is missing.
        ValueError: A sample is no positive number.
    """
    if document["command"] != "benchmark":
        raise ValueError(f"it is one of {document['command']}")
    suites = {str(case): str(suite) for case, suite in document["details"]["suites"].items()}
    samples: dict[str, list[float]] = {}
    for each in document["samples"]:
        case = str(each["case"])
        value = float(each[_metric(suites[case])])
        if not (value > 0 and isfinite(value)):
            raise ValueError(f"a sample of {case} is {value}")
        samples.setdefault(case, []).append(value)
    machine = dict(document["details"]["machine"])
    return Run(machine, document["details"]["workload"], suites, samples)


def compare(baseline: Run, current: Run) -> list[Comparison]:
    """Compare all cases of the suites that the current run has measured.

    Raises:
        NotComparableError: The two cannot be compared.
    """
    _require_same(baseline, current)
    measured = set(current.suites.values())
    wanted = [case for case, suite in baseline.suites.items() if suite in measured]
    if not wanted:
        raise NotComparableError(f"the baseline is not of the suite {', '.join(sorted(measured))}")
    made = []
    for case in wanted:
        before, after = baseline.samples.get(case, []), current.samples.get(case, [])
        fewest = min(len(before), len(after))
        if fewest < ROUNDS:
            raise NotComparableError(
                f"{case} has {len(before)} rounds in the baseline and {len(after)} now; "
                f"{ROUNDS} are needed on both sides",
                advice=f"Run the benchmark with --rounds {ROUNDS}.",
            )
        made.append(_compared(case, _metric(baseline.suites[case]), before, after))
    return made


def _compared(case: str, metric: str, before: list[float], after: list[float]) -> Comparison:
    middle, now = median(before), median(after)
    return Comparison(case, metric, middle, now, now / middle, min(after) / min(before))


def _require_same(baseline: Run, current: Run) -> None:
    names = sorted({*baseline.machine, *current.machine})
    differ = [
        f"{name}: {baseline.machine.get(name)} against {current.machine.get(name)}"
        for name in names
        if baseline.machine.get(name) != current.machine.get(name)
    ]
    if baseline.workload != current.workload:
        differ.append(f"workload: {baseline.workload} against {current.workload}")
    if differ:
        raise NotComparableError(
            f"the baseline was measured elsewhere ({'; '.join(differ)})",
            advice="Measure the baseline on this machine: rustybt-ops benchmark --suite all "
            "--rounds 10 --output FILE",
        )


def _metric(suite: str) -> str:
    return _METRICS.get(suite, _DEFAULT_METRIC)
