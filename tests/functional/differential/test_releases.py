"""Older releases of click: each is asked in a process of its own, from its own folder."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.functional.differential.applications import Spec, applications
from tests.functional.differential.build import build
from tests.functional.differential.compare import Tally, tree_of
from tests.functional.differential.convert import node
from tests.functional.differential.lines import Lines
from tests.functional.differential.oracle import Verdict

_ROOT = Path(__file__).parents[3]
_FOLDERS = [Path(name) for name in os.environ.get("DOCCHECK_CLICKS", "").split(os.pathsep) if name]


def _cases(examples: int) -> list[dict[str, Any]]:
    cases: list[dict[str, Any]] = []

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(applications(), st.integers(0, 2**32))
    def collect(spec: Spec, seed: int) -> None:
        lines = Lines(tree_of(node(build(spec), "app")), Random(seed))
        cases.append({"spec": spec, "lines": [lines.draw() for _ in range(25)]})

    collect()
    return cases


def _answers(folder: Path, cases: list[dict[str, Any]]) -> list[dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.functional.differential.oracle"],
        input=json.dumps(cases),
        capture_output=True,
        text=True,
        check=True,
        cwd=_ROOT,
        env={"PYTHONPATH": str(folder)},
    )
    answers: list[dict[str, Any]] = json.loads(done.stdout)
    return answers


@pytest.mark.slow
@pytest.mark.skipif(not _FOLDERS, reason="DOCCHECK_CLICKS names no folders with releases of click")
@pytest.mark.parametrize("folder", _FOLDERS, ids=lambda folder: folder.name)
def test_verdicts_are_those_of_the_release(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    release = re.search(r"\d+\.\d+(\.\d+)?", folder.name)
    assert release, f"{folder.name} does not tell the release"
    cases = _cases(int(os.environ.get("DOCCHECK_EXAMPLES", "150")))
    tally = Tally()
    for case, answer in zip(cases, _answers(folder, cases), strict=True):
        tree = tree_of(answer["root"], f"click {release[0]}")
        for words, verdict in zip(case["lines"], answer["verdicts"], strict=True):
            kind, command, subject, message = verdict
            tally.add(tree, words, Verdict(kind, tuple(command), subject, message))
    with capsys.disabled():
        sys.stdout.write(f"\nclick {release[0]}: {tally}\n")
    assert tally.disagreements == []
    assert tally.crashed < tally.lines * 0.25
    assert min(tally.accepted, tally.refused) > tally.lines * 0.25
