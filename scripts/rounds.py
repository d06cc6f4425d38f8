"""The rounds of one revision, each measured by itself, as one result document."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rustybt_ops.bench.compare import BenchmarkFileError
from rustybt_ops.bench.summary import figures
from rustybt_ops.results.model import Status, worst


def read(path: Path) -> dict[str, Any]:
    """The document that one round has written.

    Raises:
        BenchmarkFileError: It is none.
    """
    try:
        found = json.loads(path.read_text("utf-8"))
        if found["command"] == "benchmark":
            return dict(found)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BenchmarkFileError(f"{path.name} is no result of a benchmark: {error!r}") from error
    raise BenchmarkFileError(f"{path.name} is the result of {found['command']}")


def merged(documents: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """One document with the samples of all; a check fails if it fails in most rounds.

    Args:
        documents: One a round, in their order.

    Raises:
        ValueError: There is none.
    """
    if not documents:
        raise ValueError("no round was measured")
    samples = [
        {**sample, "round": number}
        for number, each in enumerate(documents, 1)
        for sample in each["samples"]
    ]
    checks = _checks(documents)
    cases = dict.fromkeys(str(each["case"]) for each in samples)
    return {
        **documents[0],
        "finished": documents[-1]["finished"],
        "duration_seconds": round(sum(each["duration_seconds"] for each in documents), 3),
        "parameters": {**documents[0]["parameters"], "rounds": len(documents)},
        "samples": samples,
        "checks": checks,
        "status": worst(Status(each["status"]) for each in checks),
        "metrics": {
            f"{case}.{name}": value
            for case in cases
            for name, value in figures(samples, case).metrics().items()
        },
    }


def _checks(documents: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of each check the round that stands in the middle, from the worst to the best."""
    order = [Status.FAIL, Status.WARN, Status.SKIPPED, Status.PASS]
    made = []
    for name in dict.fromkeys(check["name"] for each in documents for check in each["checks"]):
        found = [check for each in documents for check in each["checks"] if check["name"] == name]
        found.sort(key=lambda check: (order.index(Status(check["status"])), -_value(check)))
        counts = Counter(str(check["status"]) for check in found)
        told = ", ".join(f"{status} {count}" for status, count in counts.items())
        middle = found[len(found) // 2]
        made.append({**middle, "detail": f"{middle.get('detail', '')} (rounds: {told})".strip()})
    return made


def _value(check: dict[str, Any]) -> float:
    value = check.get("value")
    return float(value) if isinstance(value, int | float) else 0.0


def differing(document: Mapping[str, Any]) -> list[str]:
    """The cases whose rounds came to different results."""
    samples = document["samples"]
    results = {
        str(case): {each.get("result") for each in samples if each["case"] == case}
        for case in dict.fromkeys(each["case"] for each in samples)
    }
    return [case for case, found in results.items() if len(found) > 1]
