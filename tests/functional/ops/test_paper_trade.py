from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.functional.ops.conftest import INTERRUPTIBLE, Outcome, wait_for

SIMPLE = """\
from rustybt_ops import Algorithm
class SimpleStrategy(Algorithm):
    def initialize(self, context):
        self.symbol = self.sid('SPY')
    def handle_data(self, context, data):
        if not context.portfolio.positions[self.symbol]:
            self.order(self.symbol, 100)
"""
CHURN = """\
from rustybt_ops import order, symbol
def initialize(context):
    context.asset, context.count = symbol('SPY'), 0
def handle_data(context, data):
    context.count += 1
    order(context.asset, 10 if context.count % 3 else -15)
"""
VIRTUAL = ("--source", "csv", "--clock", "virtual", "--heartbeat", "60")
FAST = ("--source", "csv", "--pace", "0.02", "--heartbeat", "0.1")


@pytest.fixture
def strategy(home: Path) -> Callable[..., str]:
    def write(text: str = SIMPLE, name: str = "simple_strategy.py") -> str:
        assert home
        Path(name).write_text(text)
        return name

    return write


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("x = (\n", ":1: '(' was never closed\n    x = (\nCorrect the strategy.\n"),
        ("raise ValueError('one\\n  two')", ":1: ValueError: one\n    two\n"),
    ],
)
def test_a_fault_in_several_lines_is_one_error(
    ops: Callable[..., Outcome], strategy: Callable[..., str], text: str, told: str
) -> None:
    outcome = ops("paper-trade", "--source", "csv", "--strategy", strategy(text))
    assert outcome.code == 2
    assert outcome.err == f"Error: {Path('simple_strategy.py').absolute()}{told}"


def entries(home: Path, *kinds: str) -> list[dict[str, Any]]:
    """The entries of the log, its earlier parts included."""
    folder = home / "logs"
    parts = sorted(folder.glob("paper-trade.log.*"), key=lambda path: int(path.suffix[1:]))
    lines = b"".join(path.read_bytes() for path in [*parts, *folder.glob("paper-trade.log")])
    made = [json.loads(line) for line in lines.splitlines() if line.endswith(b"}")]
    return [each for each in made if not kinds or each["event"] in kinds]


@contextmanager
def running(*argv: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [*INTERRUPTIBLE, sys.executable, "-m", "rustybt_ops", "paper-trade", *argv],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=dict(os.environ),
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        assert process.stdout
        process.stdout.close()


def count(home: Path, table: str) -> int:
    """The rows of a table of the session's database; 0 before it is made."""
    try:
        base = sqlite3.connect(f"file:{home}/logs/paper-trade.sqlite?mode=ro", uri=True)
    except sqlite3.Error:
        return 0
    try:
        found = base.execute(
            f"SELECT count(*) FROM {table}"  # noqa: S608 - the names are our own
        ).fetchone()
    except sqlite3.Error:
        return 0
    finally:
        base.close()
    return int(found[0])


def test_thirty_virtual_days(
    home: Path, ops: Callable[..., Outcome], strategy: Callable[..., str]
) -> None:
    done = ops("paper-trade", "--strategy", strategy(), "--duration", "30d", *VIRTUAL)
    assert done.code == 0, done.out + done.err
    assert done.result["status"] == "pass"
    assert done.result["simulated"]
    assert done.result["clock"] == {"kind": "virtual", "simulated": True}
    assert "paper-trade: PASS, SIMULATED" in done.out
    assert done.checks["session"]["value"] == 30 * 86_400
    assert done.result["metrics"]["service_uptime_percent"] == 100
    assert done.result["metrics"]["trades"] == 1
    kinds = [entry["event"] for entry in entries(home)]
    assert (kinds[0], kinds[-1]) == ("start", "shutdown")
    assert kinds.count("heartbeat") == 30 * 1440 + 1  # both ends
    assert [entry["seq"] for entry in entries(home)] == list(range(1, len(kinds) + 1))
    (fill,) = entries(home, "fill")
    assert (fill["symbol"], fill["amount"], fill["side"]) == ("SPY", "100", "buy")


def test_the_analysis_agrees(
    home: Path, ops: Callable[..., Outcome], strategy: Callable[..., str]
) -> None:
    ops("paper-trade", "--strategy", strategy(), "--duration", "7d", *VIRTUAL)
    analysed = ops("analyze-uptime", "--log-dir", str(home / "logs"))
    assert analysed.code == 0, analysed.out
    assert analysed.result["simulated"]
    assert analysed.result["metrics"]["service_uptime_percent"] == 100
    assert analysed.result["metrics"]["trades"] == 1


@pytest.mark.parametrize(
    ("duration", "words"),
    [
        ("0", "'0' is no duration"),
        ("0d", "no time at all"),
        ("-1d", "'-1d' is no duration"),
        ("30x", "'30x' is no duration"),
        ("", "'' is no duration"),
        ("99999d", "longer than ten years"),
        ("1d2h", "'1d2h' is no duration"),
    ],
)
def test_durations_that_are_none(
    ops: Callable[..., Outcome], strategy: Callable[..., str], duration: str, words: str
) -> None:
    done = ops("paper-trade", "--strategy", strategy(), f"--duration={duration}", *VIRTUAL)
    assert done.code == 2
    assert words in done.err


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("def handle_data(context, data)\n    pass\n", 2, "strategy.py:1: expected ':'"),
        ("x = 1\n", 2, "defines no strategy"),
        ("from rustybt import Algorithm\n", 2, "Replace it: from rustybt_ops import Algorithm"),
        ("1 / 0\n", 2, "ZeroDivisionError"),
        ("def handle_data(context, data): pass\n", 1, "declares no symbol"),
        (SIMPLE.replace("self.sid('SPY')", "1 / 0"), 1, "initialize raised ZeroDivisionError"),
        (SIMPLE.replace("SPY", "NOPE"), 1, "none of NOPE"),
    ],
)
def test_strategies_that_cannot_start(
    ops: Callable[..., Outcome], strategy: Callable[..., str], text: str, code: int, words: str
) -> None:
    name = strategy(text, "strategy.py")
    done = ops("paper-trade", "--strategy", name, "--duration", "5d", *VIRTUAL)
    assert done.code == code, done.out + done.err
    assert words in done.out + done.err
    assert "Traceback" not in done.err
    if code:  # nothing stands in the way of the next attempt
        good = ops("paper-trade", "--strategy", strategy(), "--duration", "5d", *VIRTUAL)
        assert good.code == 0, good.err


