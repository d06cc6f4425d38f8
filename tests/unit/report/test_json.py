from __future__ import annotations

import json
from importlib.resources import files

import pytest
from jsonschema import Draft202012Validator
from msgspec.structs import replace

from doccheck.model.finding import Finding
from doccheck.model.report import Report, build
from doccheck.model.resolution import SkipReason
from doccheck.report.formats import render
from doccheck.report.jsonout import references_document

SCHEMA = json.loads(files("doccheck.schemas").joinpath("report.schema.json").read_text("utf-8"))


def _valid(data: object) -> None:
    Draft202012Validator(SCHEMA).validate(data)


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$defs"]["skip"]["properties"]["reason"]["enum"] == sorted(SkipReason)


@pytest.mark.parametrize("name", ["report", "empty", "skipped_only", "clean"])
def test_the_output_follows_the_schema(name: str, request: pytest.FixtureRequest) -> None:
    one: Report = request.getfixturevalue(name)
    _valid(json.loads(render(one, "json")))


def test_the_contract(finding: Finding) -> None:
    data = json.loads(render(build(files=1, findings=[finding]), "json"))
    assert data["findings"] == [
        {
            "code": "DC101",
            "name": "unknown-command",
            "severity": "error",
            "message": "`shop orders` has no command `lst`",
            "file": "docs/a.md",
            "line": 4,
            "column": 13,
            "end_line": 4,
            "end_column": 16,
            "program": "shop",
            "command": "shop orders",
            "source": "shop orders lst",
            "suggestion": "list",
            "help": "did you mean `list`?",
            "detail": "",
            "fixes": [
                {
                    "title": "Replace `lst`",
                    "applicability": "safe",
                    "edits": [{"start": 17, "end": 20, "content": "list"}],
                }
            ],
        }
    ]
    assert data["summary"]["errors"] == 1


def test_the_sums_add_up(report: Report) -> None:
    data = json.loads(render(report, "json"))
    sums = data["summary"]
    assert sums["references"] == sums["checked"] + sums["skipped"]
    assert sums["skipped"] == len(data["skipped"]) == 2
    assert sums["findings"] == len(data["findings"])
    assert sums["findings"] == sums["errors"] + sums["warnings"] + sums["infos"]
    assert [one["reason"] for one in data["not_read"]] == ["file-not-read"]


def test_references_are_listed_with_their_verdict(report: Report) -> None:
    data = references_document(report)
    _valid({**data, "findings": [], "skipped": []})
    first = data["references"][0]
    assert (first["file"], first["line"], first["program"]) == ("docs/a.md", 4, "shop")
    assert first["argv"] == ["orders", "lst"]
    assert first["verdict"] == "refused"


def test_lone_surrogates_can_be_written() -> None:
    report = build(files=1)
    text = render(replace(report, notes=("\udc80",)), "json")
    text.encode("ascii")
