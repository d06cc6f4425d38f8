"""All quality checks, in the order in which a reader wants them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from rustybt_ops.quality import structure, values
from rustybt_ops.quality.subject import Subject
from rustybt_ops.results.checks import skipped
from rustybt_ops.results.model import Check

CHECKS: Mapping[str, Callable[[Subject], Check]] = {
    "schema": structure.schema,
    "timestamps": structure.timestamps,
    "sessions": structure.sessions,
    "ohlc": values.ohlc,
    "prices": values.prices,
    "volume": values.volume,
    "tail": structure.tail,
    "outliers": values.outliers,
    "splits": values.splits,
    "records": structure.records,
}


_WITHOUT_BARS = frozenset({"schema", "sessions", "records"})  # these tell that there are none


def look_at(subject: Subject, name: str) -> Check:
    """Make one check; where there are no bars, most have nothing to look at."""
    if not len(subject.raw) and name not in _WITHOUT_BARS:
        return skipped(name, "there are no bars")
    return CHECKS[name](subject)


def examine(subject: Subject) -> list[Check]:
    """Make all checks."""
    return [look_at(subject, name) for name in CHECKS]
