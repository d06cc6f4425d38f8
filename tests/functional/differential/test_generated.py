"""Applications that nobody wrote: click's verdict on each line is the resolver's."""

from __future__ import annotations

import os
import sys
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.functional.differential.applications import FEATURES, Spec, applications, features
from tests.functional.differential.build import build
from tests.functional.differential.compare import Tally, tree_of
from tests.functional.differential.convert import node
from tests.functional.differential.lines import Lines
from tests.functional.differential.oracle import ask

_LINES = 30
_KINDS = {
    *("", "unknown-command", "unknown-option", "missing-option", "missing-argument"),
    *("unexpected-argument", "invalid-choice", "invalid-value", "option-arity"),
}


def _compare(examples: int, *, derandomize: bool) -> Tally:
    tally = Tally()

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=derandomize,
        suppress_health_check=list(HealthCheck),
    )
    @given(applications(), st.integers(0, 2**32))
    def check(spec: Spec, seed: int) -> None:
        tree = tree_of(node(build(spec), "app"))
        oracle = build(spec, neutral=True)
        lines = Lines(tree, Random(seed))
        used = features(spec)
        before = len(tally.disagreements)
        for _ in range(_LINES):
            words = lines.draw()
            tally.add(tree, words, ask(oracle, words), used)
        assert tally.disagreements[before:] == []

    check()
    return tally


@pytest.mark.parametrize(
    ("examples", "least"), [(80, 3), pytest.param(250, 50, marks=pytest.mark.slow)]
)
def test_verdicts_are_those_of_click(examples: int, least: int) -> None:
    tally = _compare(examples, derandomize=True)
    assert tally.skipped == 0
    assert tally.lines > 20 * examples
    assert tally.accepted > tally.lines * 0.3
    assert tally.refused > tally.lines * 0.3
    assert set(tally.kinds) == _KINDS
    assert min(tally.kinds.values()) > tally.lines * 0.005
    for feature in FEATURES:
        assert tally.by_feature[feature, True] > least, f"{feature} is hardly ever accepted"
        assert tally.by_feature[feature, False] > least, f"{feature} is hardly ever refused"


@pytest.mark.slow
def test_verdicts_are_those_of_click_at_length(capsys: pytest.CaptureFixture[str]) -> None:
    examples = int(os.environ.get("DOCCHECK_EXAMPLES", "0"))
    if not examples:
        pytest.skip("DOCCHECK_EXAMPLES is not set")
    tally = _compare(examples, derandomize=False)
    with capsys.disabled():
        sys.stdout.write(f"\n{tally}\n")
    assert tally.refused
