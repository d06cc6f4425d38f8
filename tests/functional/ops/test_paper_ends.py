"""How sessions end: with the strategy at work, with a recording used up, while they catch up."""

from __future__ import annotations

import json
import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jsonschema
import pytest

from rustybt_ops import Algorithm
from rustybt_ops.feeds.bars import Interval
from rustybt_ops.journal.events import Reason
from rustybt_ops.paper import signals
from rustybt_ops.paper.clocks import VirtualSessionClock
from rustybt_ops.paper.folder import open_folder
from rustybt_ops.paper.progress import Progress
from rustybt_ops.paper.recorded import RecordedFeed
from rustybt_ops.paper.session import PaperSession
from rustybt_ops.paper.signals import stopping
from rustybt_ops.paper.work import Work
from rustybt_ops.redact import Redactor
from rustybt_ops.results.document import Result, schema
from tests.functional.ops.conftest import Outcome
from tests.functional.ops.test_paper_trade import (
    CHURN,
    FAST,
    count,
    entries,
    running,
    wait_for,
)
from tests.unit.ops.paper.rehearsal import DAY, START, Churn, Waves, plan

Ops = Callable[..., Outcome]


def write(text: str) -> str:
    Path("churn.py").write_text(text)
    return "churn.py"


def test_a_strategy_that_blocks_past_the_planned_end_is_given_up(
    home: Path, ops: Ops, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signals, "GRACE", 0.5)
    block = "count += 1\n    if context.count == 4: import time; time.sleep(600)\n"
    name = write(CHURN.replace("count += 1\n", block))
    done = ops("paper-trade", "--strategy", name, "--duration", "2s", *FAST)
    assert done.checks["session"]["status"] == "pass", done.out + done.err
    last = entries(home)[-1]
    assert (last["event"], last["reason"]) == ("shutdown", "completed")
    (error,) = entries(home, "error")
    assert error["category"] == "strategy"
    assert "given up at the planned end" in error["message"]
    assert len(entries(home, "order")) == 3  # of the fourth bar it has not decided


def test_a_recording_that_is_used_up_is_told(home: Path, ops: Ops) -> None:
    lines = ["date,open,high,low,close,volume"]
    lines += [f"2024-01-{day:02d},10,11,9,10,1000" for day in (2, 3, 4, 5)]
    Path("SPY.csv").write_text("\n".join(lines) + "\n")
    argv = ("--strategy", write(CHURN), "--path", "SPY.csv", "--duration", "2s", *FAST)
    done = ops("paper-trade", *argv)
    assert "no market data: all recorded bars have been handed out" in done.err
    (error,) = entries(home, "error")
    assert error["category"] == "feed"
    assert len(entries(home, "bar")) == 4


def test_the_first_day_is_kept(home: Path, ops: Ops) -> None:
    argv = ("--strategy", write(CHURN), "--duration", "30d", *FAST, "--start", "2024-03-01")
    with running(*argv) as process:
        wait_for(lambda: count(home, "fills") > 2, process)
        process.kill()
        process.wait()
    first = entries(home, "bar")[0]["bar"]
    assert first == 1_709_251_200_000  # 1 March 2024
    other = ops("paper-trade", "--resume", "--start", "2024-04-01")
    assert other.code == 2
    assert "began with --start 2024-03-01, not 2024-04-01" in other.err
    before = count(home, "bars")
    with running("--resume") as process:
        wait_for(lambda: count(home, "bars") > before + 3, process)
        process.send_signal(signal.SIGTERM)
        process.communicate()
    times = [each["bar"] for each in entries(home, "bar")]
    assert times == sorted(set(times))
    assert min(times) == first


class Slow(Algorithm):
    """Stops the session from outside when it has seen some bars."""

    def __init__(self, after: int, then: Callable[[], None]) -> None:
        self._after, self._then = after, then

    def initialize(self, context: object) -> None:
        self._churn = Churn()
        self._churn.initialize(context)

    def handle_data(self, context: object, data: object) -> None:
        self._churn.handle_data(context, data)
        if self._churn.count == self._after:
            self._then()


