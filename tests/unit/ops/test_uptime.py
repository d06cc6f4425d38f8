from __future__ import annotations

import gzip
import json
import subprocess
import sys
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rustybt_ops.journal.decode import Unread, decode_line, loads
from rustybt_ops.journal.events import Entry, Heartbeat, encode
from rustybt_ops.results.model import Check, Status
from rustybt_ops.uptime.checks import checks
from rustybt_ops.uptime.discover import find, ordered
from rustybt_ops.uptime.market import MarketHours
from rustybt_ops.uptime.period import Period
from rustybt_ops.uptime.reader import Reading, read
from rustybt_ops.uptime.session import Session
from rustybt_ops.uptime.summary import Summary
from rustybt_ops.uptime.terms import Limits
from tests.unit.ops.uptime_log import DAY, INTERVAL, RUN, START, Log, Planted, session, write

HOUR = 3600
ALL = Period(None, None, START + 400 * DAY)
KINDS = ("kill", "reboot", "suspend", "shutdown", "feed", "loop")
fast = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


def analysed(
    paths: Iterable[Path], period: Period = ALL, limits: Limits | None = None
) -> tuple[Summary, Reading]:
    reading = read(list(paths), period, limits or Limits())
    return Summary(reading.sessions[RUN], period, 99.9), reading


def of(
    folder: Path, lines: Iterable[bytes], period: Period = ALL, limits: Limits | None = None
) -> Summary:
    return analysed([write(folder / "paper-trade.log", lines)], period, limits)[0]


def test_thirty_days_with_ten_planted_outages(tmp_path: Path) -> None:
    planted = [
        Planted(KINDS[number % 6], (3 * number + 1) * DAY - 35 * number, 200 + 615 * number)
        for number in range(10)
    ]
    summary = of(tmp_path, session(planted=planted))
    found = summary.session.ledger.incidents
    assert len(found) == len(planted)
    for incident, truth in zip(found, planted, strict=True):
        assert incident.trouble == truth.trouble
        assert abs(incident.start - START - truth.start) <= INTERVAL
        assert abs(incident.end - START - truth.end) <= INTERVAL
    lost = sum(each.seconds for each in planted)
    process = sum(each.seconds for each in planted if each.trouble == "process")
    assert summary.service_uptime == pytest.approx(100 * (1 - lost / (30 * DAY)), abs=1e-9)
    assert summary.process_uptime == pytest.approx(100 * (1 - process / (30 * DAY)), abs=1e-9)
    assert summary.total == 30 * DAY
    causes = [each.cause for each in found]
    told = ("killed", "machine was", "stood still", "by itself (signal)", "network", "blocked")
    for cause, words in zip(causes, told, strict=False):
        assert words in cause


@st.composite
def outages(draw: st.DrawFn) -> list[Planted]:
    marks = sorted(draw(st.sets(st.integers(40, 1400), min_size=0, max_size=10)))
    pairs = list(zip(marks[::2], marks[1::2], strict=False))
    # the feed limit is three minutes: what is shorter is no outage of the feed
    return [
        Planted(draw(st.sampled_from(KINDS)), begin * INTERVAL, (end - begin) * INTERVAL)
        for begin, end in pairs
        if end - begin >= 40
    ]


@fast
@given(outages())
def test_any_outages_are_found(
    tmp_path_factory: pytest.TempPathFactory, planted: list[Planted]
) -> None:
    planted = [
        later for earlier, later in pairwise([Planted("", 0, 0), *planted])
        if later.start - earlier.end >= 300
    ]  # fmt: skip
    summary = of(tmp_path_factory.mktemp("log"), session(2 * HOUR, planted))
    assert summary.service_downtime == pytest.approx(sum(each.seconds for each in planted))
    assert [each.trouble for each in summary.session.ledger.incidents] == [
        each.trouble for each in planted
    ]


@fast
@given(planted=outages(), cuts=st.lists(st.integers(1, 1300), max_size=3), packed=st.booleans())
def test_rotation_and_compression_change_nothing(
    tmp_path_factory: pytest.TempPathFactory,
    planted: list[Planted],
    cuts: list[int],
    *,
    packed: bool,
) -> None:
    folder = tmp_path_factory.mktemp("log")
    lines = list(session(2 * HOUR, planted))
    whole = of(folder / "whole", lines).metrics()
    bounds = [0, *sorted({min(cut, len(lines)) for cut in cuts}), len(lines)]
    parts = [lines[low:high] for low, high in pairwise(bounds)]
    for age, part in enumerate(reversed(parts)):
        name = f"paper-trade.log.{age}" if age else "paper-trade.log"
        path = write(folder / "parts" / name, part)
        if packed and age:
            path.with_name(f"{name}.gz").write_bytes(gzip.compress(path.read_bytes(), 1))
            path.unlink()
    (logs,) = find(folder / "parts")
    assert analysed(logs.paths)[0].metrics() == whole


