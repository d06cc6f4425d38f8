from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from benchmarks import regression_rule
from rustybt_ops.bench.compare import (
    BenchmarkFileError,
    NotComparableError,
    compare,
    read_run,
    run_of,
)
from rustybt_ops.bench.summary import figures
from rustybt_ops.bench.workloads import walk
from scripts.check_performance_regression import main

MACHINE = {"cpu": "a", "cores": 2, "python": "CPython 3.11.7"}


def document(seconds: list[float], *, suite: str = "backtest", **details: object) -> dict[str, Any]:
    samples = [
        {"case": "sma", "seconds": each, "cpu_seconds": each, "bars": 100, "peak_mb": each}
        for each in seconds
    ]
    told = {"machine": MACHINE, "workload": 1, "suites": {"sma": suite}, **details}
    return {"command": "benchmark", "details": told, "samples": samples}


def regressed(before: list[float], after: list[float], suite: str = "backtest") -> bool:
    made = compare(run_of(document(before, suite=suite)), run_of(document(after, suite=suite)))
    return made[0].regressed


@pytest.mark.parametrize("suite", ["backtest", "data", "memory"])
def test_both_the_median_and_the_fastest_round_must_be_worse(suite: str) -> None:
    flat = [1.0] * 10
    assert not regressed(flat, flat, suite)
    assert not regressed(flat, [1.20] * 10, suite)
    assert regressed(flat, [1.21] * 10, suite)
    assert not regressed(flat, [1.10, *[2.0] * 9], suite)
    assert regressed(flat, [1.11, *[2.0] * 9], suite)
    assert not regressed(flat, [*[1.15] * 6, *[9.0] * 4], suite)
    assert not regressed([1.3] * 10, flat, suite)


def noisy(dice: random.Random, factor: float) -> list[float]:
    """Ten rounds on a busy machine: most a little slower than the best, some much."""
    return [
        factor * (1 + dice.expovariate(12) + (dice.random() < 0.15) * dice.random())
        for _ in range(10)
    ]


def test_the_rule_does_not_cry_wolf_and_finds_what_is_slower() -> None:
    dice = random.Random(5)
    share = {
        factor: sum(regressed(noisy(dice, 1), noisy(dice, factor)) for _ in range(1000)) / 1000
        for factor in (1.0, 1.1, 1.5)
    }
    assert share[1.0] <= 0.0015
    assert share[1.1] <= 0.05
    assert share[1.5] >= 0.98


@pytest.mark.parametrize(
    ("current", "words"),
    [
        (document([1.0] * 9), "9 now; 10 are needed"),
        (document([1.0] * 10, workload=2), "workload: 1 against 2"),
        (document([1.0] * 10, machine={**MACHINE, "cpu": "b"}), "cpu: a against b"),
        (document([1.0] * 10, machine={"cpu": "a"}), "cores: 2 against None"),
        (document([1.0] * 10, suite="data"), "is not of the suite data"),
    ],
)
def test_what_cannot_be_compared(current: dict[str, Any], words: str) -> None:
    with pytest.raises(NotComparableError, match=words):
        compare(run_of(document([1.0] * 10)), run_of(current))


def test_a_case_that_is_no_longer_measured_is_not_passed_over() -> None:
    current = document([1.0] * 10)
    current["details"]["suites"] = {"other": "backtest"}
    current["samples"] = [{**each, "case": "other"} for each in current["samples"]]
    with pytest.raises(NotComparableError, match="0 now"):
        compare(run_of(document([1.0] * 10)), run_of(current))


@pytest.fixture
def save(tmp_path: Path) -> Callable[[str, Any], str]:
    def go(name: str, content: Any) -> str:  # noqa: ANN401 - whatever may be in a file
        path = tmp_path / name
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        return str(path)

    return go


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        "null",
        '{"command": "test-data"}',
        '{"command": "benchmark"}',
        document([0.0] * 10),
        document([float("nan")] * 10),
        {**document([1.0]), "samples": [{}]},
        {**document([1.0]), "details": {"suites": [], "machine": {}}},
        {**document([1.0]), "details": {"suites": {"sma": "data"}, "machine": {}}},
    ],
)
def test_files_that_are_no_benchmark(save: Callable[[str, Any], str], content: object) -> None:
    path = save("bad.json", content)
    with pytest.raises(BenchmarkFileError):
        read_run(Path(path))
    good = save("good.json", document([1.0] * 10))
    assert main([path, "--baseline", good]) == main([good, "--baseline", path]) == 2
    assert main([good, "--baseline", path + "x"]) == 2


def test_the_script(save: Callable[[str, Any], str], capsys: pytest.CaptureFixture[str]) -> None:
    base = save("base.json", document([1.0] * 10))
    assert main([base, "--baseline", base]) == 0
    assert main([save("slow.json", document([1.5] * 10)), "--baseline", base]) == 1
    assert "sma: REGRESSED" in capsys.readouterr().out
    assert main([save("few.json", document([1.0] * 3)), "--baseline", base]) == 3
    assert "Not comparable" in capsys.readouterr().err


def test_figures_say_what_their_percentiles_are() -> None:
    few = figures(document([1.0, 2.0, 4.0])["samples"], "sma")
    assert (few.median, few.p95, few.p99, few.p99_label) == (2.0, 4.0, 4.0, "p99 (maximum of 3)")
    assert few.bars_per_cpu_second == 50
    many = figures(document([float(each) for each in range(1, 201)])["samples"], "sma")
    assert (many.p95, many.p99, many.p99_label) == (190.0, 198.0, "p99")


def test_the_prices_are_the_same_everywhere() -> None:
    bars = walk("AAA", 1000)
    assert bars.in_order()
    assert walk("AAA", 1000) == bars
    assert (bars.close[0], bars.close[-1]) == (99.73, 88.09)
    ranges = zip(bars.low, bars.close, bars.high, strict=True)
    assert all(low <= close <= high for low, close, high in ranges)


def test_the_published_rates_are_those_of_the_rule() -> None:
    page = Path(__file__).parents[3] / "docs" / "explanation" / "regression-rule.md"
    assert regression_rule.report() in page.read_text("utf-8")


def test_the_simulated_rule_is_the_real_one() -> None:
    dice = random.Random(9)
    for _ in range(200):
        before, after = noisy(dice, 1), noisy(dice, 1.2)
        assert regression_rule.ours(before, after) == regressed(before, after)


def test_a_baseline_that_is_none_tells_what_it_lacks(tmp_path: Path) -> None:
    path = tmp_path / "empty.json"
    path.write_text("{}")
    with pytest.raises(BenchmarkFileError, match="is no result of a benchmark: it lacks 'command'"):
        read_run(path)
