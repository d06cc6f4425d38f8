from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator

from doccheck.model.report import Report, build
from doccheck.report.formats import render
from doccheck.report.options import RenderOptions
from doccheck.rules.registry import metas

DATA = Path(__file__).parents[2] / "data" / "sarif-2.1.0-rtm.5.schema.json"


def _run(report: Report) -> dict[str, Any]:
    run: dict[str, Any] = json.loads(render(report, "sarif"))["runs"][0]
    return run


@pytest.mark.parametrize("name", ["report", "empty", "skipped_only", "clean"])
def test_the_output_follows_the_official_schema(name: str, request: pytest.FixtureRequest) -> None:
    schema = json.loads(DATA.read_text(encoding="utf-8"))
    options = RenderOptions(docs_url="https://example.org/rules")
    log = json.loads(render(request.getfixturevalue(name), "sarif", options))
    Draft4Validator(schema).validate(log)
    assert log["version"] == "2.1.0"


def test_every_rule_is_described(report: Report) -> None:
    rules = _run(report)["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [meta.code for meta in metas()]
    assert rules[0]["name"] == "UnknownCommand"
    assert "## Why is this bad" in rules[0]["help"]["markdown"]


def test_a_result_points_to_its_rule_and_place(report: Report) -> None:
    run = _run(report)
    result = next(one for one in run["results"] if one["level"] == "error")
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == "DC101"
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "docs/a.md"
    assert place["region"] == {"startLine": 4, "startColumn": 13, "endLine": 4, "endColumn": 16}
    change = result["fixes"][0]["artifactChanges"][0]["replacements"][0]
    assert change["insertedContent"]["text"] == "list"
    assert change["deletedRegion"] == place["region"]
    assert run["columnKind"] == "unicodeCodePoints"


def test_what_is_hidden_is_a_suppressed_result(report: Report) -> None:
    hidden = [one for one in _run(report)["results"] if "suppressions" in one]
    assert [one["suppressions"][0]["kind"] for one in hidden] == ["inSource", "external"]


def test_equal_commands_keep_apart_and_stay_the_same(report: Report) -> None:
    prints = [one["partialFingerprints"]["doccheckCommand/v1"] for one in _run(report)["results"]]
    assert len(set(zip(prints, _codes(report), strict=True))) == len(prints)
    moved = build(files=3, findings=reversed(report.findings))
    again = [one["partialFingerprints"]["doccheckCommand/v1"] for one in _run(moved)["results"]]
    assert again == prints[: len(again)]


def _codes(report: Report) -> list[str]:
    return [one["ruleId"] for one in _run(report)["results"]]


def test_what_was_not_checked_is_notified(report: Report, empty: Report) -> None:
    notes = _run(report)["invocations"][0]["toolExecutionNotifications"]
    assert any("custom-parser" in note["message"]["text"] for note in notes)
    notes = _run(empty)["invocations"][0]["toolExecutionNotifications"]
    assert [note["level"] for note in notes] == ["warning"]
