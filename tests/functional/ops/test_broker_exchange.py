from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.functional.ops.conftest import Outcome
from tests.standins import binance, bybit, kraken
from tests.standins.mail import Certificates
from tests.standins.server import SilentHost

Ops = Callable[..., Outcome]
KEYS = {"CCXT_API_KEY": binance.KEY, "CCXT_SECRET": binance.SECRET}
BINANCE = ("test-broker", "--broker", "binance", "--base-url")


def test_binance_testnet_with_a_trial_order(ops: Ops) -> None:
    with binance.BinanceStandIn() as server:
        outcome = ops(*BINANCE, server.url, "--testnet", "--place-order", env=KEYS)
    assert outcome.code == 0
    statuses = outcome.statuses()
    assert statuses.pop("permissions") == "skipped"  # binance's testnet does not tell them
    assert set(statuses.values()) == {"pass"}
    assert {request.host for request in server.requests} == {binance.TESTNET}
    assert server.orders == []  # the dry run places nothing
    assert outcome.result["simulated"] is True
    assert "SIMULATED" in outcome.out
    assert outcome.result["endpoints"][0]["network"] == "testnet"


def test_live_permissions_and_no_order_unless_asked(ops: Ops) -> None:
    with binance.BinanceStandIn() as server:
        outcome = ops(*BINANCE, server.url, env=KEYS)
    assert outcome.code == 0
    assert outcome.checks["permissions"]["detail"] == "read: yes, trade: yes, withdraw: no"
    assert outcome.statuses()["order"] == "skipped"
    assert not any("order" in path for path in server.paths())


def test_withdrawals_are_a_warning(ops: Ops) -> None:
    with binance.BinanceStandIn(withdrawals=True) as server:
        outcome = ops(*BINANCE, server.url, env=KEYS)
    assert (outcome.code, outcome.result["status"]) == (0, "warn")
    assert "Forbid withdrawals" in outcome.checks["permissions"]["advice"]


@pytest.mark.parametrize(
    ("fault", "check", "kind"),
    [
        ({"fault": "html"}, "connection", "bad answer"),
        ({"fault": "torn"}, "connection", "bad answer"),
        ({"fault": "error-500"}, "connection", "service down"),
        ({"fault": "restricted"}, "connection", "service down"),
        ({"fault": "error-429"}, "connection", "rate limit"),
        ({"fault": "banned"}, "connection", "rate limit"),
        ({"fault": "drop"}, "connection", "network"),
        ({"fault": "no-price", "fault_on": "24hr"}, "ticker", "bad answer"),
        ({"fault": "html", "fault_on": "exchangeInfo"}, "markets", "bad answer"),
        ({"fault": "html", "fault_on": "account"}, "account", "bad answer"),
        ({"fault": "error-500", "fault_on": "account"}, "account", "service down"),
        ({"fault": "html", "fault_on": "apiRestrictions"}, "permissions", "bad answer"),
        ({"fault": "html", "fault_on": "/order/test"}, "order", "bad answer"),
    ],
)
def test_failures_are_named_by_class(
    ops: Ops, fault: Mapping[str, Any], check: str, kind: str
) -> None:
    with binance.BinanceStandIn(**fault) as server:
        outcome = ops(*BINANCE, server.url, "--place-order", env=KEYS)
    assert outcome.code == 1
    assert outcome.failure(check) == kind
    assert outcome.checks[check]["advice"]
    assert f"FAIL  {check}: {kind}:" in outcome.out
    assert "What to do:" in outcome.out


def test_nothing_is_asked_after_the_connection_failed(ops: Ops) -> None:
    with binance.BinanceStandIn(fault="error-500") as server:
        outcome = ops(*BINANCE, server.url, "--place-order", env=KEYS)
    assert len(server.requests) == 1
    assert outcome.statuses()["account"] == "skipped"
    assert outcome.checks["account"]["detail"] == "not looked at: connection failed"


def test_slow_server_is_given_up(ops: Ops) -> None:
    with binance.BinanceStandIn(fault="slow") as server:
        started = time.monotonic()
        outcome = ops(*BINANCE, server.url, "--timeout", "0.5", env=KEYS)
        took = time.monotonic() - started
    assert (outcome.code, outcome.failure("connection")) == (1, "network")
    assert took < 25  # the answer would take 30


def test_silent_firewall_is_given_up(ops: Ops) -> None:
    with SilentHost() as host:
        started = time.monotonic()
        outcome = ops(*BINANCE, host.url, "--timeout", "0.7", env=KEYS)
        took = time.monotonic() - started
    assert (outcome.code, outcome.failure("connection")) == (1, "network")
    assert "no answer in time" in outcome.out
    assert 0.6 < took < 25


