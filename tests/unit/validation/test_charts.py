from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from doccheck.validation.charts.bars import Bar, Mark, bar_chart
from doccheck.validation.charts.svg import BAD, GOOD, WIDTH, Data, escape, fitted
from doccheck.validation.charts.uptime import uptime_strip
from doccheck.validation.decode import decode
from doccheck.validation.subjects import Incident, Trading
from tests.unit.validation.conftest import recorded

START = datetime(2026, 1, 1, tzinfo=UTC)
RECT = re.compile(r'<rect x="(.*?)" y="(.*?)" width="(.*?)" height="(.*?)" style="fill:(.*?)">')


def outage(hours: float, seconds: float, severity: str = "minor") -> Incident:
    begun = START + timedelta(hours=hours)
    end = begun + timedelta(seconds=seconds)
    return Incident(begun, end, seconds, seconds, "feed", severity, "a <cause>", ongoing=False)


def session(*incidents: Incident, hours: float = 24) -> Trading:
    run = decode(recorded("analyze-uptime"), "x.json")
    end = START + timedelta(hours=hours)
    return Trading(
        run, START, end, hours * 3600, 99.0, 99.9, met=False, interim=False, day=1, days=1,
        incidents=incidents, errors={},
    )  # fmt: skip


def marks(svg: str) -> list[tuple[float, float, str]]:
    """Position, width and colour of each outage: the first rectangle is the whole period."""
    return [(float(x), float(width), fill) for x, _, width, _, fill in RECT.findall(svg)[1:]]


def test_an_outage_stands_where_it_was() -> None:
    ((x, width, colour),) = marks(uptime_strip(session(outage(12, 6 * 3600, "critical")), "a"))
    assert (x, width, colour) == (WIDTH / 2, WIDTH / 4, BAD)


def test_a_short_outage_can_be_seen_and_none_leaves_the_strip() -> None:
    for x, width, _ in marks(uptime_strip(session(outage(1, 1), outage(23.999, 3600)), "a")):
        assert width >= 2.5
        assert 0 <= x <= x + width <= WIDTH + 0.1


def test_numbers_do_not_lie_on_each_other() -> None:
    svg = uptime_strip(session(*(outage(12 + at / 3600, 1) for at in range(50))), "a")
    assert len(marks(svg)) == 50
    numbers = re.findall(r'<text x="\S+" y="15" text-anchor="middle">(\d+)</text>', svg)
    assert numbers == ["1"]


def test_the_table_holds_every_outage_and_the_drawing_is_bounded() -> None:
    svg = uptime_strip(session(*(outage(at / 100, 1) for at in range(1000))), "a")
    assert svg.count("<rect") == 201
    assert svg.count("<tr><td>") == 1000
    assert "a &lt;cause&gt;" in svg


def test_an_empty_period() -> None:
    assert marks(uptime_strip(replace(session(hours=0), end=START), "a")) == []
    assert "no outage" in uptime_strip(session(), "a")


def test_bars_share_a_scale() -> None:
    bars = [Bar("one", [(1, GOOD)], "1"), Bar("two", [(1, GOOD), (1, BAD)], "2")]
    svg = bar_chart("a", "t", "d", bars, Data(("x",), [("1",)]), [Mark(4, "limit")])
    widths = [float(width) for _, _, width, _, fill in RECT.findall(svg) if "opacity" not in fill]
    assert widths[0] == widths[1] == widths[2]
    assert Counter(fill for *_, fill in RECT.findall(svg))[BAD] == 1
    assert widths[0] < WIDTH / 4


def test_no_bars_at_all() -> None:
    assert "<svg" in bar_chart("a", "t", "d", [], Data(("x",), []))


@pytest.mark.parametrize(
    ("words", "room", "shown"), [("abc", 100, "abc"), ("abcdef", 24, "ab…"), ("abc", -5, "a…")]
)
def test_text_is_cut_to_its_room(words: str, room: float, shown: str) -> None:
    assert fitted(words, room) == shown


def test_escape() -> None:
    assert escape('<b a="1">\n\n{{x}} | y') == (
        "&lt;b a=&quot;1&quot;&gt; &#123;&#123;x}} &#124; y"
    )
