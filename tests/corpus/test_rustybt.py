"""RustyBT's public pages against the released program: every stale command, no false alarm."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from doccheck.api import ProgramSettings, Report, Settings, check, run
from doccheck.config.running import RunSettings
from doccheck.model.executed import Outcome, Source
from doccheck.model.finding import Severity
from doccheck.model.report import Verdict

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT.parent / "shared" / "corpus" / "rustybt"
PYTHON = os.environ.get("DOCCHECK_RUSTYBT_PYTHON", "")

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not beside the checkout"),
]
LIVE = pytest.param(
    "live",
    marks=[
        pytest.mark.slow,
        pytest.mark.skipif(not PYTHON, reason="DOCCHECK_RUSTYBT_PYTHON names no interpreter"),
    ],
)
both = pytest.mark.parametrize("how", ["manifest", LIVE])


@dataclass(frozen=True)
class Row:
    """A reference as the key gives it; a command may go on over several lines."""

    file: str
    line: int
    verdict: str


def rows(name: str) -> list[Row]:
    text = (CORPUS / name).read_text(encoding="utf-8")
    data = [json.loads(line) for line in text.splitlines()]
    return [Row(one["file"], one["line"], one.get("verdict", "ACCEPTED")) for one in data]


@cache
def report(how: str) -> Report:
    aliases = ("python -m rustybt",)
    if how == "live":
        program = ProgramSettings(app="rustybt.__main__:main", python=PYTHON, aliases=aliases)
    else:
        manifest = str(Path(__file__).with_name("rustybt.json"))
        program = ProgramSettings(manifest=manifest, aliases=aliases)
    settings = Settings(root=CORPUS, programs={"rustybt": program}, help_texts=False)
    return check(settings, cwd=CORPUS)


def errors(how: str) -> set[tuple[str, int]]:
    """Return the first line of every reference that has an error."""
    found = report(how)
    starts = {(row.file, row.line): row for row in found.references}
    places = set()
    for finding in found.findings:
        if finding.severity is Severity.ERROR:
            line = finding.range.line
            while line and (finding.file, line) not in starts:
                line -= 1
            places.add((finding.file, line))
    return places


@both
def test_every_stale_command_is_found_and_nothing_else(how: str) -> None:
    stale = {
        (row.file, row.line) for row in rows("answer_key.jsonl") if row.verdict == "TRUE_STALE"
    }
    assert len(stale) == 18
    assert errors(how) == stale


@both
def test_every_reference_of_the_key_is_seen_and_judged(how: str) -> None:
    judged = {
        (row.file, row.line): row.verdict
        for row in report(how).references
        if row.verdict is not Verdict.SKIPPED
    }
    keyed = [*rows("answer_key.jsonl"), *rows("accepted.jsonl")]
    assert {(row.file, row.line) for row in keyed} == set(judged)
    accepted = {(row.file, row.line) for row in keyed if row.verdict != "TRUE_STALE"}
    assert {judged[place] for place in accepted} == {Verdict.ACCEPTED}


@pytest.mark.slow
@pytest.mark.skipif(not PYTHON, reason="DOCCHECK_RUSTYBT_PYTHON names no interpreter")
def test_both_ways_say_the_same() -> None:
    assert report("live").findings == report("manifest").findings
    assert report("live").disagreements == 0


@pytest.mark.slow
@pytest.mark.skipif(not PYTHON, reason="DOCCHECK_RUSTYBT_PYTHON names no interpreter")
def test_the_help_of_every_documented_command_is_shown() -> None:
    aliases = ("python -m rustybt",)
    program = ProgramSettings(app="rustybt.__main__:main", python=PYTHON, aliases=aliases)
    settings = Settings(root=CORPUS, programs={"rustybt": program}, run=RunSettings(policy="help"))
    info = run(settings, cwd=CORPUS).report.run
    assert info is not None
    asked = [row for row in info.rows if row.source is Source.HELP]
    assert len(asked) > 10
    assert {row.outcome for row in asked} == {Outcome.PASSED}
    assert info.sums.forked > len(asked) / 2