def test_certificate_that_nobody_vouches_for(ops: Ops, tmp_path: Path) -> None:
    server = binance.BinanceStandIn()
    server.use_tls(Certificates(tmp_path, expired=True).context())
    with server:
        outcome = ops(*BINANCE, f"https://127.0.0.1:{server.port}", env=KEYS)
    assert (outcome.code, outcome.failure("connection")) == (1, "network")
    assert "certificate is not valid" in outcome.out


def test_refused_connection_names_the_reason(ops: Ops) -> None:
    with binance.BinanceStandIn() as server:
        url = server.url
    outcome = ops(*BINANCE, url, env=KEYS)
    assert outcome.failure("connection") == "network"
    assert "Connection refused" in outcome.out
    assert f"Nothing listens at {url}" in outcome.checks["connection"]["advice"]
    assert not outcome.result["simulated"]
    assert "SIMULATED" not in outcome.out
    assert "HTTPS_PROXY" not in outcome.out


@pytest.mark.parametrize(("skew", "status"), [(400, "pass"), (-700, "warn"), (1600, "fail")])
def test_clock_skew(ops: Ops, skew: int, status: str) -> None:
    with binance.BinanceStandIn(skew=skew) as server:
        outcome = ops(*BINANCE, server.url)
    assert outcome.checks["clock"]["status"] == status
    assert outcome.checks["clock"]["value"] == pytest.approx(-skew, abs=60)


def test_request_refused_for_its_time_is_a_clock_failure(ops: Ops) -> None:
    with binance.BinanceStandIn(skew=20_000) as server:
        outcome = ops(*BINANCE, server.url, env=KEYS)
    assert outcome.failure("clock") == "clock"
    assert outcome.failure("account") == "clock"
    assert "timedatectl" in outcome.checks["account"]["advice"]


@pytest.mark.parametrize(
    "keys", [{**KEYS, "CCXT_API_KEY": "other"}, {**KEYS, "CCXT_SECRET": "x" * 20}]
)
def test_wrong_key(ops: Ops, keys: Mapping[str, str]) -> None:
    with binance.BinanceStandIn() as server:
        outcome = ops(*BINANCE, server.url, env=keys)
    assert (outcome.code, outcome.failure("account")) == (1, "authentication")


def test_missing_key_names_the_variables(ops: Ops) -> None:
    with binance.BinanceStandIn() as server:
        outcome = ops(*BINANCE, server.url, "--testnet")
    assert (outcome.code, outcome.failure("account")) == (1, "authentication")
    for name in ("BINANCE_TESTNET_API_KEY", "CCXT_API_KEY", "CCXT_SECRET"):
        assert name in outcome.checks["account"]["advice"]


@pytest.mark.parametrize("value", ["", "  ", "key with\ttab", " key"])
def test_badly_copied_key_is_sent_nowhere(ops: Ops, value: str) -> None:
    with binance.BinanceStandIn() as server:
        outcome = ops(*BINANCE, server.url, env={"CCXT_API_KEY": value, "CCXT_SECRET": "s" * 20})
    assert outcome.code == 2
    assert "CCXT_API_KEY" in outcome.err
    assert server.requests == []


def test_key_of_another_exchange_is_not_used(ops: Ops) -> None:
    with kraken.KrakenStandIn() as server:
        outcome = ops(
            "test-broker",
            "--broker",
            "kraken",
            "--base-url",
            server.url,
            env={**KEYS, "CCXT_EXCHANGE": "binance"},
        )
    assert outcome.failure("account") == "authentication"
    assert not any(request.headers.get("api-key") for request in server.requests)


def test_unknown_symbol_offers_the_nearest(ops: Ops) -> None:
    with binance.BinanceStandIn() as server:
        outcome = ops(*BINANCE, server.url, "--symbol", "BTC/USD", env=KEYS)
    assert (outcome.code, outcome.failure("markets")) == (1, "unknown symbol")
    assert "BTC/USDT" in outcome.checks["markets"]["detail"]


def test_market_that_is_not_traded_is_a_warning(ops: Ops) -> None:
    with binance.BinanceStandIn() as server:
        outcome = ops(*BINANCE, server.url, "--symbol", "LUNA/USDT", env=KEYS)
    assert outcome.statuses()["markets"] == "warn"


def test_order_without_permission(ops: Ops) -> None:
    with binance.BinanceStandIn(fault="permission", fault_on="/order") as server:
        outcome = ops(*BINANCE, server.url, "--place-order", env=KEYS)
    assert outcome.failure("order") == "permission"
    assert outcome.code == 1


