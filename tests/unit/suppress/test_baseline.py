from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from doccheck.errors import InputError
from doccheck.model.finding import Finding
from doccheck.model.fingerprint import normalised
from doccheck.model.source import Document
from doccheck.suppress.baseline import Baseline, load, loads

Make = Callable[..., Finding]


def _page(text: str, file: str = "a.md") -> Document:
    return Document(file, text)


def test_a_known_finding_is_known_wherever_it_moves(finding: Make) -> None:
    known = Baseline.of([finding(_page("shop --one\n"), "--one")])
    moved = finding(_page("# New title\n\nText.\n\n    shop   --one\n"), "--one")
    new, hidden, stale = known.apply([moved])
    assert (new, stale) == ((), 0)
    assert [one.finding for one in hidden] == [moved]
    assert hidden[0].kind == "baseline"


@pytest.mark.parametrize(
    ("text", "file", "rule"),
    [
        ("shop --one --more\n", "a.md", "unknown-option"),
        ("shop --one\n", "b.md", "unknown-option"),
        ("shop --one\n", "a.md", "option-arity"),
    ],
)
def test_another_command_file_or_rule_is_new(
    finding: Make, text: str, file: str, rule: str
) -> None:
    known = Baseline.of([finding(_page("shop --one\n"), "--one")])
    new, hidden, stale = known.apply([finding(_page(text, file), "--one", rule)])
    assert (len(new), len(hidden), stale) == (1, 0, 1)


def test_what_is_known_twice_is_new_the_third_time(finding: Make) -> None:
    one = finding(_page("shop --one\n"), "--one")
    new, hidden, stale = Baseline.of([one, one]).apply([one, one, one])
    assert (len(new), len(hidden), stale) == (1, 2, 0)


def test_entries_of_files_that_were_not_checked_are_not_stale(finding: Make) -> None:
    known = Baseline.of([finding(_page("shop --one\n", name), "--one") for name in ("a", "b")])
    assert known.apply([], files={"a"})[2] == 1
    assert known.apply([])[2] == 2


def test_update_keeps_the_entries_of_other_files(finding: Make) -> None:
    old = Baseline.of([finding(_page("shop --one\n", name), "--one") for name in ("a", "b")])
    fresh = finding(_page("shop --two\n", "a"), "--two")
    updated = old.update([fresh], files={"a"})
    assert sorted((key.file, updated.shown[key]) for key in updated.counts) == [
        ("a", "shop --two"),
        ("b", "shop --one"),
    ]


def test_a_baseline_survives_the_file(finding: Make, tmp_path: Path) -> None:
    known = Baseline.of([finding(_page("shop --one\n"), "--one")] * 2)
    path = tmp_path / "baseline.json"
    path.write_text(known.dumps(), encoding="utf-8")
    assert load(path) == known
    assert load(path).dumps() == known.dumps()


@pytest.mark.parametrize(
    "source",
    [
        "shop orders list --colour red",
        "shop  orders list \\\n    --colour red",
        "shop orders list \\ \r\n --colour red",
        "shop orders `\n list ^\n --colour red\n",
    ],
)
def test_layout_does_not_count(finding: Make, source: str) -> None:
    one = finding(_page("--colour\n"), "--colour")
    assert normalised(replace(one, source=source)) == "shop orders list --colour red"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "null",
        "{}",
        '{"version": "1", "findings": []}',
        '{"version": 1, "findings": [{"file": 1, "rule": "DC101", "hash": "x"}]}',
        '{"version": 1, "findings": [{"file": "a"}]}',
        '{"version": 1, "findings": 3}',
        '{"version": 1, "findings": [{"file": "a", "rule": "b", "hash": "c", "count": "many"}]}',
        "[" * 100_000,
    ],
)
def test_what_is_no_baseline_is_said_to_be_none(text: str) -> None:
    with pytest.raises(InputError) as caught:
        loads(text, "known.json")
    assert "known.json" in caught.value.message


def test_a_newer_baseline_is_refused_with_both_versions() -> None:
    with pytest.raises(InputError, match="version 2, this doccheck reads 1"):
        loads(json.dumps({"version": 2, "findings": []}), "known.json")


def test_a_missing_baseline_says_how_to_write_one(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        load(tmp_path / "none.json")
    assert "--update-baseline" in caught.value.hint
