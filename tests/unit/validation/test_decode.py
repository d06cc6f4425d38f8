from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from doccheck.schemas import FOLDER
from doccheck.validation.decode import DocumentError, decode
from doccheck.validation.document import Status
from tests.unit.validation.conftest import DATA, Document, recorded

SCHEMA = json.loads((FOLDER / "result.schema.json").read_text())
FILES = sorted((DATA / "results").glob("*.json"))
VALUES: tuple[Any, ...] = (None, 7, -1, True, "text", "", [], {}, [1], [None], {"a": []}, 1.5)


def accepted(document: Document) -> bool:
    return bool(jsonschema.Draft202012Validator(SCHEMA).is_valid(document))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_recorded_documents(path: Path) -> None:
    document = json.loads(path.read_text())
    assert accepted(document)
    result = decode(document, path.name)
    assert result.command == document["command"]
    assert result.status == document["status"]
    assert len(result.checks) == len(document["checks"])
    assert result.simulated == document.get("simulated", False)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_the_schema_accepts_is_read(path: Path) -> None:
    """Every field replaced by every kind of value: nothing valid is refused, nothing crashes."""
    document = json.loads(path.read_text())
    tried = 0
    for field in (*document, "extra"):
        for value in VALUES:
            changed = {**document, field: value}
            tried += 1
            try:
                decode(changed, "x.json")
            except DocumentError:
                if field == "details" and document["command"] == "doccheck run":
                    continue  # the schema leaves the details to the command
                assert not accepted(changed) or field == "command", (field, value)
    assert tried > 100


@pytest.mark.parametrize("name", ["checks", "endpoints", "samples"])
@pytest.mark.parametrize("value", [None, 1, "x", [], {"name": {}}])
def test_faulty_rows_are_refused(name: str, value: object) -> None:
    document = recorded("test-broker-binance")
    document[name] = [value]
    with pytest.raises(DocumentError):
        decode(document, "x.json")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"schema_version": 2}, "schema_version is 2"),
        ({"schema_version": True}, "schema_version is True"),
        ({"command": "deploy"}, "'deploy'"),
        ({"status": "fine"}, "'fine'"),
        ({"started": "yesterday"}, "started is no moment"),
        ({"started": "2026-01-02T03:04:05"}, "no time zone"),
        ({"metrics": {"x": float("nan")}}, "no finite number"),
        ({"metrics": {"x": 10**400}}, "no finite number"),
        ({"argv": None}, "no argv"),
    ],
)
def test_the_reason_is_said(document: Document, changes: Document, words: str) -> None:
    with pytest.raises(DocumentError, match=words):
        decode({**document, **changes}, "x.json")


@pytest.mark.parametrize("data", [None, [], "text", 3])
def test_no_document(data: object) -> None:
    with pytest.raises(DocumentError, match="not a JSON object"):
        decode(data, "x.json")


def test_a_virtual_clock_or_one_stand_in_is_simulated(document: Document) -> None:
    clock = {"kind": "virtual", "simulated": True}
    assert decode({**document, "clock": clock}, "x").simulated
    endpoints = [
        {"kind": "broker", "name": name, "network": "paper", "url": None, "note": "",
         "simulated": name == "b"}
        for name in "ab"
    ]  # fmt: skip
    assert decode({**document, "endpoints": endpoints}, "x").simulated
    assert not decode(document, "x").simulated


def test_a_damaged_run_record() -> None:
    document = recorded("doccheck-run")
    assert decode(document, "x").status is Status.FAIL
    for damage in ({"seconds": "x"}, {"file": 3}, {"outcome": "fine"}, {"commands": [1]}):
        broken = copy.deepcopy(document)
        broken["details"]["executions"][0].update(damage)
        with pytest.raises(DocumentError, match="damaged record"):
            decode(broken, "x")
