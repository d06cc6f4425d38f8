"""The commands of the founding story, as it writes them, run as a reader runs them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
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


STRATEGY = """\
from rustybt_ops import Algorithm
class SimpleStrategy(Algorithm):
    def initialize(self, context):
        self.symbol = self.sid('SPY')
    def handle_data(self, context, data):
        if not context.portfolio.positions[self.symbol]:
            self.order(self.symbol, 100)
"""
PAPER_TRADE = (
    "rustybt-ops paper-trade --strategy simple_strategy.py --broker paper --duration 30d "
    "--log-level INFO"
)
ANALYSE = (
    "rustybt-ops analyze-uptime --log-dir ~/.rustybt/logs --start-date 2025-10-11 "
    "--end-date {end} --output uptime-report.json"
)


@pytest.mark.slow
def test_thirty_days_of_paper_trading_begin(
    home: Path, shell_path: str, servers: dict[str, str]
) -> None:
    Path("simple_strategy.py").write_text(STRATEGY)
    env = {**os.environ, **servers, "PATH": shell_path, "HOME": str(home.parent)}
    del env["RUSTYBT_HOME"]
    logs = home.parent / ".rustybt/logs"
    session = subprocess.Popen(
        ["sh", "-c", f"exec {PAPER_TRADE}"], env=env, stdout=subprocess.PIPE, text=True
    )
    follower = subprocess.Popen(  # -F: the log is not there yet
        ["sh", "-c", "exec tail -F ~/.rustybt/logs/paper-trade.log 2> /dev/null"],
        env=env,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert follower.stdout
        first = json.loads(follower.stdout.readline())
        assert (first["event"], first["clock"], first["symbols"]) == ("start", "real", ["SPY"])
        assert json.loads(follower.stdout.readline())["event"] == "heartbeat"
        assert session.poll() is None
        alive = subprocess.run(
            ["rustybt-ops", "status"], env=env, capture_output=True, text=True, check=False
        )
        assert "RUNNING" in alive.stdout, alive.stderr
        session.terminate()
        output = session.communicate(timeout=30)[0]
    finally:
        for process in (session, follower):
            process.kill()
            process.communicate()
    assert session.returncode == 0, output
    assert "paper-trade: IN_PROGRESS, SIMULATED" in output
    assert "day 1 of 30, interim" in output
    assert sorted(path.name for path in logs.glob("paper-trade.*")) == [
        "paper-trade.lock",
        "paper-trade.log",
        "paper-trade.sqlite",
    ]
    end = datetime.now(UTC).date() + timedelta(days=40)
    done = subprocess.run(
        ["sh", "-ec", ANALYSE.format(end=end)], env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    report = json.loads(Path("uptime-report.json").read_text())
    assert report["details"]["interim"]
    assert (report["details"]["day"], report["details"]["days"]) == (1, 30)
    assert report["status"] == "in_progress"