def test_unknown_broker_offers_the_nearest(ops: Ops) -> None:
    outcome = ops("test-broker", "--broker", "binnance")
    assert outcome.code == 2
    assert "Did you mean binance" in outcome.err


def test_exchange_without_testnet(ops: Ops) -> None:
    outcome = ops("test-broker", "--broker", "kraken", "--testnet")
    assert outcome.code == 2
    assert "kraken has no testnet" in outcome.err


def test_order_on_a_live_exchange_without_dry_run_is_refused(ops: Ops) -> None:
    with bybit.BybitStandIn() as server:
        outcome = ops("test-broker", "--broker", "bybit", "--base-url", server.url, "--place-order")
    assert outcome.code == 2
    assert "--testnet" in outcome.err
    assert server.requests == []


def test_validation_refuses_live_exchanges(ops: Ops) -> None:
    with binance.BinanceStandIn() as server:
        outcome = ops(*BINANCE, server.url, env={**KEYS, "RUSTYBT_ENV": "validation"})
        assert outcome.code == 2
        assert "RUSTYBT_ENV=validation" in outcome.err
        assert server.requests == []
        assert ops(*BINANCE, server.url, "--testnet").code == 0


@pytest.mark.parametrize(
    ("broker", "words"), [("kraken", "kraken has no testnet"), ("krakn", "Did you mean kraken")]
)
def test_advice_names_no_testnet_where_there_is_none(ops: Ops, broker: str, words: str) -> None:
    outcome = ops(
        "test-broker", "--broker", broker, "--place-order", env={"RUSTYBT_ENV": "validation"}
    )
    assert outcome.code == 2
    assert words in outcome.err
    assert "--testnet" not in outcome.err


def test_trial_order_without_dry_run_and_testnet(ops: Ops) -> None:
    outcome = ops("test-broker", "--broker", "bitstamp", "--place-order")
    assert outcome.code == 2
    assert "bitstamp has no testnet" in outcome.err
    assert "Add --testnet" not in outcome.err


def test_kraken(ops: Ops) -> None:
    keys = {"KRAKEN_API_KEY": kraken.KEY, "KRAKEN_API_SECRET": kraken.SECRET}
    with kraken.KrakenStandIn(quote="ZUSD") as server:
        outcome = ops(
            "test-broker",
            "--broker",
            "Kraken",
            "--base-url",
            server.url,
            "--place-order",
            env=keys,
        )
    assert outcome.code == 0
    assert set(outcome.statuses().values()) == {"pass"}
    assert [order["validate"] for order in server.orders] == ["True"]
    assert outcome.result["parameters"]["symbol"] == "BTC/USD"  # it has no BTC/USDT here


def test_kraken_wrong_secret_and_withdrawals(ops: Ops) -> None:
    keys = {"KRAKEN_API_KEY": kraken.KEY, "KRAKEN_API_SECRET": kraken.SECRET}
    command = ("test-broker", "--broker", "kraken", "--base-url")
    with kraken.KrakenStandIn(permissions=("query-funds", "withdraw-funds")) as server:
        outcome = ops(*command, server.url, env=keys)
        assert outcome.result["status"] == "warn"
        assert "Allow trading" in outcome.checks["permissions"]["advice"]
        wrong = ops(*command, server.url, env={"KRAKEN_API_SECRET": "d3Jvbmctc2VjcmV0LXdyb25n"})
    assert wrong.failure("account") == "authentication"


def test_bybit_places_and_cancels_on_the_testnet_only(ops: Ops) -> None:
    keys = {"BYBIT_TESTNET_API_KEY": bybit.KEY, "BYBIT_TESTNET_API_SECRET": bybit.SECRET}
    command = ("test-broker", "--broker", "bybit", "--testnet", "--place-order", "--base-url")
    with bybit.BybitStandIn() as server:
        outcome = ops(*command, server.url, env=keys)
        assert outcome.code == 0
        assert set(outcome.statuses().values()) == {"pass"}
        assert (len(server.placed), server.cancelled) == (1, ["order-1"])
    assert {request.host for request in server.requests} == {"api-testnet.bybit.com"}
    with bybit.BybitStandIn(cancels=False) as server:
        left = ops(*command, server.url)
    assert left.code == 1
    assert "by hand" in left.checks["order"]["advice"]


def test_env_file_holds_the_key(ops: Ops) -> None:
    Path(".env").write_text(f"CCXT_API_KEY='{binance.KEY}'\nexport CCXT_SECRET={binance.SECRET}\n")
    with binance.BinanceStandIn() as server:
        assert ops(*BINANCE, server.url).code == 0
