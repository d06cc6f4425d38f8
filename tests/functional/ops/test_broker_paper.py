from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

from rustybt_ops.results.document import schema
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


def test_the_symbol_is_what_is_traded(ops: Ops) -> None:
    outcome = ops("test-broker", "--broker", "paper", "--symbol", "QQQ")
    assert outcome.code == 0
    assert outcome.result["parameters"]["symbol"] == "QQQ"
    assert "100 QQQ bought at 100.05" in outcome.out
    assert "SPY" not in outcome.out


@pytest.mark.parametrize(
    "option", [("--testnet",), ("--place-order",), ("--base-url", "http://127.0.0.1:1")]
)
def test_what_only_exchanges_heed_is_refused(ops: Ops, option: tuple[str, ...]) -> None:
    for outcome in (
        ops("test-broker", "--broker", "Paper", *option),
        ops("test-broker", *option, env={"CCXT_EXCHANGE": "paper"}),
    ):
        assert (outcome.code, outcome.out, outcome.result) == (2, "", {})
        assert f"Error: not for the paper broker: {option[0]}\n" in outcome.err


def test_settings_for_exchanges_do_not_hinder_the_paper_broker(ops: Ops) -> None:
    settings = {"RUSTYBT_BROKER_TESTNET": "true", "RUSTYBT_BROKER_BASE_URL": "http://127.0.0.1:1"}
    assert ops("test-broker", "--broker", "paper", env=settings).code == 0


def test_output_may_be_standard_output(ops: Ops, home: Path) -> None:
    outcome = ops("test-broker", "--broker", "paper", "--output", "-")
    assert outcome.code == 0
    assert outcome.out.endswith("}\n")
    document = json.loads(outcome.out)
    jsonschema.validate(document, schema())
    assert document["status"] == "pass"
    assert "PASS  restart" in outcome.err
    assert "Result document" not in outcome.err
    assert not list(home.glob("results/*"))
    assert not list(Path().iterdir())


def test_a_file_may_be_named_as_a_dash(ops: Ops) -> None:
    outcome = ops("test-broker", "--broker", "paper", "-o", "./-")
    assert "PASS  restart" in outcome.out
    assert json.loads(Path("-").read_text())["status"] == "pass"


def test_nothing_on_standard_output_when_it_did_not_run(ops: Ops) -> None:
    outcome = ops("test-broker", "--broker", "nope", "--output", "-")
    assert (outcome.code, outcome.out) == (2, "")


def test_standard_output_that_takes_no_document(home: Path) -> None:
    assert home
    program = [sys.executable, "-m", "rustybt_ops", "test-broker", "--broker", "paper", "-o", "-"]
    for redirection, words in {
        ">&-": b"Error: standard output is closed",
        ">/dev/full": b"Error: the output cannot be written: No space left on device",
    }.items():
        command = ["sh", "-c", f'"$@" {redirection}', "sh", *program]
        done = subprocess.run(command, stderr=subprocess.PIPE, check=False)
        assert done.returncode == 2
        assert words in done.stderr


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
