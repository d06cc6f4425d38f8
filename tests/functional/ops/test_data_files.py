from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from rustybt_ops.feeds.csvfile import sample_path
from tests.functional.ops.conftest import Outcome
from tests.standins.binance import BinanceStandIn

Ops = Callable[..., Outcome]
HEADER = "date,open,high,low,close,volume\n"
# the first sessions of 2024 in New York
ROWS = [
    "2024-01-02,10,11,9,10.5,1000\n",
    "2024-01-03,10.5,11,10,10.6,1100\n",
    "2024-01-04,10.6,11,10,10.7,1200\n",
    "2024-01-05,10.7,11,10,10.8,1300\n",
    "2024-01-08,10.8,11,10,10.9,1400\n",
]


def _csv(text: str, name: str = "bars.csv") -> str:
    Path(name).write_text(text, encoding="utf-8")
    return name


def _check(ops: Ops, text: str, *more: str) -> Outcome:
    return ops("test-data", "--source", "csv", "--path", _csv(text), *more)


def test_sample_passes_and_is_labelled_as_made_up(ops: Ops) -> None:
    outcome = ops("test-data", "--source", "csv")
    assert outcome.code == 0
    assert outcome.result["metrics"]["records"] == 2514
    assert outcome.result["simulated"] is True
    assert "SIMULATED" in outcome.out
    copy = ops("test-data", "--source", "csv", "--path", _csv(sample_path().read_text()))
    assert copy.result["simulated"] is True


def test_sound_file(ops: Ops) -> None:
    outcome = _check(ops, HEADER + "".join(ROWS))
    assert outcome.code == 0
    assert outcome.result["simulated"] is False
    assert "Sample:" in outcome.out


def test_byte_order_mark_and_other_time_names(ops: Ops) -> None:
    text = "\ufeff" + HEADER.replace("date", "Timestamp") + "".join(ROWS)
    assert _check(ops, text).code == 0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is empty"),
        (HEADER.replace(",close", ""), "lacks the column 'close'"),
        (HEADER.replace("volume", "volumes"), "'volume' (it has 'volumes')"),
        ((HEADER + ROWS[0]).replace(",", ";"), "separated by semicolons"),
        ((HEADER + ROWS[0]).replace(",", "\t"), "separated by tabs"),
        ("x" * 70_000, "line longer than"),
    ],
)
def test_not_a_file_of_bars(ops: Ops, text: str, words: str) -> None:
    outcome = _check(ops, text)
    assert (outcome.code, outcome.failure("fetch")) == (1, "bad data")
    assert words in outcome.checks["fetch"]["detail"]


@pytest.mark.parametrize(
    ("rows", "check", "words"),
    [
        ([], "schema", "no bars at all"),
        ([*ROWS, "2024-01-09,a,11,10,10,5\n"], "schema", "line 7: open 'a' is no number"),
        ([*ROWS, "09.01.2024,10,11,10,10,5\n"], "schema", "line 7: '09.01.2024' is no ISO 8601"),
        ([*ROWS, "2024-01-09,10,11\n"], "schema", "line 7: 3 fields"),
        ([*ROWS, "2024-01-09T00:00:00+00:00,10,11,9,10,5\n"], "schema", "carry a time zone"),
        ([ROWS[0], ROWS[2], ROWS[1], *ROWS[3:]], "timestamps", "2024-01-03 stands after"),
        ([*ROWS, ROWS[4]], "timestamps", "2024-01-08 stands 2 times"),
        ([*ROWS[:2], *ROWS[3:]], "sessions", "missing: 2024-01-04"),
        (
            [*ROWS[:4], "2024-01-06,10,11,9,10,5\n", ROWS[4]],
            "sessions",
            "in the calendar: 2024-01-06",
        ),
        ([*ROWS[:4], "2024-01-08,10,9,11,10,5\n"], "ohlc", "high 9"),
        ([*ROWS[:4], "2024-01-08,0,11,0,10,5\n"], "prices", "2024-01-08"),
        ([*ROWS[:4], "2024-01-08,nan,11,9,10,5\n"], "prices", "nan"),
        ([*ROWS[:4], "2024-01-08,10,11,9,10,-5\n"], "volume", "-5"),
    ],
)
def test_faulty_rows_are_itemised(ops: Ops, rows: list[str], check: str, words: str) -> None:
    outcome = _check(ops, HEADER + "".join(rows))
    assert (outcome.code, outcome.failure(check)) == (1, "bad data")
    found = outcome.checks[check]
    assert words in " ".join([found["detail"], *found.get("items", [])])


