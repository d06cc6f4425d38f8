"""Live feeds: the real client libraries against stand-ins whose clock the tests move."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from rustybt_ops.errors import ConfigurationError, FailureKind, OpsError, ServiceError
from rustybt_ops.feeds import exchange as exchange_module
from rustybt_ops.feeds.bars import Interval, milliseconds
from rustybt_ops.feeds.candles import Candles
from rustybt_ops.feeds.csvfile import CsvSource
from rustybt_ops.feeds.exchange import ExchangeSource
from rustybt_ops.feeds.inbox import Inbox
from rustybt_ops.feeds.live import LiveBar, LiveFeed
from rustybt_ops.feeds.live_opening import open_live_feed
from rustybt_ops.feeds.opening import Choice
from rustybt_ops.feeds.polling import PollingFeed, Row
from rustybt_ops.feeds.replay import ReplayFeed
from rustybt_ops.feeds.service_clock import ServiceClock
from rustybt_ops.feeds.stream import StreamFeed
from rustybt_ops.feeds.yahoo_live import YahooLive
from rustybt_ops.results.model import Endpoint, Network
from rustybt_ops.settings.model import DataSettings
from tests.standins.binance import BinanceStandIn
from tests.standins.market import candle
from tests.standins.server import SilentHost, StandIn
from tests.standins.yahoo import YahooStandIn, sessions

MINUTE = 60_000
EARLY = 3_000  # milliseconds
PAIR = "BTC/USDT"
Opened = Callable[[LiveFeed], LiveFeed]
PATIENCE = 30.0  # seconds: the tests wait for what must come, never for time to pass


@pytest.fixture(autouse=True)
def _exact_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """The exchange is asked for its time at each request: the tests move its clock."""
    monkeypatch.setattr(exchange_module, "_ASK_TIME", 0.0)


@pytest.fixture
def opened() -> Iterator[Opened]:
    """Closes the feeds of a test."""
    feeds: list[LiveFeed] = []

    def add(feed: LiveFeed) -> LiveFeed:
        feeds.append(feed)
        return feed

    yield add
    for feed in feeds:
        feed.close()


def within_a_minute(server: StandIn) -> int:
    """Set the server's clock just behind a minute's beginning, which is returned."""
    now = int(time.time() * 1000)
    server.skew = -(now % MINUTE) + EARLY
    return (now + server.skew) // MINUTE * MINUTE


def until(done: Callable[[], object], feed: LiveFeed, *, healthy: bool = True) -> list[LiveBar]:
    """Poll until the condition holds; failures are let pass only if they are expected."""
    end = time.monotonic() + PATIENCE
    found: list[LiveBar] = []
    while not done():
        assert time.monotonic() < end, "nothing came"
        try:
            found += feed.poll(0.05)
        except OpsError:
            assert not healthy
    return found


def bars(feed: LiveFeed, count: int, *, healthy: bool = True) -> list[LiveBar]:
    """That many bars."""
    found: list[LiveBar] = []
    end = time.monotonic() + PATIENCE
    while len(found) < count:
        assert time.monotonic() < end, f"only {len(found)} of {count} came"
        try:
            found += feed.poll(0.1)
        except OpsError:
            assert not healthy
    return found


def failure(feed: LiveFeed) -> ServiceError:
    """The next failure."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            feed.poll(0.1)
        except ServiceError as error:
            return error
    raise AssertionError("nothing failed")


def require_right(found: Sequence[LiveBar], symbol: str = PAIR) -> None:
    """Every bar is complete, and none comes twice or late."""
    mine = [bar for bar in found if bar.symbol == symbol]
    assert all(later.time > earlier.time for earlier, later in pairwise(mine))
    for bar in mine:
        assert list(bar[1:]) == pytest.approx(candle(bar.time, MINUTE)), "the bar is not complete"


def polling(server: StandIn) -> PollingFeed:
    source = ExchangeSource("binance", server.url, PAIR)
    return PollingFeed(source, Interval.MINUTE, period=0.05)


