"""Sessions on every kind of source: the real client libraries against stand-ins, and bundles."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from rustybt_ops.feeds import polling
from rustybt_ops.feeds.exchange import ExchangeSource
from tests.functional.ops.conftest import Outcome
from tests.functional.ops.test_paper_trade import count, entries
from tests.standins.binance import BinanceStandIn
from tests.standins.market import candle

MINUTE = 60_000
CHURN = """\
from rustybt_ops import order, symbol
def initialize(context):
    context.asset, context.count = symbol('{symbol}'), 0
def handle_data(context, data):
    context.count += 1
    order(context.asset, {amount} if context.count % 3 else -{amount})
"""
Ops = Callable[..., Outcome]
PATIENCE = 30.0  # seconds


def churn(symbol: str, amount: str) -> str:
    Path("churn.py").write_text(CHURN.format(symbol=symbol, amount=amount))
    return "churn.py"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[BinanceStandIn]:
    """An exchange whose clock the test moves on; it is asked often."""
    monkeypatch.setattr(polling, "_LONGEST_PERIOD", 0.2)
    with BinanceStandIn() as made:
        monkeypatch.setattr(ExchangeSource, "now", lambda _: made.now())
        now = int(time.time() * 1000)
        made.skew = -(now % MINUTE) + 3000
        yield made


def fills(home: Path) -> list[Mapping[str, Any]]:
    return entries(home, "fill")


@contextmanager
def market(home: Path, drive: Callable[[Callable[[int], None]], None]) -> Iterator[None]:
    """Move the market on in a thread, and then end the session; what fails in it is raised."""
    raised: list[BaseException] = []

    def wait_for_bars(number: int) -> None:
        end = time.monotonic() + PATIENCE
        while count(home, "bars") < number:
            assert time.monotonic() < end, f"only {count(home, 'bars')} of {number} bars came"
            time.sleep(0.02)

    def work() -> None:
        try:
            drive(wait_for_bars)
        except BaseException as error:  # noqa: BLE001 - shown by the test
            raised.append(error)
        finally:
            if signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL:  # the session listens
                os.kill(os.getpid(), signal.SIGTERM)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    yield
    thread.join(PATIENCE)
    if raised:
        raise raised[0]


def require_whole(home: Path, least: int) -> None:
    """No bar, order or fill is missing or there twice, and every bar is complete."""
    bars = entries(home, "bar")
    assert len(bars) >= least
    times = [each["bar"] for each in bars]
    assert times == list(range(times[0], times[0] + len(times) * MINUTE, MINUTE))
    assert [float(each["close"]) for each in bars] == [candle(at, MINUTE)[4] for at in times]
    sides = [each["side"] for each in entries(home, "order")]
    assert sides == ["sell" if at % 3 == 0 else "buy" for at in range(1, len(bars) + 1)]
    filled = [each["order_id"] for each in entries(home, "fill")]
    assert filled == list(range(1, len(bars)))  # each at the bar after its own
    assert count(home, "fills") == len(filled)
    numbers = [each["seq"] for each in entries(home)]
    assert numbers == list(range(1, len(numbers) + 1))


def test_an_exchange_that_is_polled_and_falls_silent_for_a_while(
    home: Path, ops: Ops, server: BinanceStandIn
) -> None:
    def drive(wait_for_bars: Callable[[int], None]) -> None:
        for number in range(1, 8):
            while not entries(home, "start"):
                time.sleep(0.02)
            if number == 4:  # two answers fail while bars go on being made
                server.fault, server.fault_times = "drop", 2
            server.skew += MINUTE
            if number not in (4, 5):
                wait_for_bars(number)

    name = churn("BTC/USDT", "0.01")
    argv = ("--strategy", name, "--duration", "5m", "--heartbeat", "0.1", "--base-url", server.url)
    (home / "logs").mkdir(parents=True)
    with market(home, drive):
        done = ops("paper-trade", *argv, "--source", "ccxt", "--exchange", "binance")
    assert done.code in (0, 1), done.err  # seconds without data may put the target out of reach
    assert done.checks["session"]["status"] == "in_progress", done.out
    assert done.checks["orders"]["status"] == "pass", done.out
    assert done.result["simulated"]
    assert {each["category"] for each in entries(home, "error")} == {"network"}
    assert "no market data:" in done.err
    require_whole(home, 7)


def test_an_exchange_that_streams_and_drops_its_connections(
    home: Path, ops: Ops, server: BinanceStandIn
) -> None:
    def drive(wait_for_bars: Callable[[int], None]) -> None:
        def connected() -> None:
            end = time.monotonic() + PATIENCE
            while not (server.channels and server.subscribed):
                assert time.monotonic() < end, "nobody listens"
                time.sleep(0.02)

        connected()
        while not entries(home, "start"):
            time.sleep(0.02)
        for number in range(1, 10):
            minute = server.now() // MINUTE * MINUTE
            server.push(minute, MINUTE, last=False, share=0.5)
            if number in (4, 7):
                server.subscribed.clear()
                server.drop()
                connected()
            server.push(minute, MINUTE, last=True)
            server.skew += MINUTE
            server.push(minute + MINUTE, MINUTE, last=False, share=0.1)
            wait_for_bars(number)

    name = churn("BTC/USDT", "0.01")
    argv = ("--strategy", name, "--duration", "5m", "--heartbeat", "0.1", "--base-url", server.url)
    (home / "logs").mkdir(parents=True)
    with market(home, drive):
        done = ops("paper-trade", *argv, "--source", "ccxt-websocket", "--exchange", "binance")
    assert done.checks["session"]["status"] == "in_progress", done.out + done.err
    assert done.checks["orders"]["status"] == "pass", done.out
    assert done.result["simulated"]
    assert len(entries(home, "error")) >= 1  # the drops are told
    asked = server.paths().count("/api/v3/klines")
    assert asked < 4 * 9, "the stream delivers, not the requests"
    require_whole(home, 9)


@pytest.mark.parametrize("how", ["virtual", "real"])
def test_a_bundle(home: Path, ops: Ops, how: str) -> None:
    written = ops("write-bundle", "demo", "--source", "csv", "--start", "2024-01-01")
    assert written.code == 0, written.err
    name = churn("SPY", "10")
    argv = ("paper-trade", "--strategy", name, "--source", "demo", "--heartbeat")
    if how == "virtual":
        done = ops(*argv, "3600", "--clock", "virtual", "--duration", "60d")
    else:
        done = ops(*argv, "0.1", "--pace", "0.05", "--duration", "3s")
    assert done.code == 0, done.out + done.err
    assert done.checks["session"]["status"] == "pass"
    assert done.result["simulated"]
    bars, orders = entries(home, "bar"), entries(home, "order")
    assert len(bars) >= 20
    assert len(orders) in (len(bars), len(bars) - 1)
    assert len(fills(home)) >= 15
    assert count(home, "fills") == len(fills(home))
