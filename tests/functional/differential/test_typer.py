"""Typer reads values in its own way: its verdicts are the resolver's too."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from doccheck.introspect.client import describe
from doccheck.introspect.program import ProgramSpec
from tests.functional.differential.compare import Tally
from tests.functional.differential.lines import Lines
from tests.functional.differential.oracle import ask

typer = pytest.importorskip("typer")


@pytest.mark.filterwarnings("ignore")
def test_verdicts_are_those_of_typer(tmp_path: Path) -> None:
    spec = ProgramSpec("app", "typer_app:app", paths=(Path(__file__).parent,), root=tmp_path)
    tree = describe(spec, cwd=tmp_path).tree
    from tests.functional.differential.typer_app import app  # noqa: PLC0415 - needs Typer

    program = typer.main.get_command(app)
    lines = Lines(tree, Random(3))
    tally = Tally()
    for _ in range(1500):
        words = lines.draw()
        tally.add(tree, words, ask(program, words))
    assert tally.disagreements == []
    assert tally.skipped == tally.crashed == 0
    assert min(tally.accepted, tally.refused) > tally.lines * 0.3
    assert min(tally.kinds.values()) >= 5