def test_rejected_orders_are_told_with_their_reason(
    ops: Callable[..., Outcome], strategy: Callable[..., str]
) -> None:
    argv = ("--strategy", strategy(), "--duration", "5d", "--capital", "100")
    done = ops("paper-trade", *argv, *VIRTUAL)
    assert done.checks["orders"]["status"] == "warn"
    assert "4 orders, 0 fills" in done.out
    assert "4 of the orders rejected" in done.out
    assert "rejected: insufficient funds: 4" in done.out


def test_a_strategy_that_raises_once_in_the_hundredth_bar(
    home: Path, ops: Callable[..., Outcome], strategy: Callable[..., str]
) -> None:
    text = CHURN.replace("count += 1\n", "count += 1\n    if context.count == 100: 1 / 0\n")
    name = strategy(text, "churn.py")
    done = ops(
        "paper-trade", "--strategy", name, "--duration", "200d", *VIRTUAL[:4], "--heartbeat", "3600"
    )
    (error,) = entries(home, "error")
    assert error["category"] == "strategy"
    assert "churn.py:6" in error["message"]
    assert "ZeroDivisionError" in error["message"]
    assert "(bar 100" in error["message"]
    assert done.checks["errors"]["status"] == "warn"
    assert done.checks["session"]["status"] == "pass"
    bars, orders = len(entries(home, "bar")), len(entries(home, "order"))
    assert (orders, bars) == (bars - 1, orders + 1)


def test_a_strategy_that_always_raises_is_stopped(
    home: Path, ops: Callable[..., Outcome], strategy: Callable[..., str]
) -> None:
    text = CHURN.replace("count += 1\n", "count += 1\n    if context.count >= 100: 1 / 0\n")
    argv = ("--strategy", strategy(text, "churn.py"), "--duration", "200d", "--source", "csv")
    done = ops("paper-trade", *argv, "--clock", "virtual", "--heartbeat", "3600")
    assert done.code == 1
    assert done.checks["session"]["status"] == "fail"
    assert "ZeroDivisionError" in done.checks["strategy"]["detail"]
    assert entries(home)[-1]["event"] == "shutdown"
    assert entries(home)[-1]["reason"] == "failure"
    assert entries(home, "error")[-1]["category"] == "strategy"
    before = len(entries(home, "fill"))
    strategy(CHURN, "churn.py")  # corrected
    again = ops("paper-trade", "--resume")
    assert again.checks["session"]["status"] == "pass", again.out
    assert "has changed" in again.out
    fills = entries(home, "fill")
    assert len(fills) > before
    assert len({fill["fill_id"] for fill in fills}) == len(fills)


def test_an_unfinished_session_is_not_overwritten(
    home: Path, ops: Callable[..., Outcome], strategy: Callable[..., str]
) -> None:
    name = strategy(CHURN, "churn.py")
    with running(
        "--strategy", name, "--duration", "30d", "--source", "csv", "--heartbeat", "0.1"
    ) as process:
        wait_for(lambda: count(home, "entries") > 3, process)
        second = ops("paper-trade", "--strategy", name, "--duration", "30d", *FAST)
        assert second.code == 2
        assert f"a session is running in {home / 'logs'} (process {process.pid})" in second.err
        process.send_signal(signal.SIGTERM)
        output = process.communicate()[0]
    assert process.returncode == 0, output
    assert "day 1 of 30, interim" in output
    assert "paper-trade: IN_PROGRESS, SIMULATED" in output
    assert entries(home)[-1]["event"] == "shutdown"
    assert entries(home)[-1]["reason"] == "signal"
    third = ops("paper-trade", "--strategy", name, "--duration", "30d", *FAST)
    assert third.code == 2
    assert "unfinished session" in third.err
    other = ops("paper-trade", "--resume", "--capital", "5", *FAST[:2])
    assert other.code == 2
    assert "began with --capital 100000, not 5" in other.err
    new = ops("paper-trade", "--strategy", name, "--duration", "5d", *VIRTUAL, "--new")
    assert new.code == 0, new.err
    assert len(list((home / "logs").glob("paper-trade-*.sqlite"))) == 1


