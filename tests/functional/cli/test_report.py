from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.functional.cli.conftest import Project

DATA = Path(__file__).resolve().parents[2] / "data" / "validation" / "results"
PAGES = Path("docs/validation")


@pytest.fixture
def recorded(project: Project) -> Project:
    project.write("README.md", "Run `shop listing`.\n")
    shutil.copytree(DATA, project.root / PAGES / "results")
    return project


def test_pages_are_written_and_kept_current(recorded: Project) -> None:
    summary = json.loads(recorded.run("check", "--output-format", "json").out)["summary"]
    made = recorded.run("report")
    assert made.code == 0, made.err
    assert "9 results, 8 of 8 files written; not ready" in made.out
    references = recorded.read("docs/validation/command-references.txt")
    assert "README.md:1: accepted: shop listing" in references
    assert len(references.splitlines()) == summary["references"] > 0
    assert "order" in recorded.read("docs/validation/cli-commands-inventory.md")
    again = recorded.run("report", "--check")
    assert again.code == 0
    assert "0 of 8 files out of date" in again.out


def test_drift_names_the_page(recorded: Project) -> None:
    recorded.run("report")
    recorded.write("docs/validation/validation-report.md", "**Ready.**\n")
    drifted = recorded.run("report", "--check")
    assert drifted.code == 1
    assert "docs/validation/validation-report.md: out of date; run `doccheck report`" in drifted.out
    assert recorded.read("docs/validation/validation-report.md") == "**Ready.**\n"


def test_what_the_pages_quote_is_no_reference(recorded: Project) -> None:
    recorded.write("README.md", "Run `shop lsiting --colour red`.\n")
    recorded.run("report")
    page = recorded.read("docs/validation/documentation-audit-report.md")
    assert "lsiting" in page
    checked = json.loads(recorded.run("check", "--output-format", "json").out)
    assert {one["file"] for one in checked["findings"]} == {"README.md"}
    assert recorded.run("report", "--check").code == 0


def test_no_results(project: Project) -> None:
    made = project.run("report", "--output-dir", "out")
    assert made.code == 0
    assert "**Not ready.**" in project.read("out/validation-report.md")


def test_a_corrupted_document(recorded: Project) -> None:
    recorded.write("docs/validation/results/cut.json", '{"schema_version": 1')
    made = recorded.run("report")
    assert made.code == 2
    assert "cut.json: not JSON" in made.err
    assert "cut.json" in recorded.read("docs/validation/validation-report.md")


def test_an_expected_command_that_is_missing(recorded: Project) -> None:
    recorded.write(
        "doccheck.toml", '[programs.shop]\napp = "shop.cli:cli"\nexpect = ["order", "refund"]\n'
    )
    made = recorded.run("report")
    assert made.code == 0
    page = recorded.read("docs/validation/cli-commands-inventory.md")
    assert "1 of 2 required commands present" in page
    assert page.index("shop refund") < page.index("## Required commands")


def test_a_program_that_cannot_be_loaded(recorded: Project) -> None:
    recorded.write("doccheck.toml", '[programs.shop]\napp = "none.cli:cli"\nexpect = ["order"]\n')
    recorded.run("report")
    page = recorded.read("docs/validation/cli-commands-inventory.md")
    assert "Blocker" in page
    assert "It cannot be loaded" in page


def test_risks(recorded: Project) -> None:
    recorded.write("docs/validation/risks.toml", "[[risk]]\nrequirement = 'uptme'\n")
    made = recorded.run("report")
    assert made.code == 2
    assert "reason, owner, expires is missing" in made.err
    recorded.write(
        "docs/validation/risks.toml",
        "[[risk]]\nrequirement = 'uptime'\nreason = 'seen'\nowner = 'ops'\nexpires = 2999-01-01\n",
    )
    assert recorded.run("report").code == 0
    assert "seen" in recorded.read("docs/validation/validation-report.md")


def test_a_missing_risk_file(recorded: Project) -> None:
    made = recorded.run("report", "--risks", "none.toml")
    assert made.code == 2
    assert "none.toml: cannot be read" in made.err
