from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from rustybt_ops.bench import runner, worker
from rustybt_ops.bench.workloads import CASES, Suite
from rustybt_ops.cli.main import run
from tests.functional.ops.conftest import Outcome, newest_result

Ops = Callable[..., Outcome]


def test_the_line_of_the_founding_story(ops: Ops) -> None:
    done = ops("benchmark", "--suite", "backtest", "--rounds", "1", "--output", "results.json")
    assert done.code == 0, done.out + done.err
    made = json.loads(Path("results.json").read_text())
    backtests = [name for name, case in CASES.items() if case.suite is Suite.BACKTEST]
    assert [each["case"] for each in made["samples"]] == backtests
    assert len(backtests) == 5
    assert made["metrics"]["sma-crossover.bars_per_cpu_second"] > 1000
    assert made["checks"][0]["detail"].count(" bars per CPU second") == 1
    assert made["metrics"]["sma-crossover.p99_is_maximum"] is True
    assert "p99 (maximum of 1)" in done.out
    assert {"cpu", "cores", "python"} <= made["details"]["machine"].keys()


def test_data_and_memory(ops: Ops) -> None:
    done = ops("benchmark", "--suite", "data", "--rounds", "2")
    assert done.code == 0, done.out + done.err
    assert done.statuses()["csv"] == "pass"
    assert {each["bars"] for each in done.result["samples"]} == {50_000}
    done = ops("benchmark", "--suite", "memory", "--rounds", "1")
    assert done.checks["memory-csv"]["unit"] == "MB"
    assert 5 < done.checks["memory-csv"]["value"] < done.checks["memory-csv"]["threshold"]


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rounds that are made up: what is tested here is what becomes of them."""

    def rounds(cases: list[str], count: int, *_: object) -> list[dict[str, object]]:
        same = {"seconds": 1.0, "cpu_seconds": 1.0, "bars": 10, "peak_mb": 9.0, "result": "x"}
        return [
            {"case": case, "round": each + 1, **same} for each in range(count) for case in cases
        ]

    monkeypatch.setattr(runner, "run_rounds", rounds)


@pytest.mark.usefixtures("quick")
def test_a_limit_that_is_not_kept_fails(ops: Ops) -> None:
    limit = {"RUSTYBT_BENCHMARK_MEMORY_MB": "1.5"}
    done = ops("benchmark", "--suite", "memory", "--rounds", "1", env=limit)
    assert done.code == 1
    assert done.statuses()["memory-csv"] == "fail"
    assert "over the limit of 1.5 MB" in done.out


@pytest.mark.usefixtures("quick")
def test_against_a_baseline(ops: Ops) -> None:
    words = ("benchmark", "--suite", "backtest")
    assert ops(*words, "--output", "base.json").code == 0
    same = ops(*words, "--baseline", "base.json")
    assert (same.code, same.statuses()["baseline"]) == (0, "pass")
    base = json.loads(Path("base.json").read_text())
    for sample in base["samples"]:
        sample["cpu_seconds"] = 0.5
    Path("fast.json").write_text(json.dumps(base))
    slower = ops(*words, "--baseline", "fast.json")
    assert (slower.code, slower.statuses()["baseline"]) == (1, "fail")
    assert "sma-crossover: REGRESSED" in slower.out


@pytest.mark.usefixtures("quick")
def test_a_baseline_of_another_machine_is_not_comparable(ops: Ops) -> None:
    words = ("benchmark", "--suite", "backtest")
    ops(*words, "--output", "base.json")
    base = json.loads(Path("base.json").read_text())
    base["details"]["machine"]["cpu"] = "another"
    Path("base.json").write_text(json.dumps(base))
    done = ops(*words, "--baseline", "base.json")
    assert (done.code, done.statuses()["baseline"]) == (3, "warn")
    assert "not comparable" in done.out
    assert ops(*words, "--baseline", "base.json", "--rounds", "3").code == 3


@pytest.mark.parametrize("content", [None, "{", "[]"])
def test_a_baseline_that_is_none_stops_before_anything_is_measured(
    ops: Ops, content: str | None
) -> None:
    if content is not None:
        Path("base.json").write_text(content)
    done = ops("benchmark", "--baseline", "base.json")
    assert (done.code, done.result) == (2, {})
    assert "base.json" in done.err


def test_a_round_that_fails_is_told(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(CASES, "broken", CASES["csv"])  # the fresh process does not know it
    monkeypatch.delitem(CASES, "csv")
    assert run(["benchmark", "--suite", "data", "--rounds", "1"]) == 1
    assert "the benchmark broken failed with code 1: KeyError" in capsys.readouterr().err
    assert newest_result(home / "results") == {}


def test_the_peak_is_that_of_the_work(tmp_path: Path) -> None:
    measured = worker.measure("buy-and-hold", tmp_path)
    assert measured["bars"] == 20_000
    assert float(measured["peak_mb"]) > 5
    assert str(measured["result"]).endswith("after 1 fills")
