from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rustybt_ops.data.generate import rows
from rustybt_ops.errors import ConfigurationError, ServiceError, UnknownNameError
from rustybt_ops.feeds import bars as bars_module
from rustybt_ops.feeds import source
from rustybt_ops.feeds.bars import DAY, Bars, Interval, Query, milliseconds
from rustybt_ops.feeds.calendars import AlwaysOpen, get_calendar
from rustybt_ops.feeds.csvfile import sample_path
from rustybt_ops.feeds.source import calendar_of
from rustybt_ops.quality import structure, values
from rustybt_ops.quality.examine import CHECKS, examine
from rustybt_ops.quality.subject import Subject, only_in_first
from rustybt_ops.results.model import Check

START = milliseconds(date(2024, 1, 1))
LATER = START + 10_000 * DAY
Change = Callable[[Bars], None]


def series(count: int = 60, interval: Interval = Interval.DAY) -> Bars:
    """Bars around the clock that wander a little."""
    made = Bars("X", interval)
    for index in range(count):
        close = 100 + 3 * math.sin(index / 5)
        before = 100 + 3 * math.sin((index - 1) / 5)
        made.add(
            START + index * interval.step,
            (before, max(before, close) + 0.5, min(before, close) - 0.5, close, 1000.0 + index),
        )
    return made


def subject(made: Bars, start: date | None = None, end: date | None = None) -> Subject:
    return Subject(made, Query("X", start, end, made.interval), AlwaysOpen(), LATER)


def test_sound_bars_pass_every_check() -> None:
    assert {check.status for check in examine(subject(series()))} == {"pass"}


def test_no_bars_do_not_break_any_check() -> None:
    found = {check.name: check.status for check in examine(subject(Bars("X", Interval.DAY)))}
    assert set(found) == set(CHECKS)
    assert (found["schema"], found["records"]) == ("fail", "fail")


def scaled(first: int, factor: float) -> Change:
    def change(made: Bars) -> None:
        for column in (made.open, made.high, made.low, made.close):
            for index in range(first, len(made)):
                column[index] *= factor

    return change


def _spike(made: Bars) -> None:
    made.close[40] *= 1.5
    made.high[40] = made.close[40]


def _no_volume(made: Bars) -> None:
    for index in range(len(made)):
        made.volume[index] = 0


def _halt(made: Bars) -> None:
    for index in range(10, 14):
        made.volume[index] = 0


def _frozen(made: Bars) -> None:
    for column in made.columns():
        for index in range(54, 60):
            column[index] = column[54]


@pytest.mark.parametrize(
    ("change", "check", "status", "words"),
    [
        (_spike, values.outliers, "warn", "2024-02-10"),
        (scaled(30, 0.25), values.splits, "warn", "as in a split of 4:1"),
        (scaled(30, 10), values.splits, "warn", "as in a split of 1:10"),
        (scaled(30, 0.25), values.outliers, "pass", ""),
        (scaled(30, 0.7), values.splits, "pass", ""),
        (scaled(30, 0.7), values.outliers, "warn", "2024-01-31"),
        (_no_volume, values.volume, "warn", "no volume"),
        (_halt, values.volume, "warn", "2024-01-11 to 2024-01-14: 4 bars"),
        (_frozen, structure.tail, "fail", "the last 6 bars are the same"),
    ],
)
def test_doubtful_values(
    change: Change, check: Callable[[Subject], Check], status: str, words: str
) -> None:
    made = series()
    change(made)
    found = check(subject(made))
    assert found.status == status
    assert words in " ".join([found.detail, *found.items])


def test_split_that_is_declared_and_not_applied() -> None:
    made = series()
    scaled(30, 0.5)(made)
    made.splits[made.times[30]] = 2.0
    assert "declared as 2 and not applied" in values.splits(subject(made)).items[0]


def test_rounded_adjusted_prices_are_consistent() -> None:
    made = series()
    made.high[5] = max(made.open[5], made.close[5]) * (1 - 1e-9)
    assert values.ohlc(subject(made)).status == "pass"
    made.high[5] *= 0.999
    assert values.ohlc(subject(made)).status == "fail"


def test_few_missing_minutes_are_a_warning_and_many_a_failure() -> None:
    def without(count: int) -> str:
        made, kept = series(200, Interval.MINUTE), Bars("X", Interval.MINUTE)
        for index in range(len(made)):
            if not 50 <= index < 50 + count:
                kept.add(made.times[index], (1.0, 1.0, 1.0, 1.0, 1.0))
        return structure.sessions(subject(kept)).status

    assert [without(0), without(5), without(30)] == ["pass", "warn", "fail"]


@pytest.mark.parametrize(("late", "status"), [(0, "pass"), (2, "warn"), (9, "fail")])
def test_late_data(late: int, status: str) -> None:
    end = date(2024, 1, 1) + timedelta(days=60 + late)
    assert structure.tail(subject(series(), date(2024, 1, 1), end)).status == status