def test_too_few_records(ops: Ops) -> None:
    outcome = _check(ops, HEADER + "".join(ROWS), "--min-records", "100")
    assert (outcome.code, outcome.failure("records")) == (1, "bad data")
    assert outcome.checks["records"]["threshold"] == 100


def test_stale_tail(ops: Ops) -> None:
    outcome = _check(ops, HEADER + "".join(ROWS), "--start", "2024-01-02", "--end", "2024-02-01")
    assert outcome.failure("tail") == "bad data"
    assert outcome.checks["tail"]["value"] == 16


def test_end_in_the_far_future(ops: Ops) -> None:
    outcome = _check(ops, HEADER + "".join(ROWS), "--end", "9999-12-31")
    assert (outcome.code, outcome.failure("tail")) == (1, "bad data")


def test_file_of_several_symbols(ops: Ops) -> None:
    text = "symbol," + HEADER + "".join(f"{name},{row}" for row in ROWS for name in ("A", "B"))
    outcome = _check(ops, text, "--symbol", "B")
    assert outcome.result["metrics"]["records"] == 5
    missing = _check(ops, text, "--symbol", "C")
    assert missing.failure("fetch") == "unknown symbol"


def test_binary_file(ops: Ops) -> None:
    Path("bars.csv").write_bytes(bytes(range(256)) * 10)
    outcome = ops("test-data", "--source", "csv", "--path", "bars.csv")
    assert (outcome.code, outcome.failure("fetch")) == (1, "bad data")


def test_large_file_is_bounded_in_time(ops: Ops) -> None:
    with Path("bars.csv").open("w") as stream:
        stream.write(HEADER)
        stream.writelines("2024-01-02,10,11,9,10.5,1000\n" * 10_000 for _ in range(30))
    outcome = ops("test-data", "--source", "csv", "--path", "bars.csv", "--timeout", "0.1")
    assert (outcome.code, outcome.failure("fetch")) == (1, "bad data")
    assert "too large" in outcome.out


def test_huge_sparse_file_is_refused_at_once(ops: Ops) -> None:
    with Path("bars.csv").open("wb") as stream:
        stream.write(HEADER.encode())
        stream.truncate(2 * 1024**3)
    outcome = ops("test-data", "--source", "csv", "--path", "bars.csv")
    assert (outcome.code, outcome.failure("fetch")) == (1, "bad data")


def test_bundle_is_written_registered_and_read(ops: Ops, home: Path) -> None:
    written = ops("write-bundle", "demo", "--source", "csv", "--start", "2024-01-01")
    assert written.code == 0
    assert written.result["artifacts"] == [{"path": str(home / "bundles/demo")}]
    read = ops("test-data", "--source", "demo", "--start", "2024-01-01", "--end", "2025-01-01")
    assert read.code == 0
    assert read.result["metrics"]["records"] == 252
    assert read.result["simulated"] is True  # made-up data stay made up
    by_path = ops("test-data", "--source", "bundle", "--path", str(home / "bundles/demo"))
    assert by_path.result["metrics"]["records"] == 502


def test_bundle_of_an_exchange(ops: Ops) -> None:
    with BinanceStandIn() as server:
        written = ops(
            "write-bundle",
            "coins",
            *("--source", "ccxt", "--base-url", server.url),
            *("--symbol", "BTC/USDT", "--symbol", "ETH/USDT"),
            *("--start", "2024-01-01", "--end", "2024-07-01"),
        )
    assert written.code == 0
    read = ops("test-data", "--source", "coins", "--symbol", "ETH/USDT")
    assert read.code == 0
    assert read.result["metrics"]["records"] == 182
    assert read.result["parameters"]["calendar"] == "24/7"
    wrong = ops("test-data", "--source", "coins", "--symbol", "ETH/USD")
    assert wrong.failure("fetch") == "unknown symbol"
    interval = ops("test-data", "--source", "coins", "--symbol", "ETH/USDT", "--interval", "1h")
    assert interval.code == 2


