"""All quality checks, in the order in which a reader wants them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from rustybt_ops.quality import structure, values
from rustybt_ops.quality.subject import Subject
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


def examine(subject: Subject) -> list[Check]:
    """Make all checks."""
    return [look(subject) for look in CHECKS.values()]
