"""The documentation set: each page has commands, all of them resolve, what can be executed is."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from doccheck.api import RunOptions, Settings, check, discover, run
from doccheck.introspect.manifest import load
from doccheck.model.executed import Outcome, Source
from doccheck.model.report import Verdict
from scripts.from_rustybt import LINES, OURS, from_rustybt_page, judged

ROOT = Path(__file__).resolve().parents[3]
PAGES = {  # the least of command references, and of executed blocks
    "docs/deployment-guide.md": (13, 12),
    "docs/troubleshooting.md": (25, 17),
    "docs/production-checklist.md": (24, 12),
    "docs/security-audit.md": (8, 9),
    "docs/guides/alerts.md": (3, 1),
    "docs/guides/benchmark.md": (3, 3),
    "docs/guides/brokers.md": (5, 2),
    "docs/guides/data-sources.md": (5, 3),
    "docs/guides/fixing-drift.md": (6, 6),
    "docs/guides/from-rustybt.md": (6, 3),
    "docs/guides/paper-trading.md": (4, 5),
    "docs/guides/pre-commit.md": (2, 2),
    "docs/guides/uptime.md": (5, 4),
    "docs/index.md": (2, 2),
    "docs/tutorial.md": (4, 3),
}


@pytest.fixture(scope="module")
def settings() -> Settings:
    return discover(ROOT)


def test_every_command_resolves(settings: Settings) -> None:
    report = check(settings, PAGES, cwd=ROOT)
    assert {row.verdict for row in report.references} == {Verdict.ACCEPTED}
    found = Counter(row.file for row in report.references)
    assert {page: found[page] for page, (least, _) in PAGES.items() if found[page] < least} == {}


@pytest.mark.slow
def test_every_page_is_executed(settings: Settings) -> None:
    done = run(settings, PAGES, RunOptions(use_cache=False), cwd=ROOT)
    info = done.report.run
    assert info is not None
    rows = [row for row in info.rows if row.source is not Source.HELP and row.executed]
    failed = [
        f"{row.file}:{row.line}: {row.reason}" for row in rows if row.outcome is not Outcome.PASSED
    ]
    assert failed == []
    assert info.sums.executed == info.sums.executable
    found = Counter(row.file for row in rows)
    assert {page: found[page] for page, (_, least) in PAGES.items() if found[page] < least} == {}


def test_the_deployment_is_one_procedure_in_sequence() -> None:
    text = (ROOT / "docs/deployment-guide.md").read_text(encoding="utf-8")
    steps = (
        "rustybt-ops verify-config",
        "rustybt-ops test-broker --broker paper",
        "rustybt-ops test-data --source csv",
        "rustybt-ops benchmark",
        "rustybt-ops paper-trade",
        "rustybt-ops analyze-uptime",
        "doccheck report",
    )
    found = [text.index(f"$ {step}") for step in steps]
    assert found == sorted(found)


def test_the_table_from_rustybt_is_current_and_ours_accepts_every_line() -> None:
    page = ROOT / "docs/guides/from-rustybt.md"
    assert page.read_text(encoding="utf-8") == from_rustybt_page()
    ours = load(OURS.read_text(encoding="utf-8"))
    assert [line for line in LINES if not judged(ours, line).accepted] == []