@fast
@given(outages(), st.floats(-5000, 5000), st.integers(100, 1000))
def test_the_quick_way_and_the_long_way_agree(
    tmp_path_factory: pytest.TempPathFactory, planted: list[Planted], jump: float, at: int
) -> None:
    folder = tmp_path_factory.mktemp("log")
    log = Log()
    lines = []
    for number, line in enumerate(session(2 * HOUR, planted, log=log, bars=True)):
        lines.append(line)
        if number == at:
            log.offset = jump
    quick = of(folder, lines)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Session, "quick", lambda *_: False)
        slow = of(folder, lines)
    assert quick.metrics() == slow.metrics()
    assert quick.session.ledger == slow.session.ledger


@fast
@given(st.lists(st.tuples(st.integers(0, 700), st.binary(max_size=80)), max_size=20))
def test_no_garbage_stops_the_reader(
    tmp_path_factory: pytest.TempPathFactory, garbage: list[tuple[int, bytes]]
) -> None:
    folder = tmp_path_factory.mktemp("log")
    lines = list(session(HOUR, [Planted("kill", 600, 300)]))
    clean = of(folder, lines).metrics()
    for place, text in garbage:
        lines.insert(place, text + b"\n")
    reading = read([write(folder / "paper-trade.log", lines)], ALL, Limits())
    assert Summary(reading.sessions[RUN], ALL, 99.9).metrics() == clean


@given(
    st.builds(
        Heartbeat,
        st.integers(0, 4 * 10**12).map(lambda each: each / 1000),
        st.integers(1, 10**12),
        st.text(min_size=1),
        st.text(),
        st.none() | st.floats(0, 1e9),
        st.floats(0, 1e6),
        st.none() | st.floats(0, 1e9),
        st.floats(0, 1e9),
        st.booleans(),
        st.none() | st.text(),
    )
)
def test_an_entry_survives_being_written_and_read(beat: Heartbeat) -> None:
    assert decode_line(encode(beat)) == beat


@pytest.mark.parametrize(
    ("line", "meaning"),
    [
        (b"", Unread.BLANK),
        (b"   \r", Unread.BLANK),
        (b"\x00\x00\x00", Unread.TORN),
        (b'{"event":"heartbeat","timest', Unread.TORN),
        (b'est":1}', Unread.TORN),
        (b'{"a":NaN}', Unread.TORN),
        (b"hello", Unread.FOREIGN),
        (b"[1]", Unread.FOREIGN),
        (b"\xff\xfe", Unread.FOREIGN),
        (b"[" * 100_000, Unread.FOREIGN),
        (b'{"level":"info","event":"started","timestamp":"2025-10-11T00:00:00Z"}', Unread.FOREIGN),
        (b'{"event":"x","timestamp":"2025-99-11T00:00:00Z","seq":1,"run_id":"a"}', Unread.FOREIGN),
        (b'{"event":"x","timestamp":"2025-10-11T00:00:00Z","seq":0,"run_id":"a"}', Unread.FOREIGN),
        (b'{"event":[],"timestamp":"2025-10-11T00:00:00Z","seq":1,"run_id":"a"}', Unread.FOREIGN),
    ],
)
def test_what_is_no_entry(line: bytes, meaning: Unread) -> None:
    assert decode_line(line) is meaning


def test_the_generator_writes_what_the_model_writes() -> None:
    line = Log().beat(65)
    read_back = decode_line(line)
    assert isinstance(read_back, Heartbeat)
    assert loads(encode(read_back)) == loads(line)
    assert encode(Entry("bar", START, 1, RUN)).endswith(b"\n")


