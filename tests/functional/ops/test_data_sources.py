from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.functional.ops.conftest import Outcome
from tests.standins.binance import BinanceStandIn
from tests.standins.bybit import BybitStandIn
from tests.standins.hooks import HookStandIn
from tests.standins.kraken import KrakenStandIn
from tests.standins.mail import Certificates
from tests.standins.market import candle
from tests.standins.server import SilentHost
from tests.standins.yahoo import YahooStandIn

Ops = Callable[..., Outcome]
YAHOO = ("test-data", "--source", "yfinance", "--base-url")
BYBIT = ("test-data", "--source", "ccxt", "--exchange", "bybit", "--base-url")
YEAR = ("--start", "2024-01-01", "--end", "2024-12-31")


def test_yahoo_defaults_to_the_last_year_of_spy(ops: Ops) -> None:
    with YahooStandIn() as server:
        outcome = ops(*YAHOO, server.url)
    assert outcome.code == 0
    assert outcome.result["parameters"]["symbol"] == "SPY"
    assert outcome.result["parameters"]["calendar"] == "XNYS"
    assert outcome.result["metrics"]["records"] > 240
    assert outcome.result["simulated"] is True
    crumbs = [each.query.get("crumb") for each in server.requests if "chart" in each.path]
    assert crumbs[-1] == "stand-in-crumb"


def test_yahoo_range_excludes_its_end(ops: Ops) -> None:
    with YahooStandIn() as server:
        outcome = ops(*YAHOO, server.url, "--symbol", "SPY", *YEAR)
    assert outcome.code == 0
    metrics = outcome.result["metrics"]
    assert (metrics["first"], metrics["last"]) == ("2024-01-02", "2024-12-30")
    assert metrics["records"] == metrics["expected_records"] == 251
    assert "(included)" in outcome.out
    assert "(not included)" in outcome.out
    assert outcome.result["samples"][0]["time"] == "2024-01-02"


def test_yahoo_intraday(ops: Ops) -> None:
    day = datetime.now(UTC).date()
    span = ("--start", str(day - timedelta(days=12)), "--end", str(day - timedelta(days=2)))
    with YahooStandIn() as server:
        outcome = ops(*YAHOO, server.url, "--interval", "1h", *span)
    assert outcome.code == 0
    assert outcome.result["metrics"]["missing_records"] == 0
    assert outcome.result["metrics"]["records"] >= 5 * 7


def test_yahoo_missing_sessions_are_itemised(ops: Ops) -> None:
    with YahooStandIn(holes=50) as server:
        outcome = ops(*YAHOO, server.url, *YEAR)
    assert (outcome.code, outcome.failure("sessions")) == (1, "bad data")
    assert "missing: 2024-01-02" in outcome.checks["sessions"]["items"]
    assert outcome.result["details"]["missing"][0] == "2024-01-02"
    assert len(outcome.result["details"]["missing"]) == 6


def test_yahoo_declared_split(ops: Ops) -> None:
    with YahooStandIn(split=True) as server:
        outcome = ops(*YAHOO, server.url, *YEAR)
    assert "1 declared, all applied" in outcome.checks["splits"]["detail"]


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ({"fault": "html", "fault_on": "chart"}, "bad answer"),
        ({"fault": "html"}, "bad answer"),
        ({"fault": "error-500", "fault_on": "chart"}, "service down"),
        ({"fault": "error-403", "fault_on": "chart"}, "permission"),
        ({"fault": "drop", "fault_on": "chart"}, "network"),
        ({"fault": "slow", "fault_on": "chart"}, "network"),
    ],
)
def test_yahoo_failures_are_named_by_class(ops: Ops, fault: Mapping[str, Any], kind: str) -> None:
    limit = "2" if fault["fault"] == "slow" else "20"
    with YahooStandIn(**fault) as server:
        started = time.monotonic()
        outcome = ops(*YAHOO, server.url, "--timeout", limit, *YEAR)
        took = time.monotonic() - started
    assert (outcome.code, outcome.failure("fetch")) == (1, kind)
    assert took < 25


def test_yahoo_unknown_symbol(ops: Ops) -> None:
    with YahooStandIn() as server:
        outcome = ops(*YAHOO, server.url, "--symbol", "NOSUCH")
    assert (outcome.code, outcome.failure("fetch")) == (1, "unknown symbol")


def test_yahoo_rate_limit_is_waited_out(ops: Ops) -> None:
    with YahooStandIn(fault="error-429", fault_on="chart", fault_times=2) as server:
        outcome = ops(*YAHOO, server.url, "--timeout", "20", *YEAR)
    assert outcome.code == 0