def test_changed_bundle_is_noticed(ops: Ops, home: Path) -> None:
    ops("write-bundle", "demo", "--source", "csv", "--start", "2025-01-01")
    data = next((home / "bundles/demo").glob("*.parquet"))
    data.write_bytes(data.read_bytes()[:-1] + b"x")
    outcome = ops("test-data", "--source", "demo")
    assert (outcome.code, outcome.failure("fetch")) == (1, "bad data")
    assert "checksum" in outcome.out


@pytest.mark.parametrize(
    "change",
    [
        lambda manifest: manifest.update(format=9),
        lambda manifest: manifest.pop("calendar"),
        lambda manifest: manifest.update(interval="2d"),
        lambda manifest: manifest["symbols"]["SPY"].update(file="../../etc/passwd"),
        lambda manifest: manifest["symbols"].update(SPY=3),
        lambda manifest: manifest["origin"].clear(),
    ],
)
def test_broken_manifest(ops: Ops, home: Path, change: Callable[[dict[str, object]], None]) -> None:
    ops("write-bundle", "demo", "--source", "csv", "--start", "2025-01-01")
    path = home / "bundles/demo/bundle.json"
    manifest = json.loads(path.read_text())
    change(manifest)
    path.write_text(json.dumps(manifest))
    outcome = ops("test-data", "--source", "demo")
    assert outcome.code == 2
    assert "bundle.json" in outcome.err


def test_faulty_data_are_not_written_unless_accepted(ops: Ops, home: Path) -> None:
    path = _csv(HEADER + "".join([*ROWS[:2], *ROWS[3:]]))
    command = ("write-bundle", "holes", "--source", "csv", "--path", path)
    refused = ops(*command)
    assert refused.code == 1
    assert not (home / "bundles/holes").exists()
    accepted = ops(*command, "--accept-faults")
    assert (accepted.code, accepted.result["status"]) == (0, "warn")
    manifest = json.loads((home / "bundles/holes/bundle.json").read_text())
    assert "1 missing" in manifest["faults"][0]


def test_bundle_is_replaced_only_when_asked(ops: Ops, home: Path) -> None:
    command = ("write-bundle", "demo", "--source", "csv", "--start")
    assert ops(*command, "2024-01-01").code == 0
    again = ops(*command, "2025-01-01")
    assert again.code == 2
    assert "--overwrite" in again.err
    assert ops(*command, "2025-01-01", "--overwrite").code == 0
    assert [path.name for path in (home / "bundles").iterdir()] == ["demo"]
    assert ops("test-data", "--source", "demo").result["metrics"]["records"] == 250


@pytest.mark.parametrize("name", ["csv", "../x", ".hidden", "a b", ""])
def test_names_that_a_bundle_cannot_have(ops: Ops, name: str) -> None:
    assert ops("write-bundle", name, "--source", "csv").code == 2


def test_unregistered_bundle_tells_what_is_there_and_how_to_write_one(ops: Ops) -> None:
    ops("write-bundle", "demo", "--source", "csv", "--start", "2025-01-01")
    outcome = ops("test-data", "--source", "quandl")
    assert outcome.code == 2
    assert "unknown source 'quandl'" in outcome.err
    assert "Registered bundles: demo" in outcome.err
    assert "rustybt-ops write-bundle quandl" in outcome.err


def test_a_duplicate_hides_none_of_its_faults(ops: Ops) -> None:
    rows = [f"2024-01-{day:02d},10,11,9,10.5,1000" for day in (2, 3, 4, 5)]
    rows.insert(2, "2024-01-03,10,9,11,-10.5,-1")
    Path("bars.csv").write_text("\n".join(["date,open,high,low,close,volume", *rows]) + "\n")
    outcome = ops("test-data", "--source", "csv", "--path", "bars.csv")
    assert outcome.code == 1
    found = outcome.checks
    (double,) = found["timestamps"]["items"]
    assert double == "2024-01-03 stands 2 times, with different values: line 3, line 4"
    assert "find out which is right" in found["timestamps"]["advice"]
    for name in ("ohlc", "prices", "volume"):
        assert found[name]["items"][0].startswith("2024-01-03 (line 4): "), name


def test_one_row_is_told_as_one(ops: Ops) -> None:
    Path("bars.csv").write_text("date,open,high,low,close,volume\n2024-01-02,10,11,9,10.5,1000\n")
    outcome = ops("test-data", "--source", "csv", "--path", "bars.csv")
    assert "1 rows" not in outcome.out
    assert "1 records" not in outcome.out
    assert "no symbol column: all rows are taken as SPY" in outcome.out


