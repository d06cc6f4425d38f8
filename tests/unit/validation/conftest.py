from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from doccheck.validation.decode import decode
from doccheck.validation.document import Result

Document = dict[str, Any]
DATA = Path(__file__).resolve().parents[2] / "data" / "validation"


def recorded(name: str) -> Document:
    document: Document = json.loads((DATA / "results" / f"{name}.json").read_text())
    return document


@pytest.fixture
def document() -> Document:
    """A small result document that the schema accepts."""
    return {
        "schema_version": 1,
        "command": "test-broker",
        "argv": ["rustybt-ops", "test-broker"],
        "started": "2026-01-02T03:04:05Z",
        "finished": "2026-01-02T03:04:06Z",
        "status": "pass",
        "versions": {},
        "parameters": {"broker": "paper"},
        "checks": [{"name": "connection", "status": "pass"}],
        "metrics": {},
        "samples": [],
        "artifacts": [],
    }


@pytest.fixture
def result(document: Document) -> Callable[..., Result]:
    """Make a result of the small document with other fields."""
    return lambda file="one.json", **changes: decode({**document, **changes}, file)
