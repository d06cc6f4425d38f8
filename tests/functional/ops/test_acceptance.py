"""The commands of the founding story, as it writes them, run as a reader runs them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.standins import binance
from tests.standins.hooks import HookStandIn
from tests.standins.yahoo import YahooStandIn


@pytest.fixture(scope="module")
def shell_path(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A folder in front of the PATH where `rustybt-ops` and `python` are the ones under test."""
    folder = tmp_path_factory.mktemp("bin")
    for name, arguments in (("rustybt-ops", " -m rustybt_ops"), ("python", "")):
        script = folder / name
        script.write_text(f'#!/bin/sh\nexec "{sys.executable}"{arguments} "$@"\n')
        script.chmod(0o755)
    return f"{folder}:{os.environ['PATH']}"


@pytest.fixture
def servers() -> Iterator[dict[str, str]]:
    with binance.BinanceStandIn() as exchange, YahooStandIn() as yahoo, HookStandIn() as hooks:
        yield {
            "RUSTYBT_BROKER_BASE_URL": exchange.url,
            "RUSTYBT_DATA_BASE_URL": yahoo.url,
            "RUSTYBT_SLACK_URL": f"{hooks.url}/services/T/B/X",
        }


EXPORTS = f"export CCXT_EXCHANGE=binance CCXT_API_KEY={binance.KEY} CCXT_SECRET={binance.SECRET}\n"
APPEND = "rustybt-ops test-broker --broker paper >> validation-report.md 2>&1\n"
DATES = "--start 2024-01-01 --end 2024-12-31"


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        ("rustybt-ops --help", 0, "Usage: rustybt-ops"),
        ("rustybt-ops test-broker --broker paper", 0, "test-broker: PASS"),
        (
            EXPORTS + "rustybt-ops test-broker --broker $CCXT_EXCHANGE --testnet",
            0,
            "broker: binance, testnet",
        ),
        ("rustybt-ops test-data --source yfinance", 0, "records of SPY"),
        (f"rustybt-ops test-data --source yfinance --symbol SPY {DATES}", 0, "251 records"),
        ("rustybt-ops test-data --source quandl", 2, "write-bundle quandl"),
        ("rustybt-ops verify-config", 0, "verify-config:"),
        ("rustybt-ops test-alerts", 0, "test-alerts: PASS"),
        (
            APPEND + "cat validation-report.md",
            0,
            "PASS  limit-order",
        ),
    ],
)
def test_works_as_written(
    home: Path, shell_path: str, servers: dict[str, str], *, line: str, code: int, words: str
) -> None:
    env = {
        **os.environ,
        **servers,
        "PATH": shell_path,
        "RUSTYBT_ENV": "validation",
        "RUSTYBT_LOG_DIR": "~/.rustybt/logs/validation",
        "HOME": str(home.parent),
    }
    done = subprocess.run(
        ["sh", "-ec", line], env=env, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == code, done.stdout + done.stderr
    assert words in done.stdout + done.stderr
    assert binance.SECRET not in done.stdout + done.stderr
    for path in home.glob("results/*.json"):
        assert json.loads(path.read_text())["environment"] == "validation"
        assert list((home.parent / ".rustybt/logs/validation").glob("*.log"))


@pytest.mark.slow
def test_the_benchmark_and_the_check_of_its_results(home: Path, shell_path: str) -> None:
    env = {**os.environ, "PATH": shell_path, "HOME": str(home.parent)}
    script = Path(__file__).resolve().parents[3] / "scripts" / "check_performance_regression.py"
    check = f"python {script} benchmark-results.json --baseline"

    def shell(line: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["sh", "-ec", line], env=env, capture_output=True, text=True, timeout=300, check=False
        )

    done = shell("rustybt-ops benchmark --suite backtest --output benchmark-results.json")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "benchmark: PASS" in done.stdout
    same = shell(f"{check} benchmark-results.json")
    assert (same.returncode, "0 of 5 cases have regressed" in same.stdout) == (0, True)
    made = json.loads(Path("benchmark-results.json").read_text())
    for sample in made["samples"]:
        sample["cpu_seconds"] /= 1.3
    Path("faster.json").write_text(json.dumps(made))
    assert shell(f"{check} faster.json").returncode == 1
    made["details"]["machine"]["cpu"] = "another"
    Path("elsewhere.json").write_text(json.dumps(made))
    assert shell(f"{check} elsewhere.json").returncode == 3