def test_sample_is_given_out_under_its_own_name_only(ops: Ops) -> None:
    for command in (("test-data",), ("write-bundle", "demo")):
        outcome = ops(*command, "--source", "csv", "--symbol", "AAPL")
        assert outcome.code == 1
        assert outcome.failure("fetch") == "unknown symbol"
        assert "made-up prices of SPY, none of AAPL" in outcome.out


def test_bundle_sums_its_checks_up_by_the_worst(ops: Ops, home: Path) -> None:
    lines = sample_path().read_text().splitlines()
    broken = [*lines[:20], lines[19].replace(",", ",-", 1), *lines[20:60]]
    Path("bars.csv").write_text("\n".join(broken) + "\n")
    arguments = ("write-bundle", "demo", "--source", "csv", "--path", "bars.csv")
    outcome = ops(*arguments)
    assert outcome.code == 1
    sum_up = outcome.checks["quality"]
    failed = [name for name, status in outcome.statuses().items() if status == "fail"]
    assert sum_up["status"] == "fail"
    assert f"{len(failed) - 1} failed" in sum_up["detail"]
    accepted = ops(*arguments, "--accept-faults")
    assert accepted.code == 0
    assert accepted.checks["quality"]["status"] == "warn"
    assert f"{len(failed) - 1} failed and accepted" in accepted.checks["quality"]["detail"]
    faults = json.loads((home / "bundles/demo/bundle.json").read_text())["faults"]
    assert len(faults) == len(failed) - 1


def test_nothing_to_look_at_is_no_pass(ops: Ops) -> None:
    outcome = _check(ops, HEADER)
    statuses = outcome.statuses()
    assert statuses.pop("fetch") == "pass"
    assert statuses.pop("schema") == statuses.pop("records") == "fail"
    assert set(statuses.values()) == {"skipped"}
    outcome = _check(ops, HEADER + ROWS[0], "--start", "2020-01-01", "--end", "2020-02-01")
    assert outcome.checks["schema"]["detail"] == "there are no bars in this range"


def test_rows_that_disagree_can_all_be_read(ops: Ops) -> None:
    outcome = _check(ops, HEADER + ROWS[0] + ROWS[1].replace("-03,", "-03T00:00:00+01:00,"))
    assert outcome.checks["schema"]["detail"] == "some times carry a time zone and others none"


def test_accepted_faults_of_a_bundle_are_told_by_its_reader(ops: Ops) -> None:
    _csv(HEADER + "".join(ROWS[:2]) + ROWS[1].replace("11,10", "9,12") + "".join(ROWS[2:]))
    arguments = ("write-bundle", "demo", "--source", "csv", "--path", "bars.csv")
    assert ops(*arguments, "--accept-faults").code == 0
    outcome = ops("test-data", "--source", "demo")
    assert "accepted: 1 time more than once" in outcome.checks["schema"]["detail"]


def test_a_column_that_stands_twice(ops: Ops) -> None:
    rows = "".join(row.replace("\n", ",1\n") for row in ROWS)
    outcome = _check(ops, HEADER.replace("\n", ",close\n") + rows)
    assert outcome.failure("fetch") == "bad data"
    assert "has the column 'close' more than once" in outcome.out


@pytest.mark.parametrize(
    ("offsets", "code"), [(("-05:00", "-04:00"), 0), (("+00:00", "+05:00"), 1)]
)
def test_dates_of_several_time_zones(ops: Ops, offsets: tuple[str, str], code: int) -> None:
    """Summer time moves the offset of one place; no place has two that lie further apart."""
    rows = [
        row.replace(",", f"T00:00:00{offsets[number % 2]},", 1) for number, row in enumerate(ROWS)
    ]
    outcome = _check(ops, HEADER + "".join(rows))
    assert outcome.code == code
    assert ("from UTC+00:00 to UTC+05:00" in outcome.out) == bool(code)


def test_options_of_another_source(ops: Ops) -> None:
    for option in (("--exchange", "kraken"), ("--base-url", "http://127.0.0.1:1")):
        outcome = ops("test-data", "--source", "csv", *option)
        assert outcome.code == 2
        assert f"{option[0]} does not go with the source csv" in outcome.err


def test_no_row_is_no_share_of_nothing(ops: Ops) -> None:
    outcome = _check(ops, HEADER)
    assert (
        "0 records, at least 1 needed (XNYS has no complete session in this range)" in outcome.out
    )