def test_bar_that_is_not_over_is_not_missing() -> None:
    made = series(10)
    asked = Query("X", date(2024, 1, 1), date(2024, 1, 12), Interval.DAY)
    now = START + 10 * DAY + 3600_000
    assert structure.sessions(Subject(made, asked, AlwaysOpen(), now)).status == "pass"
    late = now + DAY
    assert structure.sessions(Subject(made, asked, AlwaysOpen(), late)).status == "fail"


def test_sessions_of_new_york() -> None:
    calendar = get_calendar("xnys")
    first, last = milliseconds(date(2024, 7, 1)), milliseconds(date(2024, 7, 8))
    daily = calendar.expected(first, last, Interval.DAY, LATER)
    assert [bars_module.label(each, Interval.DAY)[-2:] for each in daily] == [
        "01",
        "02",
        "03",
        "05",
    ]
    hourly = calendar.expected(first, last, Interval.HOUR, LATER)
    assert len(hourly) == 7 + 7 + 4 + 7  # the third closes at 13:00
    assert bars_module.label(hourly[0], Interval.HOUR) == "2024-07-01 13:30"
    assert not calendar.expected(last, last, Interval.DAY, LATER)
    assert calendar.expected(first, last, Interval.DAY, first + DAY) == daily[:1]


def test_calendar_names_and_ranges() -> None:
    with pytest.raises(UnknownNameError, match="XNYS"):
        get_calendar("XNYC")
    with pytest.raises(ConfigurationError, match="does not cover"):
        get_calendar("XKRX").expected(
            milliseconds(date(1950, 1, 1)), milliseconds(date(1950, 2, 1)), Interval.DAY, LATER
        )


@pytest.mark.parametrize(
    ("symbol", "name"),
    [
        ("SPY", "XNYS"),
        ("BRK-B", "XNYS"),
        ("BRK.B", "XNYS"),
        ("VOD.L", "XLON"),
        ("BTC-USD", "24/7"),
        ("BTC/USDT", "24/7"),
        ("-USD", "XNYS"),
    ],
)
def test_calendar_that_a_symbol_tells(symbol: str, name: str) -> None:
    assert calendar_of(symbol) == name


def test_every_calendar_that_a_suffix_tells_exists() -> None:
    for name in source._SUFFIXES.values():  # noqa: SLF001 - the table itself is tested
        assert get_calendar(name).name == name


def test_around_the_clock() -> None:
    calendar = AlwaysOpen()
    days = calendar.expected(START + 1, START + 3 * DAY, Interval.DAY, LATER)
    assert list(days) == [START + DAY, START + 2 * DAY]
    assert len(calendar.expected(START, START + DAY, Interval.QUARTER, LATER)) == 96


@settings(max_examples=50)
@given(st.sets(st.integers(0, 30)), st.sets(st.integers(0, 30)))
def test_difference_of_ascending_sequences(first: set[int], second: set[int]) -> None:
    assert list(only_in_first(sorted(first), sorted(second))) == sorted(first - second)


def test_sample_is_what_the_generator_makes() -> None:
    assert sample_path().read_text().splitlines() == rows()


def test_number_of_bars_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bars_module, "MOST_ROWS", 5)
    with pytest.raises(ServiceError, match="more than 5 bars"):
        series(6)


@pytest.mark.parametrize(
    ("interval", "early", "status"),
    [
        (Interval.DAY, 1, "pass"),  # tomorrow's date has come in the east
        (Interval.DAY, 2, "fail"),
        (Interval.HOUR, 2, "fail"),
    ],
)
def test_bars_of_a_time_that_has_not_come(interval: Interval, early: int, status: str) -> None:
    made = series(40, interval)
    now = made.times[-1] - early * interval.step
    found = structure.tail(Subject(made, Query("X", None, None, interval), AlwaysOpen(), now))
    assert found.status == status
    assert ("has not come" in found.detail) == (status == "fail")


def test_few_records_prove_nothing_by_themselves() -> None:
    few = structure.records(subject(series(5)))
    assert few.status == "warn"
    assert "--min-records" in str(few.advice)
    assert structure.records(subject(series(5), date(2024, 1, 1), date(2024, 1, 6))).status == (
        "pass"
    )
    asked = Subject(series(5), Query("X", None, None), AlwaysOpen(), LATER, min_records=5)
    assert structure.records(asked).status == "pass"


def test_findings_beyond_those_that_are_kept_are_counted() -> None:
    made = series(500)
    kept = Bars("X", Interval.DAY)
    for index in (*range(50), *range(450, 500)):
        kept.add(made.times[index], (1.0, 1.0, 1.0, 1.0, 1.0))
    found = structure.sessions(subject(kept))
    assert found.value == 400
    assert found.items[-1] == "missing: 200 more"


def test_bars_of_another_length_are_not_asked_for_again() -> None:
    made = Bars("X", Interval.HOUR)
    for day in range(30):
        made.add(START + day * DAY + 1, (1.0, 1.0, 1.0, 1.0, 1.0))
    assert "--interval" in str(structure.sessions(subject(made)).advice)