def test_only_what_is_completed_from_now_on_is_handed_out(
    opened: Opened,
) -> None:
    with BinanceStandIn() as server:
        minute = within_a_minute(server)
        feed = opened(polling(server))
        assert feed.age is None
        feed.subscribe([PAIR], None)
        asked = len(server.requests)
        assert until(lambda: len(server.requests) > asked + 9, feed) == []
        assert feed.age is not None
        server.skew += MINUTE
        found = bars(feed, 1)
        assert [bar.time for bar in found] == [minute]
        server.skew += 2 * MINUTE
        found += bars(feed, 2)
        assert [bar.time for bar in found] == [minute, minute + MINUTE, minute + 2 * MINUTE]
        require_right(found)


def test_a_bar_that_has_just_ended_is_left_to_settle(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ExchangeSource, "settle", 20.0)
    with BinanceStandIn() as server:
        minute = within_a_minute(server)
        feed = opened(polling(server))
        feed.subscribe([PAIR], None)
        server.skew += MINUTE - EARLY + 1000
        asked = len(server.requests)
        assert until(lambda: len(server.requests) > asked + 9, feed) == []
        server.skew += 20_000
        assert [bar.time for bar in bars(feed, 1)] == [minute]


def test_a_gap_is_filled_in_the_order_of_time(opened: Opened) -> None:
    with BinanceStandIn() as server:
        minute = within_a_minute(server)
        feed = opened(polling(server))
        feed.subscribe([PAIR, "ETH/USDT"], minute - 2501 * MINUTE)
        found = bars(feed, 5000)
        for symbol in (PAIR, "ETH/USDT"):
            require_right(found, symbol)
            assert sum(bar.symbol == symbol for bar in found) == 2500
        assert all(later.time >= earlier.time for earlier, later in pairwise(found))


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("error-500", FailureKind.SERVICE_DOWN),
        ("error-429", FailureKind.RATE_LIMIT),
        ("html", FailureKind.BAD_ANSWER),
        ("drop", FailureKind.NETWORK),
    ],
)
def test_what_fails_is_told_and_nothing_is_lost(
    opened: Opened, fault: str, kind: FailureKind
) -> None:
    with BinanceStandIn() as server:
        minute = within_a_minute(server)
        feed = opened(polling(server))
        feed.subscribe([PAIR], None)
        server.fault_on, server.fault = "klines", fault
        server.skew += 2 * MINUTE
        assert failure(feed).kind is kind
        server.fault = None
        found = bars(feed, 2, healthy=False)
        assert [bar.time for bar in found] == [minute, minute + MINUTE]
        require_right(found)


def test_a_service_that_does_not_answer_does_not_hold_the_session(
    opened: Opened,
) -> None:
    with BinanceStandIn() as server:
        within_a_minute(server)
        feed = opened(polling(server))
        feed.subscribe([PAIR], None)
        asked = len(server.requests)
        server.fault = "slow"  # each request hangs for 30 s
        until(lambda: len(server.requests) > asked, feed)
        for _ in range(3):
            assert feed.poll(0.05) == []
        assert server.fault == "slow"
        assert not server.stopped.is_set()


def test_a_firewall_that_swallows_everything_ends_the_subscription() -> None:
    with SilentHost() as host:
        source = ExchangeSource("binance", host.url, PAIR)
        source.client.exchange.timeout = 300
        with pytest.raises(ServiceError) as caught:
            PollingFeed(source, Interval.MINUTE, timeout=1.0).subscribe([PAIR], None)
        assert caught.value.kind is FailureKind.NETWORK


def test_unknown_symbols_and_lengths_are_refused() -> None:
    with BinanceStandIn() as server:
        with pytest.raises(ServiceError) as caught:
            polling(server).subscribe([PAIR, "BTC/USD"], None)
        assert caught.value.kind is FailureKind.UNKNOWN_SYMBOL
    with YahooStandIn() as yahoo:
        with pytest.raises(ServiceError, match="does not know the symbol NOPE"):
            PollingFeed(YahooLive(yahoo.url), Interval.MINUTE).subscribe(["NOPE"], None)
        with pytest.raises(ConfigurationError, match="cannot be a symbol"):
            PollingFeed(YahooLive(yahoo.url), Interval.MINUTE).subscribe(["A B"], None)


@pytest.fixture
def market_hours() -> Iterator[tuple[YahooStandIn, int]]:
    """A stand-in of Yahoo an hour after the next opening, and the beginning of the minute."""
    pytest.importorskip("exchange_calendars")
    with YahooStandIn(forming=True) as server:
        now = int(time.time())
        day = now // 86_400 * 86_400
        opening = next(start for start, _ in sessions(day, day + 864_000) if start > now)
        server.skew = (opening + 3603 - now) * 1000
        yield server, (opening + 3600) * 1000


