from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from doccheck.errors import InputError
from doccheck.validation.load import load_results
from tests.unit.validation.conftest import DATA, Document


def put(folder: Path, name: str, document: object) -> None:
    (folder / name).write_text(json.dumps(document))


def test_the_latest_wins_and_history_is_kept(tmp_path: Path, document: Document) -> None:
    for name, hour in (("b", 5), ("a", 7), ("c", 6)):
        moment = f"2026-01-02T0{hour}:00:00Z"
        put(tmp_path, f"{name}.json", {**document, "started": moment, "finished": moment})
    results = load_results(tmp_path)
    assert [one.file for one in results.history("test-broker")] == ["a.json", "c.json", "b.json"]
    latest = results.latest("test-broker")
    assert latest is not None
    assert latest.file == "a.json"
    assert results.latest("benchmark") is None


def test_no_folder_and_an_empty_one(tmp_path: Path) -> None:
    assert load_results(tmp_path / "none").documents == ()
    assert load_results(tmp_path).documents == ()


def test_a_file_in_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="cannot be read"):
        load_results(tmp_path / "file")


def test_bad_files_become_notes(tmp_path: Path, document: Document) -> None:
    put(tmp_path, "good.json", document)
    put(tmp_path, "version.json", {**document, "schema_version": 9})
    put(tmp_path, "command.json", {**document, "command": "deploy"})
    put(tmp_path, "list.json", [])
    (tmp_path / "cut.json").write_text('{"schema_version": 1,')
    (tmp_path / "bytes.json").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "deep.json").write_text("[" * 100_000)
    (tmp_path / "digits.json").write_text("1" * 5000)
    (tmp_path / "folder.json").mkdir()
    os.mkfifo(tmp_path / "pipe.json")
    (tmp_path / "notes.txt").write_text("not looked at")
    results = load_results(tmp_path)
    assert [one.file for one in results.documents] == ["good.json"]
    told = {one.file: one.message for one in results.unreadable}
    assert sorted(told) == [
        "bytes.json", "command.json", "cut.json", "deep.json", "digits.json", "folder.json",
        "list.json", "pipe.json", "version.json",
    ]  # fmt: skip
    assert "schema_version is 9" in told["version.json"]
    assert "not JSON" in told["cut.json"]
    assert told["pipe.json"] == "not a file"


def test_the_same_run_twice_counts_once(tmp_path: Path, document: Document) -> None:
    twin = {**document, "run_id": "ab" * 16}
    put(tmp_path, "a.json", twin)
    put(tmp_path, "b.json", twin)
    results = load_results(tmp_path)
    assert len(results.documents) == 1
    assert results.unreadable == ()
    assert "the same run as a.json" in results.problems[0].message


def test_two_documents_without_an_id_are_two(tmp_path: Path, document: Document) -> None:
    put(tmp_path, "a.json", document)
    put(tmp_path, "b.json", document)
    assert len(load_results(tmp_path).documents) == 2


def test_the_recorded_ones() -> None:
    results = load_results(DATA / "results")
    assert results.problems == ()
    assert len(results.documents) == 9
