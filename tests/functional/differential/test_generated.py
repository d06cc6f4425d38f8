from __future__ import annotations

import os
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.functional.differential.applications import applications
from tests.functional.differential.build import build
from tests.functional.differential.compare import Tally, tree_of
from tests.functional.differential.convert import node
from tests.functional.differential.lines import Lines
from tests.functional.differential.oracle import ask

LINES = 25


def _run(tally: Tally, examples: int, *, derandomize: bool) -> None:
    @settings(
        max_examples=examples,
        deadline=None,
        derandomize=derandomize,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(applications(), st.integers(0, 2**32))
    def check(spec: dict[str, Any], seed: int) -> None:
        tree = tree_of(node(build(spec), "app"))
        oracle = build(spec, neutral=True)
        lines = Lines(tree, Random(seed))
        before = len(tally.disagreements)
        for _ in range(LINES):
            words = lines.draw()
            tally.add(tree, words, ask(oracle, words))
        assert tally.disagreements[before:] == []

    check()


@pytest.mark.filterwarnings("ignore")
def test_the_resolver_agrees_with_click() -> None:
    tally = Tally()
    _run(tally, int(os.environ.get("DOCCHECK_EXAMPLES", "300")), derandomize=False)
    print(tally)
    assert not tally.disagreements