def test_yahoo_is_asked_once_a_bar(opened: Opened, market_hours: tuple[YahooStandIn, int]) -> None:
    server, minute = market_hours
    feed = opened(PollingFeed(YahooLive(server.url), Interval.MINUTE, period=0.05))
    feed.subscribe(["SPY", "AAPL"], minute - 3 * MINUTE)
    found = bars(feed, 4)
    server.skew += 2 * MINUTE
    found += bars(feed, 4)
    for symbol in ("SPY", "AAPL"):
        mine = [bar for bar in found if bar.symbol == symbol]
        assert [bar.time for bar in mine] == [minute + at * MINUTE for at in (-2, -1, 0, 1)]
        # the stand-in gives the bar in the making a part of its volume
        assert [bar.volume for bar in mine] == [
            50_000_000 + bar.time // 1000 % 9_000_000 for bar in mine
        ]
    crumbs = [path for path in server.paths() if path.endswith("getcrumb")]
    assert len(crumbs) == 1


def test_yahoo_after_failures_and_out_of_hours(
    opened: Opened, market_hours: tuple[YahooStandIn, int]
) -> None:
    server, minute = market_hours
    feed = opened(PollingFeed(YahooLive(server.url), Interval.MINUTE, period=0.05))
    feed.subscribe(["SPY"], None)
    server.fault_on, server.fault = "chart", "error-429"
    server.skew += MINUTE
    assert failure(feed).kind is FailureKind.RATE_LIMIT
    server.fault = "html"
    assert failure(feed).kind in {FailureKind.BAD_ANSWER, FailureKind.RATE_LIMIT}
    server.fault = None
    assert bars(feed, 1, healthy=False)[0].time == minute
    server.skew += 9 * 3600 * 1000  # the evening: the rest of the session, then nothing
    asked = len(server.requests)
    found = until(lambda: len(server.requests) > asked + 6, feed, healthy=False)
    assert len(found) == 390 - 61
    require = [later.time - earlier.time for earlier, later in pairwise(found)]
    assert set(require) == {MINUTE}


def test_bars_that_yahoo_no_longer_has_are_told_of(
    opened: Opened, market_hours: tuple[YahooStandIn, int]
) -> None:
    server, minute = market_hours
    feed = opened(PollingFeed(YahooLive(server.url), Interval.MINUTE, period=0.05))
    feed.subscribe(["SPY"], minute - 30 * 86_400_000)
    assert "has no 1m bars of SPY" in failure(feed).message


@pytest.fixture
def streaming(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[BinanceStandIn], StreamFeed]]:
    """A stream whose requests for what is missing are made soon, and by the stand-in's clock."""
    feeds: list[StreamFeed] = []

    def make(server: BinanceStandIn) -> StreamFeed:
        source = ExchangeSource("binance", server.url, PAIR)
        monkeypatch.setattr(source, "now", server.now)
        feed = StreamFeed(source, Interval.MINUTE)
        feed.requests.cadence = 0.05
        feed.subscribe([PAIR], None)
        feeds.append(feed)
        return feed

    yield make
    for feed in feeds:
        feed.close()


Streaming = Callable[[BinanceStandIn], StreamFeed]


def test_the_stream_hands_out_what_it_has_seen_whole(streaming: Streaming) -> None:
    with BinanceStandIn() as server:
        minute = within_a_minute(server)
        feed = streaming(server)
        assert until(lambda: "btcusdt@kline_1m" in server.subscribed, feed) == []
        server.push(minute, MINUTE, last=False, share=0.5)
        until(lambda: feed.age is not None, feed)
        # the candle was under way when the stream began: it is asked for when it has ended
        server.skew += MINUTE
        server.push(minute + MINUTE, MINUTE, last=False, share=0.4)
        found = bars(feed, 1)
        asked = server.paths().count("/api/v3/klines")
        server.push(minute + MINUTE, MINUTE, last=True)
        server.push(minute + 2 * MINUTE, MINUTE, last=False, share=0.1)
        found += bars(feed, 1)
        assert server.paths().count("/api/v3/klines") == asked
        assert [bar.time for bar in found] == [minute, minute + MINUTE]
        require_right(found)