def test_killed_again_and_again(home: Path, strategy: Callable[..., str]) -> None:
    name = strategy(CHURN, "churn.py")
    argv = ("--strategy", name, "--duration", "40s", *FAST, "--resume")
    for round_ in range(4):
        with running(*argv) as process:
            goal = count(home, "entries") + 25 + 10 * round_
            wait_for(lambda goal=goal: count(home, "entries") >= goal, process)  # type: ignore[misc]  # bound
            process.kill()
    with running(*argv) as process:
        goal = count(home, "bars") + 5
        wait_for(lambda: count(home, "bars") >= goal, process)
        process.send_signal(signal.SIGINT)
        assert process.communicate()[0]
    made = entries(home)
    assert [entry["seq"] for entry in made] == list(range(1, len(made) + 1))
    assert [entry["event"] for entry in made].count("restart") == 4
    fills = entries(home, "fill")
    assert len({fill["fill_id"] for fill in fills}) == len(fills) == count(home, "fills")
    # the strategy orders at each bar, and its count lives through the kills
    sides = [entry["side"] for entry in entries(home, "order")]
    assert sides == ["sell" if number % 3 == 0 else "buy" for number in range(1, len(sides) + 1)]
    assert len({entry["run_id"] for entry in made}) == 1


def test_status(home: Path, ops: Callable[..., Outcome], strategy: Callable[..., str]) -> None:
    assert ops("status").code == 2
    assert "no session" in ops("status").err
    name = strategy(CHURN, "churn.py")
    with running("--strategy", name, "--duration", "30d", *FAST) as process:
        wait_for(lambda: count(home, "fills") > 2, process)
        alive = ops("status")
        assert alive.code == 0, alive.err
        assert f"RUNNING, process {process.pid}" in alive.out
        assert "day 1 of 30" in alive.out
        assert "SIMULATED: bars of the past" in alive.out
        process.kill()
        process.wait()
    dead = ops("status", "--output-format", "json", "--events", "1")
    assert dead.code == 1
    told = json.loads(dead.out)
    assert told["health"] == "stopped"
    assert told["process"] is None
    assert told["fills"] == count(home, "fills")
    assert len(told["events"]) == 1
    assert [held["symbol"] for held in told["positions"]] in ([], ["SPY"])
    assert "--resume" in ops("status").out


# It tells that the first signal has come: the grace it grants is a timer.
_BLOCKING = """\
    import pathlib, signal, time
    while True:
        time.sleep(0.01)
        if signal.getitimer(signal.ITIMER_REAL)[0]:
            pathlib.Path("asked").touch()
"""


def test_a_strategy_that_blocks_is_ended_by_a_second_signal(
    home: Path, strategy: Callable[..., str]
) -> None:
    name = strategy(CHURN.replace("count += 1\n", f"count += 1\n{_BLOCKING}"), "churn.py")
    with running("--strategy", name, "--duration", "30d", *FAST) as process:
        wait_for(
            lambda: [each for each in entries(home, "heartbeat") if each["loop_lag"] > 0.3], process
        )
        process.send_signal(signal.SIGTERM)
        wait_for(Path("asked").exists, process)  # two signals at once are one
        process.send_signal(signal.SIGTERM)
        assert "interim" in process.communicate()[0]
    assert entries(home)[-1]["event"] == "shutdown"
    assert entries(home, "order") == []


def test_a_torn_and_a_missing_log_are_made_whole(
    home: Path, ops: Callable[..., Outcome], strategy: Callable[..., str]
) -> None:
    name = strategy(CHURN, "churn.py")
    with running("--strategy", name, "--duration", "30d", *FAST) as process:
        wait_for(lambda: count(home, "fills") > 5, process)
        process.kill()
        process.wait()
    log = home / "logs/paper-trade.log"
    whole = log.read_bytes()
    log.write_bytes(whole[: len(whole) // 2])  # what a loss of power may leave
    with running("--resume") as process:
        wait_for(lambda: count(home, "entries") > whole.count(b"\n") + 3, process)
        process.send_signal(signal.SIGHUP)  # as a terminal that is closed
        process.communicate()
    numbers = [entry["seq"] for entry in entries(home)]
    assert sorted(set(numbers)) == list(range(1, count(home, "entries") + 1))
    analysed = ops("analyze-uptime")
    assert analysed.result["metrics"]["missing_entries"] == 0
    assert analysed.result["metrics"]["torn_lines"] <= 1