def test_a_stop_is_heard_while_bars_of_the_past_are_gone_through(tmp_path: Path) -> None:
    asked = plan(2, 300.0)
    clock = VirtualSessionClock(asked.started)
    shown: list[str] = []
    sessions: list[PaperSession] = []

    def part(after: int, *, resumed: bool) -> tuple[PaperSession, Decimal]:
        folder = open_folder(tmp_path, resume=resumed)
        feed = RecordedFeed(Waves(3 * DAY), asked.interval, clock)

        def stop() -> None:
            sessions[-1].stop()

        strategy = Slow(after, stop)
        progress = Progress(shown.append, shown.append, *_place(tmp_path), Redactor())
        session = PaperSession(
            folder, asked, strategy, feed, clock, resumed=resumed, watch=progress
        )
        sessions.append(session)
        try:
            assert session.run().reason is Reason.SIGNAL
            return session, session.broker.cash
        finally:
            folder.close()
            clock.resume()

    _, first = part(200, resumed=False)
    again, same = part(50, resumed=True)
    assert same == first
    assert again.work.again == (50, 200)
    assert not again.work.caught_up
    assert "going through the bars it has seen again: 1 of 200" in shown
    third, later = part(210, resumed=True)
    assert third.work.caught_up
    assert later == third.engine.portfolio.cash != first  # it went on
    assert third.book.diverged == 0


@pytest.mark.parametrize(("alarms", "whole"), [((50, 120), True), ((50, 50), False)])
def test_going_through_the_past_may_outlast_the_planned_end_if_it_gets_on(
    tmp_path: Path, alarms: tuple[int, int], *, whole: bool
) -> None:
    asked = plan(2, 300.0)
    clock = VirtualSessionClock(asked.started)

    def part(strategy: Algorithm, *, resumed: bool) -> PaperSession:
        folder = open_folder(tmp_path, resume=resumed)
        feed = RecordedFeed(Waves(3 * DAY), asked.interval, clock)
        session = PaperSession(folder, asked, strategy, feed, clock, resumed=resumed)
        sessions.append(session)
        with stopping(session):
            session.run()
        folder.close()
        clock.resume()
        return session

    class Late(Churn):
        """At these bars the grace after the planned end is over, as the timer would say."""

        def handle_data(self, context: object, data: object) -> None:
            super().handle_data(context, data)
            for _ in range(alarms.count(self.count)):
                signal.raise_signal(signal.SIGALRM)

    sessions: list[PaperSession] = []

    def stop() -> None:
        sessions[-1].stop()

    part(Slow(200, stop), resumed=False)
    again = part(Late(), resumed=True)
    assert again.work.caught_up == whole
    assert again.book.diverged == 0


