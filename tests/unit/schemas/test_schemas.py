from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from doccheck import schemas
from doccheck.engine.record import write_record
from doccheck.model.finding import Finding, Severity
from doccheck.model.report import build
from doccheck.model.source import Range, Span

ROOT = Path(__file__).resolve().parents[3]
NAMES = sorted(path.name for path in schemas.FOLDER.glob("*.schema.json"))


@pytest.mark.parametrize("name", NAMES)
def test_every_schema_is_one_and_names_no_host(name: str) -> None:
    data = json.loads((schemas.FOLDER / name).read_text())
    jsonschema.Draft202012Validator.check_schema(data)
    assert data["$id"].startswith("urn:doccheck:")


def test_both_packages_hold_the_same_result_schema() -> None:
    ours = (schemas.FOLDER / "result.schema.json").read_bytes()
    assert (ROOT / "rustybt_ops" / "schemas" / "result.schema.json").read_bytes() == ours


@pytest.mark.parametrize("findings", [0, 2])
def test_the_record_of_a_check_is_a_result_document(tmp_path: Path, findings: int) -> None:
    finding = Finding(
        "DC101", "unknown-command", Severity.ERROR, "no such", "a.md", Span(0, 1), Range(1, 1, 1, 2)
    )
    path = tmp_path / "record.json"
    write_record(build(files=1, findings=[finding] * findings), path)
    schema = json.loads((schemas.FOLDER / "result.schema.json").read_text())
    jsonschema.validate(json.loads(path.read_text()), schema)