def test_a_dropped_stream_is_told_connected_anew_and_its_gap_filled(streaming: Streaming) -> None:
    with BinanceStandIn() as server:
        minute = within_a_minute(server)
        feed = streaming(server)
        until(lambda: "btcusdt@kline_1m" in server.subscribed, feed)
        server.push(minute, MINUTE, last=False, share=0.5)
        until(lambda: feed.age is not None, feed)
        server.subscribed.clear()
        server.drop()
        assert failure(feed).kind is FailureKind.NETWORK
        server.skew += 3 * MINUTE
        found = bars(feed, 3, healthy=False)
        found += until(lambda: "btcusdt@kline_1m" in server.subscribed, feed, healthy=False)
        server.push(minute + 3 * MINUTE, MINUTE, last=False, share=0.5)
        server.skew += MINUTE
        found += bars(feed, 1, healthy=False)
        assert [bar.time for bar in found] == [minute + at * MINUTE for at in range(4)]
        require_right(found)


def test_a_stream_that_stays_silent_is_made_good_by_requests(streaming: Streaming) -> None:
    with BinanceStandIn() as server:
        minute = within_a_minute(server)
        feed = streaming(server)
        server.skew += 2 * MINUTE
        found = bars(feed, 2)
        assert [bar.time for bar in found] == [minute, minute + MINUTE]
        require_right(found)