def test_going_through_the_past_is_told_each_minute(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moments = iter([0.0, 0.4, 30.0, 61.0, 119.0, 122.0])
    monkeypatch.setattr("rustybt_ops.paper.progress.time.monotonic", moments.__next__)
    shown: list[str] = []
    told: list[str] = []
    progress = Progress(shown.append, told.append, *_place(tmp_path), Redactor())
    for done in range(1, 7):
        progress(SimpleNamespace(work=Work(again=(done * 1000, 9000))))  # type: ignore[arg-type]  # all it looks at
    lines = [f"going through the bars it has seen again: {done},000 of 9,000" for done in (4, 6)]
    assert told == lines
    assert len(shown) == 5


def _place(folder: Path) -> tuple[Result, Path]:
    return Result("paper-trade", ["rustybt-ops"], None), folder / "result.json"


def test_interim_results_each_hour(tmp_path: Path) -> None:
    asked = replace(plan(5 / 24, 60.0, Interval.MINUTE), virtual=False)
    clock = VirtualSessionClock(asked.started)
    result, target = _place(tmp_path)
    progress = Progress(lambda _: None, lambda _: None, result, target, Redactor())
    written: dict[str, dict[str, Any]] = {}

    def watch(session: PaperSession) -> None:
        progress(session)
        if target.exists():
            made = json.loads(target.read_text())
            written.setdefault(made["metrics"]["total_seconds"], made)

    folder = open_folder(tmp_path)
    feed = RecordedFeed(Waves(DAY, Interval.MINUTE), asked.interval, clock)
    session = PaperSession(folder, asked, Churn(), feed, clock, watch=watch)
    assert session.run().reason is Reason.COMPLETED
    folder.close()
    hours = [round(float(seconds) / 3600, 1) for seconds in written]
    assert hours == [1, 2, 3, 4]
    for made in written.values():
        jsonschema.validate(made, schema())
        assert made["status"] == "in_progress"
    last = list(written.values())[-1]
    assert last["details"]["interim"]
    (session_check,) = [each for each in last["checks"] if each["name"] == "session"]
    assert session_check["detail"].startswith("4 h 1 min of 5 h, interim")
    assert last["metrics"]["trades"] >= 230
    assert Decimal(str(last["metrics"]["cash"])) > 0


def test_what_is_broken_off_is_no_beginning(tmp_path: Path) -> None:
    """A second signal before the first entry is an interruption, not a session."""
    asked = plan(1)
    clock = VirtualSessionClock(START)

    class Stubborn(RecordedFeed):
        def subscribe(self, symbols: object, after: object) -> None:
            assert (symbols, after) == (["AAA"], None)
            session.work.break_off()

    folder = open_folder(tmp_path)
    feed = Stubborn(Waves(DAY), asked.interval, clock)
    session = PaperSession(folder, asked, Churn(), feed, clock)
    with pytest.raises(KeyboardInterrupt):
        session.run()
    assert not folder.begun
    folder.close()


def test_what_is_no_session(home: Path, ops: Ops) -> None:
    nothing = ops("paper-trade", "--resume")
    assert nothing.code == 2
    assert f"there is no unfinished session in {home / 'logs'}" in nothing.err
    base = home / "logs/paper-trade.sqlite"
    base.write_bytes(b"")
    assert f"there is no session in {home / 'logs'}" in ops("status").err
    base.write_bytes(b"something else " * 1000)
    for argv in (("status",), ("paper-trade", "--strategy", write(CHURN), "--source", "csv")):
        outcome = ops(*argv)
        assert outcome.code == 1
        assert "It is damaged or not of this program" in outcome.err
    assert base.read_bytes() == b"something else " * 1000


def test_too_much_money(home: Path, ops: Ops) -> None:
    assert home
    outcome = ops("paper-trade", "--strategy", write(CHURN), "--capital", "1e999999")
    assert outcome.code == 2
    assert "--capital 1e999999 is more than 1,000,000,000,000,000" in outcome.err


def test_the_database_of_another_program_is_left_alone(home: Path, ops: Ops) -> None:
    (home / "logs").mkdir(parents=True)
    with closing(sqlite3.connect(home / "logs/paper-trade.sqlite")) as base:
        base.execute("CREATE TABLE mine (x)")
        base.execute("INSERT INTO mine VALUES (42)")
        base.commit()
        outcome = ops("paper-trade", "--strategy", write(CHURN), "--source", "csv", "--new")
        assert outcome.code == 2
        assert "is the database of another program" in outcome.err
        assert base.execute("SELECT * FROM mine").fetchall() == [(42,)]


@pytest.mark.parametrize("text", ["{}", "no JSON"])
def test_a_session_of_another_version_is_set_aside(home: Path, ops: Ops, text: str) -> None:
    asked = ("paper-trade", "--strategy", write(CHURN), "--duration", "1d")
    asked = (*asked, "--source", "csv", "--clock", "virtual", "--heartbeat", "3600")
    assert ops(*asked).code == 0
    with closing(sqlite3.connect(home / "logs/paper-trade.sqlite")) as base:
        base.execute("UPDATE facts SET value = ? WHERE name = 'plan'", (text,))
        base.commit()
    for argv in (("status",), ("paper-trade", "--resume")):
        outcome = ops(*argv)
        assert outcome.code in (1, 2)
        assert "Internal error" not in outcome.err
    assert ops(*asked, "--new").code == 0
    assert len(list((home / "logs").glob("paper-trade-*.sqlite"))) == 1
