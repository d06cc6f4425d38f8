from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from tests.functional.ops.conftest import Outcome

Ops = Callable[..., Outcome]


def test_all_checks_pass_and_are_recorded(ops: Ops) -> None:
    outcome = ops("test-broker", "--broker", "paper")
    assert outcome.code == 0
    assert outcome.result["status"] == "pass"
    assert outcome.result["simulated"] is False
    assert outcome.result["endpoints"][0]["network"] == "paper"
    assert set(outcome.statuses()) == {
        "connection",
        "market-order",
        "limit-order",
        "stop-order",
        "cancellation",
        "account",
        "rejections",
        "restart",
    }
    assert "PASS  restart" in outcome.out
    assert outcome.result["metrics"]["order_latency_median_ms"] > 0


def test_validation_environment_is_stamped(ops: Ops) -> None:
    outcome = ops("test-broker", "--broker", "paper", env={"RUSTYBT_ENV": "validation"})
    assert outcome.code == 0
    assert outcome.result["environment"] == "validation"


def test_no_broker_is_a_configuration_error(ops: Ops) -> None:
    outcome = ops("test-broker")
    assert (outcome.code, outcome.result) == (2, {})
    assert "no broker is given" in outcome.err


def test_broker_from_the_variable(ops: Ops) -> None:
    assert ops("test-broker", env={"CCXT_EXCHANGE": "paper"}).code == 0


def test_output_replaces_the_results_folder(ops: Ops, home: Path, tmp_path: Path) -> None:
    target = tmp_path / "deep" / "result.json"
    outcome = ops("test-broker", "--broker", "paper", "--output", str(target))
    assert outcome.code == 0
    assert json.loads(target.read_text())["command"] == "test-broker"
    assert not list(home.glob("results/*"))


def test_log_goes_to_a_file_only(ops: Ops, home: Path) -> None:
    outcome = ops("--log-level", "DEBUG", "test-broker", "--broker", "paper")
    lines = (home / "logs/test-broker.log").read_text().splitlines()
    entries = [json.loads(line) for line in lines]
    assert entries[0]["event"] == "started"
    assert entries[-1]["event"] == "finished"
    assert {entry["run_id"] for entry in entries} == {outcome.result["run_id"]}
    assert "run_id" not in outcome.out + outcome.err


def test_log_level_after_the_command_wins(ops: Ops, home: Path) -> None:
    arguments = ("--log-level", "DEBUG", "test-broker", "--broker", "paper")
    ops(*arguments, "--log-level", "error")
    assert (home / "logs/test-broker.log").read_text() == ""
