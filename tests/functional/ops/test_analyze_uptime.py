from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.functional.ops.conftest import Outcome
from tests.unit.ops.uptime_log import DAY, INTERVAL, RUN, START, Log, Planted, session, write

Ops = Callable[..., Outcome]
OTHER = "feed0000" * 4
OUTAGES = [Planted("kill", DAY // 2, 900), Planted("feed", DAY // 2 + 7200, 1200)]


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    return tmp_path / "logs"


def good(logs: Path, *, run_id: str = RUN, seconds: int = 3600) -> Path:
    return write(logs / "paper-trade.log", session(seconds, log=Log(run_id)))


def test_the_target_is_met(ops: Ops, logs: Path) -> None:
    good(logs)
    outcome = ops("analyze-uptime", "--log-dir", str(logs))
    assert outcome.code == 0, outcome.out + outcome.err
    assert "100.0000% against a target of 99.9%" in outcome.out
    assert "(included) to" in outcome.out
    assert outcome.result["metrics"]["uptime_percent"] == 100
    assert outcome.result["simulated"] is True
    assert outcome.result["parameters"]["session"] == RUN


def test_the_acceptance_invocation(
    program: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    write(tmp_path / ".rustybt/logs/validation/paper-trade.log", session(6 * 3600))
    line = (
        "analyze-uptime --log-dir ~/.rustybt/logs --start-date 2025-10-11 --end-date 2025-11-10 "
        "--output uptime-report.json"
    )
    done = program(*line.split(), env={"HOME": str(tmp_path)})
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"Log found in the folder {tmp_path}/.rustybt/logs/validation" in done.stdout
    report = json.loads(Path("uptime-report.json").read_text())
    assert report["metrics"]["total_seconds"] == 6 * 3600
    assert report["status"] == "pass"


def test_a_missed_target_and_its_tickets(ops: Ops, logs: Path, tmp_path: Path) -> None:
    write(logs / "paper-trade.log", session(2 * DAY, OUTAGES))
    folder = tmp_path / "tickets"
    outcome = ops("analyze-uptime", "--log-dir", str(logs), "--tickets", str(folder))
    assert outcome.code == 1
    assert outcome.failure("uptime") == "service down"
    rows = outcome.result["details"]["incidents"]
    assert [(row["trouble"], row["duration_seconds"]) for row in rows] == [
        ("process", 900), ("feed", 1200)
    ]  # fmt: skip
    assert rows[0]["start"] == "2025-10-11T12:00:00.000Z"
    assert {row["severity"] for row in rows} == {"critical"}
    tickets = sorted(folder.iterdir())
    assert [each.name for each in tickets] == [
        "incident-001-20251011T120000Z-process.md",
        "incident-002-20251011T140000Z-feed.md",
    ]
    text = tickets[1].read_text()
    for words in ("Start: 2025-10-11T14:00:00.000Z", "error network: connection lost",
                  "## Likely cause", "## Proposed action", "Duration: 20 min"):  # fmt: skip
        assert words in text
    assert [each["path"] for each in outcome.result["artifacts"]] == [str(each) for each in tickets]
    lenient = ops("analyze-uptime", "--log-dir", str(logs), "--target", "98")
    assert lenient.code == 0


def test_no_secret_reaches_a_ticket(ops: Ops, logs: Path) -> None:
    log = Log()
    lines = [log.begin(seconds=3600), log.beat(0)]
    lines.append(log.event("error", 1, category="broker", message="refused s3cr3t-of-mine"))
    write(logs / "paper-trade.log", lines)
    arguments = ("--log-dir", str(logs), "--tickets", "tickets")
    outcome = ops("analyze-uptime", *arguments, env={"CCXT_SECRET": "s3cr3t-of-mine"})
    assert outcome.code == 1
    (ticket,) = Path("tickets").iterdir()
    assert "refused [secret]" in ticket.read_text()


def test_several_sessions_are_listed_unless_one_is_named(ops: Ops, logs: Path) -> None:
    lines = [*session(3600, log=Log(RUN)), *session(1800, log=Log(OTHER, START + DAY))]
    write(logs / "paper-trade.log", lines)
    outcome = ops("analyze-uptime", "--log-dir", str(logs))
    assert outcome.code == 2
    assert RUN in outcome.err
    assert OTHER in outcome.err
    assert "simple_strategy.py, paper" in outcome.err
    assert not outcome.result
    named = ops("analyze-uptime", "--log-dir", str(logs), "--session", OTHER[:8])
    assert named.code == 0
    assert named.result["metrics"]["total_seconds"] == 1800
    assert ops("analyze-uptime", "--log-dir", str(logs), "--session", "zzz").code == 2


def test_several_subfolders_are_listed(ops: Ops, logs: Path) -> None:
    good(logs / "a")
    good(logs / "b", run_id=OTHER)
    outcome = ops("analyze-uptime", "--log-dir", str(logs))
    assert outcome.code == 2
    assert "there are 2 sessions" in outcome.err


def test_no_heartbeat_is_a_failure(ops: Ops, logs: Path) -> None:
    write(logs / "paper-trade.log", [Log().begin()])
    outcome = ops("analyze-uptime", "--log-dir", str(logs))
    assert outcome.code == 1
    assert outcome.failure("heartbeats") == "bad data"
    assert outcome.result["metrics"]["uptime_percent"] is None
    assert "100" not in outcome.out.split("log")[0]


def test_dates_beside_the_session_are_a_failure(ops: Ops, logs: Path) -> None:
    good(logs)
    for dates in (["--start-date", "2026-01-01"], ["--end-date", "2025-01-01"]):
        outcome = ops("analyze-uptime", "--log-dir", str(logs), *dates)
        assert outcome.code == 1
        assert "the log goes from 2025-10-11T00:00:00.000Z" in outcome.out.lower().replace(
            "t00:00:00.000z", "T00:00:00.000Z"
        )


def test_a_period_beside_the_session_is_told_as_it_was_asked_for(ops: Ops, logs: Path) -> None:
    good(logs)
    dates = ["--start-date", "2026-01-01", "--end-date", "2026-02-01"]
    outcome = ops("analyze-uptime", "--log-dir", str(logs), *dates)
    asked = "2026-01-01T00:00:00.000Z (included) to 2026-02-01T00:00:00.000Z (not included)"
    assert asked in outcome.out
    assert "no heartbeat between 2026-01-01T00:00:00.000Z and 2026-02-01T00" in outcome.out


def test_a_log_without_its_beginning_does_not_invent_a_limit(ops: Ops, logs: Path) -> None:
    """Bars came daily, which only the lost beginning told; the virtual clock shows all the same."""
    log = Log()
    lines = [log.beat(at, age=float(at)) for at in range(0, 7200, INTERVAL)][300:]
    virtual = (line.replace(b'"boot_id":"', b'"boot_id":"virtual-') for line in lines)
    write(logs / "paper-trade.log", virtual)
    outcome = ops("analyze-uptime", "--log-dir", str(logs))
    assert outcome.result["simulated"] is True
    assert "SIMULATED: its clock was virtual" in outcome.out
    assert "no downtime" in outcome.out
    checks = {check["name"]: check["status"] for check in outcome.result["checks"]}
    assert (checks["feed"], checks["uptime"]) == ("warn", "warn")
    judged = ops("analyze-uptime", "--log-dir", str(logs), "--max-feed-age", "60")
    assert "feed, critical" in judged.out
    assert "feed" not in {check["name"] for check in judged.result["checks"]}


def test_data_that_were_not_the_real_thing_are_told(ops: Ops, logs: Path) -> None:
    log = Log()
    begin = log.begin(seconds=600, clock="real", simulated="bars of the past")
    lines = [begin, *(log.beat(at) for at in range(0, 600, INTERVAL))]
    write(logs / "paper-trade.log", lines)
    outcome = ops("analyze-uptime", "--log-dir", str(logs))
    assert outcome.result["simulated"] is True
    assert outcome.result["clock"]["simulated"] is False
    assert "SIMULATED: bars of the past" in outcome.out


def test_a_session_that_runs_is_interim(ops: Ops, logs: Path) -> None:
    now = datetime.now(UTC).timestamp() // 1
    log = Log(start=now - DAY * 3)
    lines = [log.begin(clock="real")]
    lines += [log.beat(at) for at in range(0, 3 * DAY, INTERVAL)]
    lines += [log.event("error", 3 * DAY - 1, category="network", message="x"), b'{"event":"hea']
    write(logs / "paper-trade.log", lines)
    outcome = ops("analyze-uptime", "--log-dir", str(logs))
    assert outcome.result["status"] == "in_progress", outcome.out
    assert "interim, day 4 of 30" in outcome.out
    assert outcome.code == 0
    assert outcome.result["simulated"] is False


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--log-dir", "absent"], "does not exist"),
        (["--log-dir", "empty"], "it is empty"),
        (["--log-dir", "strange"], "it holds hello.log"),
        (["--log-dir", "foreign"], "none of them written by paper-trade"),
        (["--log-dir", "void"], "the log is empty"),
        (["--log-dir", "strange/hello.log"], "is not a folder"),
        (["--log-file", "absent.log"], "does not exist"),
        (["--log-file", "strange/hello.log"], "1 line, none of them"),
        (["--log-file", "strange/hello.log", "--log-dir", "empty"], "not both"),
        (["--start-date", "-1d"], "does not match"),
        (["--as-of", "yesterday"], "does not match"),
        (["--start-date", "2025-11-10", "--end-date", "2025-10-11"], "period is empty"),
        (["--start-date", "2025-11-10", "--end-date", "2025-11-10"], "period is empty"),
        (["--target", "0"], "range"),
        (["--target", "101"], "range"),
        (["--target", "nan"], "not a number"),
        (["--max-feed-age", "-1"], "range"),
        (["--log-dir", "good", "--calendar", "XNYZ"], "XNYS"),
        (["--log-dir", "good", "--tickets", "strange/hello.log"], "is a file"),
    ],
)
def test_bad_input(ops: Ops, arguments: list[str], words: str) -> None:
    if "--calendar" in arguments:
        pytest.importorskip("exchange_calendars")
    for name in ("empty", "strange", "foreign", "void"):
        Path(name).mkdir()
    Path("strange/hello.log").write_text("hello\n")
    Path("foreign/paper-trade.log").write_text("hello\n" * 3)
    Path("void/paper-trade.log").touch()
    good(Path("good"))
    outcome = ops("analyze-uptime", *arguments)
    assert outcome.code == 2, outcome.out
    assert words in outcome.err
    assert "Internal error" not in outcome.err
    assert not outcome.result


def test_torn_and_foreign_lines_are_counted(ops: Ops, logs: Path) -> None:
    path = good(logs)
    path.write_bytes(b"hello\n" + path.read_bytes() + b'{"event":"heartb')
    outcome = ops("analyze-uptime", "--log-dir", str(logs))
    assert outcome.code == 0
    metrics = outcome.result["metrics"]
    assert (metrics["torn_lines"], metrics["foreign_lines"]) == (1, 1)
    assert outcome.statuses()["log"] == "warn"


def test_the_log_folder_of_the_settings_is_read(ops: Ops, logs: Path) -> None:
    good(logs)
    assert ops("analyze-uptime", env={"RUSTYBT_LOG_DIR": str(logs)}).code == 0
