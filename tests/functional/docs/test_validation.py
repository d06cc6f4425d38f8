"""The results that the site shows: recorded by the commands, readable, and honestly labelled."""

from __future__ import annotations

import json
import re
import runpy
from pathlib import Path

from doccheck.api import check_text, load_results
from doccheck.introspect.manifest import load

ROOT = Path(__file__).resolve().parents[3]
RESULTS = ROOT / "docs" / "validation" / "results"
SCRIPT = runpy.run_path(str(ROOT / "scripts" / "validate.py"), run_name="validate")


def test_every_document_can_be_read() -> None:
    results = load_results(RESULTS)
    assert results.problems == ()
    names = {*SCRIPT["REAL"], *SCRIPT["STAND_INS"], *SCRIPT["DOCUMENTATION"]}
    assert {Path(one.file).stem for one in results.documents} == names


def test_stand_ins_and_virtual_time_are_labelled() -> None:
    simulated = {Path(one.file).stem for one in load_results(RESULTS).documents if one.simulated}
    assert simulated == {
        *SCRIPT["STAND_INS"], "test-data-csv", "paper-trade", "analyze-uptime",
    }  # fmt: skip


def test_no_path_of_the_machine_is_published() -> None:
    for path in RESULTS.glob("*.json"):
        text = json.dumps(json.loads(path.read_text()))
        assert not re.findall(r"/(?:home|root|Users|opt|work|tmp)/[^\s\"]*", text), path.name


def test_the_commands_of_make_validation_are_accepted() -> None:
    lines = [
        f"$ rustybt-ops {' '.join(words)}"
        for group in ("REAL", "STAND_INS")
        for words in SCRIPT[group].values()
    ]
    page = "\n".join(("```console", *lines, "```")) + "\n"
    tree = load((ROOT / "rustybt_ops" / "cli.json").read_text())
    report = check_text(page, tree)
    assert report.findings == ()
    assert report.summary.checked == len(lines)
