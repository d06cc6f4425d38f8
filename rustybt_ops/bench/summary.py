"""From samples to figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rustybt_ops.results.model import Scalar
from rustybt_ops.statistics import median, percentile

ENOUGH_FOR_P99 = 100

Sample = Mapping[str, Scalar]


@dataclass(frozen=True, slots=True)
class Figures:
    """What the samples of one case amount to.

    Attributes:
        count: How many samples there are.
        median: Wall time in seconds; `p95` and `p99` likewise.
        cpu: The median of the processor time in seconds.
        bars: Bars in one round.
        peak_mb: The highest peak of memory in any round, in megabytes.
    """

    count: int
    median: float
    p95: float
    p99: float
    cpu: float
    bars: int
    peak_mb: float

    @property
    def bars_per_cpu_second(self) -> float:
        """Bars a second of processor time."""
        return self.bars / self.cpu if self.cpu else 0.0

    @property
    def p99_label(self) -> str:
        """What the 99th percentile is: of fewer than 100 samples, the largest of them."""
        return "p99" if self.count >= ENOUGH_FOR_P99 else f"p99 (maximum of {self.count})"

    def metrics(self) -> dict[str, Scalar]:
        """The figures by name."""
        return {
            "samples": self.count,
            "median_seconds": round(self.median, 6),
            "p95_seconds": round(self.p95, 6),
            "p99_seconds": round(self.p99, 6),
            "p99_is_maximum": self.count < ENOUGH_FOR_P99,
            "median_cpu_seconds": round(self.cpu, 6),
            "bars": self.bars,
            "bars_per_cpu_second": round(self.bars_per_cpu_second),
            "peak_mb": round(self.peak_mb, 3),
        }


def values(samples: Sequence[Sample], case: str, name: str) -> list[float]:
    """One figure of one case, by round."""
    return [float(each[name] or 0) for each in samples if each["case"] == case]


def figures(samples: Sequence[Sample], case: str) -> Figures:
    """What the samples of a case amount to."""
    wall = values(samples, case, "seconds")
    return Figures(
        len(wall),
        median(wall),
        percentile(wall, 0.95),
        percentile(wall, 0.99),
        median(values(samples, case, "cpu_seconds")),
        int(values(samples, case, "bars")[0]),
        max(values(samples, case, "peak_mb")),
    )