def test_yahoo_rate_limit_that_lasts(ops: Ops) -> None:
    with YahooStandIn(fault="error-429", fault_on="chart") as server:
        outcome = ops(*YAHOO, server.url, "--timeout", "8", *YEAR)
    assert (outcome.code, outcome.failure("fetch")) == (1, "rate limit")


def test_yahoo_certificate_that_nobody_vouches_for(ops: Ops, tmp_path: Path) -> None:
    server = YahooStandIn()
    server.use_tls(Certificates(tmp_path, expired=True).context())
    with server:
        outcome = ops(*YAHOO, f"https://127.0.0.1:{server.port}", "--timeout", "5")
    assert (outcome.code, outcome.failure("fetch")) == (1, "network")
    assert "certificate is not valid" in outcome.out


def test_yahoo_silent_firewall(ops: Ops) -> None:
    with SilentHost() as host:
        started = time.monotonic()
        outcome = ops(*YAHOO, host.url, "--timeout", "2")
        took = time.monotonic() - started
    assert (outcome.code, outcome.failure("fetch")) == (1, "network")
    assert took < 25


def test_exchange_defaults_to_bitcoin(ops: Ops) -> None:
    with BinanceStandIn() as server:
        outcome = ops("test-data", "--source", "ccxt", "--base-url", server.url, *YEAR)
    assert outcome.code == 0
    assert outcome.result["parameters"]["symbol"] == "BTC/USDT"
    assert outcome.result["metrics"]["records"] == 365
    assert outcome.result["parameters"]["calendar"] == "24/7"


def test_exchange_pages_through_a_long_range(ops: Ops) -> None:
    span = ("--start", "2019-01-01", "--end", "2024-01-01")
    with BinanceStandIn() as server:
        outcome = ops("test-data", "--source", "ccxt", "--base-url", server.url, *span)
    assert outcome.code == 0
    assert outcome.result["metrics"]["records"] == 1826
    assert sum("klines" in path for path in server.paths()) == 2


def test_bybit_gives_its_candles_in_reverse(ops: Ops) -> None:
    span = ("--start", "2019-01-01", "--end", "2024-01-01")
    with BybitStandIn() as server:
        outcome = ops(*BYBIT, server.url, *span)
    assert outcome.code == 0
    metrics = outcome.result["metrics"]
    assert (metrics["records"], metrics["first"], metrics["last"]) == (
        1826,
        "2019-01-01",
        "2023-12-31",
    )
    assert sum("kline" in path for path in server.paths()) == 2
    first = outcome.result["samples"][0]
    day = 1_546_300_800_000
    wanted = dict(zip(("open", "high", "low", "close", "volume"), candle(day)[1:], strict=True))
    assert {name: first[name] for name in wanted} == pytest.approx(wanted)


def test_bybit_intraday_leaves_the_candle_in_the_making_out(ops: Ops) -> None:
    start = str(datetime.now(UTC).date() - timedelta(days=1))
    with BybitStandIn() as server:
        outcome = ops(*BYBIT, server.url, "--interval", "1h", "--start", start)
    assert outcome.code == 0
    last = datetime.fromisoformat(outcome.result["metrics"]["last"])
    assert datetime.now(UTC) - last.replace(tzinfo=UTC) >= timedelta(hours=1)


@pytest.mark.parametrize(("fault", "kind"), [("html", "bad answer"), ("drop", "network")])
def test_bybit_failures(ops: Ops, fault: str, kind: str) -> None:
    with BybitStandIn(fault=fault, fault_on="kline") as server:
        outcome = ops(*BYBIT, server.url, *YEAR)
    assert (outcome.code, outcome.failure("fetch")) == (1, kind)


def test_exchange_keeping_too_little_history_fails(ops: Ops) -> None:
    span = ("--start", "2020-01-01", "--end", "2026-01-01")
    with KrakenStandIn() as server:
        outcome = ops(
            "test-data", "--source", "ccxt", "--exchange", "kraken", "--base-url", server.url, *span
        )
    assert (outcome.code, outcome.failure("records")) == (1, "bad data")
    assert outcome.failure("sessions") == "bad data"


def test_exchange_retries_a_rate_limit(ops: Ops) -> None:
    with BinanceStandIn(fault="error-429", fault_on="klines", fault_times=1) as server:
        outcome = ops("test-data", "--source", "ccxt", "--base-url", server.url, *YEAR)
    assert outcome.code == 0


@pytest.mark.parametrize(
    ("fault", "kind"), [("html", "bad answer"), ("error-500", "service down"), ("drop", "network")]
)
def test_exchange_failures(ops: Ops, fault: str, kind: str) -> None:
    with BinanceStandIn(fault=fault) as server:
        outcome = ops("test-data", "--source", "ccxt", "--base-url", server.url, *YEAR)
    assert (outcome.code, outcome.failure("fetch")) == (1, kind)