def test_trades_tell_that_a_bar_has_ended(
    streaming: Streaming, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rustybt_ops.feeds.stream._way", lambda *_: "watchTrades")
    with BinanceStandIn() as server:
        minute = within_a_minute(server)
        feed = streaming(server)
        until(lambda: "btcusdt@trade" in server.subscribed, feed)
        server.skew += MINUTE
        server.push_trade()
        found = bars(feed, 1)
        assert [bar.time for bar in found] == [minute]
        require_right(found)


def test_an_exchange_without_streams_is_refused() -> None:
    with BinanceStandIn() as server:
        source = ExchangeSource("binance", server.url, PAIR)
        source.client.id = "zaif"  # ccxt has no websocket class of it
        with pytest.raises(ConfigurationError, match="streams neither"):
            StreamFeed(source, Interval.MINUTE)


def test_candles_are_final_only_if_seen_whole() -> None:
    seen = Candles()
    assert seen.update("A", [row(1)]) == ([], False)
    assert seen.update("A", [row(2)]) == ([], True)
    final, lost = seen.update("A", [row(2, volume=7), row(1), row(3)])
    assert ([bar.volume for bar in final], lost) == ([7], False)
    seen.broken("A")
    assert seen.update("A", [row(3)]) == ([], False)
    assert seen.update("A", [row(4)]) == ([], True)


def bar(at: int, symbol: str = "A") -> LiveBar:
    return LiveBar(symbol, at, 1.0, 1.0, 1.0, 1.0, 1.0)


def test_the_inbox_lets_nothing_in_twice_or_late() -> None:
    inbox = Inbox()
    inbox.open(["A", "B"], 5)
    inbox.put([bar(5), bar(6), bar(7, "B"), bar(6), bar(9), bar(8)])
    inbox.fail(ServiceError(FailureKind.NETWORK, "gone"))
    inbox.fail(ServiceError(FailureKind.NETWORK, "gone"))
    assert [(each.symbol, each.time) for each in inbox.take(0)] == [("A", 6), ("B", 7), ("A", 9)]
    with pytest.raises(ServiceError, match="gone"):
        inbox.take(0)
    assert inbox.take(0) == []


def test_a_full_inbox_holds_back_who_fills_it() -> None:
    inbox = Inbox(room=3)
    inbox.open(["A"], 0)
    assert not inbox.put([bar(each) for each in range(1, 9)], wait=False)
    filler = threading.Thread(target=inbox.put, args=([bar(each) for each in range(1, 9)],))
    filler.start()
    found: list[LiveBar] = []
    while len(found) < 8:
        taken = inbox.take(PATIENCE)
        assert len(taken) <= 3
        found += taken
    filler.join()
    assert [each.time for each in found] == list(range(1, 9))
    blocked = threading.Thread(target=inbox.put, args=([bar(each) for each in range(9, 20)],))
    blocked.start()
    inbox.close()
    blocked.join(PATIENCE)
    assert not blocked.is_alive()


def test_the_clock_of_a_service_goes_on_by_itself() -> None:
    seconds = [100.0]
    clock = ServiceClock(lambda: seconds[0])
    assert clock.since_told is None
    clock.set(5_000)
    seconds[0] += 2.5
    assert clock.now() == 7_500
    assert clock.since_told == pytest.approx(2.5)


def test_a_replay_goes_on_where_it_was(tmp_path: Path) -> None:
    path = tmp_path / "bars.csv"
    rows = "".join(f"2024-01-0{day},1,2,1,{day},10\n" for day in (2, 3, 4, 5))
    path.write_text("date,open,high,low,close,volume\n" + rows)
    seconds = [0.0]

    def sleep(span: float) -> None:
        seconds[0] += span

    def replay(after: int | None) -> ReplayFeed:
        source = CsvSource(path)
        feed = ReplayFeed(source, Interval.DAY, pace=10.0, now=lambda: seconds[0], sleep=sleep)
        feed.subscribe(["SPY"], after)
        return feed

    feed = replay(None)
    assert feed.endpoint.simulated
    assert (feed.poll(4), seconds[0], feed.age) == ([], 4, None)
    assert [each.close for each in feed.poll(60)] == [2.0]
    assert seconds[0] == 10
    seconds[0] += 100  # the session was busy: one bar a call all the same
    assert [each.close for each in feed.poll(1)] == [3.0]
    assert feed.age == 0
    (last,) = replay(milliseconds(date(2024, 1, 4))).poll(60)
    assert last.close == 5.0
    with pytest.raises(ServiceError, match="to replay"):
        _empty(path).subscribe(["SPY"], None)


def _empty(path: Path) -> LiveFeed:
    path.write_text("date,open,high,low,close,volume\n")
    return open_live_feed(DataSettings(source="csv"), Choice(path=path))


def test_the_source_decides_which_feed_it_is() -> None:
    with BinanceStandIn() as server:
        base = server.url
        for name, kind in (
            ("yfinance", PollingFeed),
            ("ccxt", PollingFeed),
            ("ccxt-websocket", StreamFeed),
            ("csv", ReplayFeed),
        ):
            feed = open_live_feed(DataSettings(source=name, base_url=base))
            assert type(feed) is kind
            feed.close()
    with pytest.raises(ConfigurationError, match="--path does not go"):
        open_live_feed(DataSettings(source="ccxt"), Choice(path=Path("x")))
    with pytest.raises(ConfigurationError, match="unknown source"):
        open_live_feed(DataSettings(source="yfinanse"))


class Scripted:
    """A source that answers as it is told: rows, or an exception."""

    endpoint = Endpoint("data", "scripted", Network.LOCAL)
    versions: Mapping[str, str] = {}
    settle = 0.0

    def __init__(self, answers: Sequence[Sequence[Row] | Exception]) -> None:
        self._answers = list(answers)

    def calendar(self, symbol: str) -> str:
        return "24/7" if symbol else ""

    def now(self) -> int:
        return 10 * MINUTE

    def reach(self, interval: Interval) -> int | None:
        return None if interval else 0

    def recent(self, *_: object) -> Sequence[Row]:
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


def row(at: int, close: float = 1.5, volume: float = 3.0) -> Row:
    return (at * MINUTE, 1.0, 2.0, 0.5, close, volume)


@pytest.mark.parametrize(
    "bad", [row(3, close=float("nan")), row(3, close=0), row(3, volume=-1), row(3, close=-1.0)]
)
def test_a_bar_that_is_no_price_is_left_out_and_told(opened: Opened, bad: Row) -> None:
    feed = PollingFeed(Scripted([[row(2), bad, row(4), row(10)]]), Interval.MINUTE, period=0.01)
    opened(feed)
    feed.subscribe(["A"], MINUTE)
    error = failure(feed)
    assert error.kind is FailureKind.BAD_DATA
    assert "A, 1970-01-01 00:03" in error.message


def test_a_source_that_stumbles_is_told_and_asked_again(opened: Opened) -> None:
    source = Scripted([[], ValueError("what is this"), [row(2), row(4)]])
    feed = PollingFeed(source, Interval.MINUTE, period=0.01)
    opened(feed)
    feed.subscribe(["A"], MINUTE)
    error = failure(feed)
    assert error.kind is FailureKind.BAD_ANSWER
    assert "ValueError: what is this" in error.message
    assert [each.time // MINUTE for each in bars(feed, 2)] == [2, 4]
