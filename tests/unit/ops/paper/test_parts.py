from __future__ import annotations

import json
import resource
from pathlib import Path

import pytest

from rustybt_ops.database import Database
from rustybt_ops.errors import ConfigurationError, ServiceError
from rustybt_ops.feeds.live import LiveBar
from rustybt_ops.journal.events import Category, Entry, Heartbeat, Kind, encode
from rustybt_ops.journal.logfile import LogFile, rotated
from rustybt_ops.journal.stamps import MachineStamps
from rustybt_ops.journal.writer import Journal, last_lines
from rustybt_ops.paper.clocks import VirtualSessionClock
from rustybt_ops.paper.gather import Gather
from rustybt_ops.paper.lock import Lock, holder
from rustybt_ops.paper.plan import Plan, parse_duration
from rustybt_ops.paper.troubles import WINDOW, Troubles
from rustybt_ops.redact import Redactor
from tests.unit.ops.paper.rehearsal import plan

RUN = "cafe" * 8


def line(seq: int, run_id: str = RUN) -> bytes:
    return encode(Entry(Kind.BAR, 1.0, seq, run_id))


@pytest.mark.parametrize(
    ("text", "seconds"), [("30s", 30), ("15m", 900), ("1h", 3600), ("30d", 2_592_000)]
)
def test_durations(text: str, seconds: int) -> None:
    assert parse_duration(text) == seconds


@pytest.mark.parametrize("text", ["0", "0s", "-1d", "30x", "", "d", "1.5h", "1d ago", "99999d"])
def test_what_is_no_duration(text: str) -> None:
    with pytest.raises(ConfigurationError):
        parse_duration(text)


def test_a_plan_survives_its_journey() -> None:
    assert Plan.decode(plan(3).encode()) == plan(3)
    with pytest.raises(ServiceError, match="another version"):
        Plan.decode('{"capital": "1"}')


def test_a_torn_line_is_closed_when_the_log_is_opened_again(tmp_path: Path) -> None:
    path = tmp_path / "x.log"
    path.write_bytes(line(1) + line(2)[:20])
    log = LogFile(path)
    assert log.last_sequence(RUN) == 1
    assert log.write([line(2)]) == 1
    assert path.read_bytes() == line(1) + line(2)[:20] + b"\n" + line(2)
    assert log.last_sequence(RUN) == 2
    assert log.last_sequence("other") == 0
    log.close()


def test_full_logs_are_set_aside_in_order(tmp_path: Path) -> None:
    path = tmp_path / "x.log"
    log = LogFile(path, largest=len(line(1)) * 3)
    for number in range(1, 13):
        assert log.write([line(number)]) == 1
    log.close()
    parts = [each for _, each in rotated(path)]
    assert [each.name for each in parts] == ["x.log.1", "x.log.2", "x.log.3"]
    assert b"".join(each.read_bytes() for each in [*parts, path]) == b"".join(
        map(line, range(1, 13))
    )


def test_a_disk_that_takes_half_a_line(tmp_path: Path) -> None:
    base, log = Database(tmp_path / "x.sqlite"), LogFile(tmp_path / "x.log")
    journal = Journal(base, log, MachineStamps(), RUN)
    journal.note(Kind.BAR, symbol="A")
    journal.flush()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    size = (tmp_path / "x.log").stat().st_size
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size + 30, hard))
        assert log.write([line(2)]) == 0
        assert log.error
        journal.note(Kind.BAR, symbol="B")
        with pytest.raises(ServiceError):
            journal.flush()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    journal.flush()
    assert journal.sequence == 2
    lines = (tmp_path / "x.log").read_bytes().splitlines()
    assert len(lines) == 3  # the torn one stands between the two
    assert b'"symbol":"B"' in lines[2]
    journal.close()
    base.close()