def test_the_tail_is_downtime_unless_the_session_was_shut_down(tmp_path: Path) -> None:
    lines = list(session(DAY, [Planted("kill", DAY // 2, DAY // 2)]))
    summary = of(tmp_path, lines)
    assert summary.service_uptime == pytest.approx(50)
    (incident,) = summary.session.ledger.incidents
    assert incident.ongoing
    assert "no sign of life" in incident.cause
    log = Log(seq=len(lines))
    stopped = [*lines, log.event("shutdown", DAY // 2, reason="operator")]
    assert of(tmp_path, stopped).service_uptime == 100
    assert of(tmp_path, stopped).total == DAY / 2
    failed = [*lines, log.event("shutdown", DAY // 2, reason="failure")]
    failed[-1] = failed[-1].replace(f'"seq":{log.seq}'.encode(), f'"seq":{len(lines) + 1}'.encode())
    assert of(tmp_path, failed).service_uptime == pytest.approx(50)


def test_as_of_bounds_a_session_that_runs(tmp_path: Path) -> None:
    lines = list(session(30 * DAY))[: 3 * DAY // INTERVAL + 1]
    period = Period(None, None, START + 3 * DAY, as_of_given=True)
    summary = of(tmp_path, lines, period)
    assert summary.interim
    assert summary.days == (4, 30)
    assert (summary.service_uptime, summary.total) == (100, 3 * DAY)
    late = of(tmp_path, lines, Period(None, None, START + 4 * DAY, as_of_given=True))
    assert late.service_uptime == pytest.approx(75)


def test_a_target_is_decided_only_when_it_is_out_of_reach(tmp_path: Path) -> None:
    lines = list(session(30 * DAY, [Planted("kill", 60, 1200)]))[: HOUR // INTERVAL]
    period = Period(None, None, START + HOUR, as_of_given=True)
    path = write(tmp_path / "paper-trade.log", lines)

    def judged(period: Period) -> tuple[Summary, Check]:
        summary, reading = analysed([path], period)
        return summary, next(each for each in checks(summary, reading) if each.name == "uptime")

    early, verdict = judged(period)
    assert (early.interim, early.met, early.lost) == (True, False, False)  # 43 minutes of 30 days
    assert verdict.status is Status.IN_PROGRESS
    assert "under the target so far, still within reach" in verdict.detail
    late, verdict = judged(Period(None, None, START + 2 * HOUR, as_of_given=True))
    assert (late.interim, late.lost) == (True, True)
    assert verdict.status is Status.FAIL
    assert "out of reach already" in verdict.detail
    # a period that was asked for is judged by itself
    asked, _ = judged(Period(None, START + HOUR, START + HOUR))
    assert (asked.interim, asked.lost) == (False, True)


def test_the_dates_cut_the_session(tmp_path: Path) -> None:
    planted = [Planted("kill", DAY - 1800, HOUR), Planted("feed", 2 * DAY - 600, 1200)]
    period = Period(START + DAY, START + 2 * DAY, ALL.as_of)
    summary = of(tmp_path, session(4 * DAY, planted), period)
    assert summary.total == DAY
    assert summary.process_downtime == 1800
    assert summary.service_downtime == 1800 + 600
    before = of(tmp_path, session(DAY), Period(START - DAY, START + DAY, ALL.as_of))
    assert (before.total, before.service_uptime) == (DAY, 100)  # it had not begun


def test_a_log_without_its_beginning_is_downtime_before_it(tmp_path: Path) -> None:
    lines = list(session(DAY))[DAY // INTERVAL // 2 :]
    summary = of(tmp_path, lines, Period(START, START + DAY, ALL.as_of))
    assert summary.service_uptime == pytest.approx(50, abs=0.01)
    assert "log of this time is missing" in summary.session.ledger.incidents[0].cause


def test_lost_lines_are_told_from_a_silent_process(tmp_path: Path) -> None:
    lines = list(session(HOUR))
    summary = of(tmp_path, [*lines[:300], *lines[420:]])
    assert summary.session.missing == 120
    assert summary.service_downtime == 600
    assert "120 entries are missing" in summary.session.ledger.incidents[0].cause


def test_lines_written_twice_count_once(tmp_path: Path) -> None:
    lines = list(session(HOUR, [Planted("kill", 600, 300)]))
    once, twice = of(tmp_path, lines), of(tmp_path, lines[:400] + lines[200:])
    assert twice.session.duplicates == 200
    assert twice.service_uptime == once.service_uptime
    assert twice.session.beats == once.session.beats


@pytest.mark.parametrize("jump", [3600.0, -3600.0, 2.0, -2.0])
def test_a_jump_of_the_clock_is_no_outage(tmp_path: Path, jump: float) -> None:
    log, lines = Log(), []
    for number, line in enumerate(session(2 * HOUR, log=log)):
        lines.append(line)
        if number == 700:
            log.offset = jump
    planned_end = START + 2 * HOUR  # wall time: a clock put forward brings it nearer
    summary = of(tmp_path, lines, Period(None, planned_end + min(jump, 0), ALL.as_of))
    assert [each.seconds for each in summary.session.clock.jumps] == [jump]
    assert summary.total == pytest.approx(2 * HOUR - max(jump, 0))
    assert summary.service_downtime == 0


def test_a_feed_that_never_starts_is_no_service(tmp_path: Path) -> None:
    log = Log()
    lines = [log.begin(seconds=HOUR), *(log.beat(at, age=None) for at in range(0, HOUR, INTERVAL))]
    summary = of(tmp_path, lines)
    assert summary.process_uptime == 100
    assert summary.service_downtime == HOUR - 60
    assert of(tmp_path, lines, limits=Limits(feed_age=2 * HOUR)).service_uptime == 100


def test_a_restart_explains_only_the_silence_before_it(tmp_path: Path) -> None:
    log = Log()
    lines = [log.begin(seconds=2 * HOUR), *(log.beat(at) for at in range(0, 1000, INTERVAL))]
    lines += [log.begin(at, seconds=2 * HOUR, kind="restart") for at in (2000, 3000)]
    found = of(tmp_path, lines).session.ledger.incidents
    assert [each.seconds for each in found] == [1000, 995, 4195]
    assert ["no sign of life" in each.cause for each in found] == [False, False, True]


def test_silence_out_of_market_hours_is_not_downtime(tmp_path: Path) -> None:
    pytest.importorskip("exchange_calendars")
    friday = 6 * DAY  # 2025-10-17; XNYS is open from 13:30 to 20:00 UTC
    log = Log()
    lines = [log.begin(friday, seconds=friday + 4 * DAY, calendar="XNYS")]
    dead = (friday + 19 * HOUR, friday + 3 * DAY + 15 * HOUR)  # Friday 19:00 to Monday 15:00
    for at in range(friday, friday + 4 * DAY, INTERVAL):
        if not dead[0] <= at < dead[1]:
            of_day = at % DAY
            is_open = at // DAY % 7 in (6, 2) and 13.5 * HOUR <= of_day < 20 * HOUR
            lines.append(log.beat(at, age=1.0 if is_open else None, market=is_open))
    summary = of(tmp_path, lines)
    (incident,) = summary.session.ledger.incidents
    assert incident.seconds == dead[1] - dead[0]
    assert incident.counted == HOUR + 1.5 * HOUR
    assert summary.market == pytest.approx(13 * HOUR, abs=2 * INTERVAL)
    assert not summary.session.market.guessed


def test_errors_count_what_was_left_out(tmp_path: Path) -> None:
    log = Log()
    lines = [log.begin(seconds=DAY)]
    lines += [log.beat(at) for at in range(0, DAY, INTERVAL)]
    lines += [
        log.event("error", DAY - 1, category="network", message="x", suppressed=9),
        log.event("error", DAY - 1, category="broker", message="x", suppressed="many"),
        log.event("order", DAY - 1, order_id="1"),
        log.event("fill", DAY - 1, order_id="1", fill_id="1"),
    ]
    metrics = of(tmp_path, lines).metrics()
    assert (metrics["errors"], metrics["orders"], metrics["trades"]) == (11, 1, 1)
    assert metrics["errors_per_day"] == 11


def test_damaged_compression_is_reported(tmp_path: Path) -> None:
    lines = list(session(HOUR))
    packed = gzip.compress(b"".join(lines[:400]))
    (tmp_path / "paper-trade.log.1.gz").write_bytes(packed[: len(packed) // 2])
    path = write(tmp_path / "paper-trade.log", lines[400:])
    paths = ordered([path, tmp_path / "paper-trade.log.1.gz"])
    summary, reading = analysed(paths)
    assert len(reading.damaged) == 1
    assert summary.service_uptime is not None
    assert summary.service_uptime < 100


def test_an_endless_line_does_not_fill_the_memory(tmp_path: Path) -> None:
    path = write(tmp_path / "paper-trade.log", session(600))
    with path.open("ab") as stream:
        stream.write(b"x" * 5_000_000)
    _, reading = analysed([path])
    assert reading.foreign >= 4


def test_a_sequence_of_json_values_is_harmless(tmp_path: Path) -> None:
    values: list[object] = [{}, {"run_id": []}, "a", None, 1]
    strange = [json.dumps(each).encode() + b"\n" for each in values]
    _, reading = analysed([write(tmp_path / "paper-trade.log", [*strange, *session(600)])])
    assert reading.foreign == 5


def test_without_orjson_everything_reads_the_same(tmp_path: Path) -> None:
    lines = [*session(HOUR, [Planted("kill", 600, 300)]), b'{"a":NaN}\n', b"\xff\n", b"{}\n"]
    path = write(tmp_path / "paper-trade.log", lines)
    code = (
        "import sys\n"
        "sys.modules['orjson'] = None\n"
        "from tests.unit.ops import test_uptime as t\n"
        "from pathlib import Path\n"
        "summary, reading = t.analysed([Path(sys.argv[1])])\n"
        "print([summary.metrics(), reading.torn, reading.foreign])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=True,
    )
    summary, reading = analysed([path])
    assert done.stdout.strip() == str([summary.metrics(), reading.torn, reading.foreign])


def test_what_lies_ahead_counts_by_the_calendar() -> None:
    pytest.importorskip("exchange_calendars")
    day = START + 2 * DAY  # Monday, 13 October 2025
    assert MarketHours("XNYS").open_ahead(day, day + 7 * DAY) == 5 * 6.5 * HOUR
    assert MarketHours("24/7").open_ahead(day, day + DAY) == DAY
    assert MarketHours(None).open_ahead(day, day + DAY) == DAY