def test_exchange_unknown_symbol(ops: Ops) -> None:
    with BinanceStandIn() as server:
        outcome = ops(
            "test-data", "--source", "ccxt", "--base-url", server.url, "--symbol", "BTC/USD"
        )
    assert (outcome.code, outcome.failure("fetch")) == (1, "unknown symbol")


def test_no_network_fails_and_uses_no_file(ops: Ops) -> None:
    with YahooStandIn() as server:
        url = server.url
    outcome = ops(*YAHOO, url)
    assert (outcome.code, outcome.failure("fetch")) == (1, "network")
    assert "csv" not in outcome.out
    assert f"Nothing listens at {url}" in outcome.checks["fetch"]["advice"]
    assert "SIMULATED" not in outcome.out


@pytest.mark.parametrize("source", ["yfinance", "ccxt"])
def test_gateway_that_leads_nowhere_is_not_the_service_s_fault(ops: Ops, source: str) -> None:
    with HookStandIn() as server:
        outcome = ops("test-data", "--source", source, "--base-url", f"{server.url}/wrong")
    assert (outcome.code, outcome.failure("fetch")) == (1, "bad answer")
    assert "404" in outcome.out
    assert "--base-url" in outcome.checks["fetch"]["advice"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--source", "yfinanse"), "Did you mean yfinance"),
        ((), "no source is given"),
        (("--source", "csv", "--path", "nowhere.csv"), "there is no file"),
        (("--source", "csv", "--path", "."), "is a folder, not a file"),
        (("--source", "yfinance", "--path", "x.csv"), "--path does not go with"),
        (("--source", "csv", "--calendar", "XNIS"), "Did you mean"),
        (("--source", "csv", "--start", "2024-02-01", "--end", "2024-01-01"), "is empty"),
        (("--source", "csv", "--start", "2924-02-01"), "in the future"),
        (("--source", "csv", "--start", "yesterday"), "does not match"),
        (("--source", "csv", "--start", "0001-01-01"), "no bars of the year 1"),
        (("--source", "csv", "--symbol", "a\nb"), "expected a symbol"),
        (("--source", "csv", "--symbol", "x" * 101), "at most 100 characters"),
        (("--source", "bundle", "--path", "/dev/null"), "bundle.json cannot be read: Not a dir"),
        (("--source", "csv", "--min-records", "0"), "is not in the range"),
        (
            ("--source", "ccxt", "--exchange", "binnance"),
            "unknown exchange 'binnance'. Did you mean binance",
        ),
        (("--source", "yfinance", "--symbol", "../../etc"), "cannot be a symbol"),
        (("--source", "csv", "--symbol", ""), "data.symbol: the option is empty"),
        (("--source", "bundle"), "needs --path"),
        (("--source", "bundle", "--path", "."), "is not a bundle"),
    ],
)
def test_wrong_use_is_exit_code_2(ops: Ops, arguments: tuple[str, ...], words: str) -> None:
    outcome = ops("test-data", *arguments)
    assert (outcome.code, outcome.result) == (2, {})
    assert words in outcome.err


@pytest.mark.parametrize("path", ["klines", "exchangeInfo"])
def test_a_web_page_in_place_of_an_exchange_is_a_bad_answer(ops: Ops, path: str) -> None:
    with BinanceStandIn(fault="html", fault_on=path) as server:
        argv = ("--source", "ccxt", "--exchange", "binance", "--base-url", server.url)
        outcome = ops("test-data", *argv, "--symbol", "BTC/USDT")
    assert outcome.code == 1
    assert outcome.failure("fetch") == "bad answer", outcome.out


def test_a_range_of_more_bars_than_can_be_looked_for(ops: Ops) -> None:
    asked = ("--start", "1990-01-01", "--calendar", "24/7", "--interval", "1m")
    outcome = ops("test-data", "--source", "csv", *asked)
    assert outcome.code == 2
    assert "bars of 1m, more than 10,000,000" in outcome.err


def test_dates_of_no_exchange(ops: Ops) -> None:
    rows = ("0001-01-01", "2024-01-02", "9999-12-31")
    lines = [f"{day},1,1,1,1,1\n" for day in rows]
    Path("bars.csv").write_text("date,open,high,low,close,volume\n" + "".join(lines))
    outcome = ops("test-data", "--source", "csv", "--path", "bars.csv")
    assert outcome.code == 1
    assert outcome.checks["schema"]["items"] == [
        f"line {line}: '{rows[line - 2]}' is not of the years 1900 to 2200" for line in (2, 4)
    ]