def test_an_entry_and_its_change_are_written_together_or_not_at_all(tmp_path: Path) -> None:
    base, log = Database(tmp_path / "x.sqlite"), LogFile(tmp_path / "x.log")
    base.script("CREATE TABLE changes (what TEXT)")
    journal = Journal(base, log, MachineStamps(), RUN)

    def fail() -> None:
        with journal.transaction() as entries:
            base.execute("INSERT INTO changes VALUES ('a')")
            entries.append(journal.made(Kind.BAR, {}))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert journal.sequence == 0
    assert base.execute("SELECT count(*) FROM changes").fetchone() == (0,)
    assert (tmp_path / "x.log").read_bytes() == b""
    journal.close()
    base.close()


def test_the_last_events_are_found_behind_any_number_of_heartbeats(tmp_path: Path) -> None:
    base, log = Database(tmp_path / "x.sqlite"), LogFile(tmp_path / "x.log")
    journal = Journal(base, log, MachineStamps(), RUN)
    with journal.transaction() as entries:
        entries += [journal.made(Kind.BAR, {"close": str(number)}) for number in range(3)]
        stamp = MachineStamps().read()
        entries += [
            Heartbeat(stamp.wall, 0, RUN, "b", 1.0, 5.0, None, 0.0, market_open=True)
            for _ in range(2000)
        ]
    found = [json.loads(each) for each in last_lines(base, 2, heartbeats=False)]
    assert [each["close"] for each in found] == ["1", "2"]
    beats = [json.loads(each) for each in last_lines(base, 2, heartbeats=True)]
    assert [each["event"] for each in beats] == ["heartbeat", "heartbeat"]
    assert last_lines(base, 1) == last_lines(base, 1, heartbeats=True)
    journal.close()
    base.close()


def test_like_errors_are_counted(tmp_path: Path) -> None:
    base, log = Database(tmp_path / "x.sqlite"), LogFile(tmp_path / "x.log")
    journal = Journal(base, log, MachineStamps(), RUN)
    troubles = Troubles(journal, Redactor(["hunter22"]))
    for number in range(100):
        troubles.note(Category.NETWORK, f"no answer after {number} s, hunter22", number * 0.1)
    troubles.note(Category.NETWORK, "no answer after 7 s, hunter22", WINDOW + 1)
    troubles.note(Category.FEED, "another", WINDOW + 1)
    troubles.finish()
    journal.close()
    base.close()
    text = (tmp_path / "x.log").read_text()
    assert text.count('"event":"error"') == 3
    assert text.count('"suppressed":99') == 1
    assert "hunter22" not in text


def test_one_lock_a_folder(tmp_path: Path) -> None:
    assert holder(tmp_path) is None
    lock = Lock(tmp_path)
    assert holder(tmp_path)
    with pytest.raises(ConfigurationError, match="a session is running"):
        Lock(tmp_path)
    lock.release()
    assert holder(tmp_path) is None


def bar(symbol: str, time: int) -> LiveBar:
    return LiveBar(symbol, time, 1, 1, 1, 1, 1)


def test_bars_of_one_time_wait_for_each_other() -> None:
    gather = Gather(["A", "B"], None, grace=10)
    assert gather.add(bar("A", 60), 0) == ""
    assert gather.take(5) is None
    assert gather.left(4) == 6
    gather.add(bar("B", 60), 5)
    time, bars = gather.take(5) or (0, {})
    assert (time, sorted(bars)) == (60, ["A", "B"])
    gather.add(bar("A", 120), 6)
    assert sorted((gather.take(16) or (0, {}))[1]) == ["A"]
    assert "before the last one" in gather.add(bar("B", 60), 17)
    assert gather.add(bar("A", 120), 17) == ""
    assert gather.take(100) is None
    assert "nobody asked" in gather.add(bar("C", 180), 18)


def test_a_virtual_clock_beats_and_leaps() -> None:
    clock = VirtualSessionClock(0)
    beats: list[int] = []
    clock.beat(5, lambda: beats.append(clock.now()))
    clock.wait(12)
    clock.leap(100)
    clock.wait(1)
    clock.jump(-50)
    clock.wait(5)
    clock.quiet()
    clock.wait(100)
    assert beats == [0, 5000, 10_000, 112_000, 67_000]
