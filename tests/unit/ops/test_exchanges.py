from __future__ import annotations

import socket
from collections.abc import Mapping

import ccxt
import pytest

from rustybt_ops.brokers.ccxt_client import (
    CcxtClient,
    hosts,
    switch_to_testnet,
    through_gateway,
)
from rustybt_ops.brokers.ccxt_errors import call, translated
from rustybt_ops.brokers.credentials import find
from rustybt_ops.brokers.order_probe import require_safe
from rustybt_ops.errors import ConfigurationError, RateLimitedError, ServiceError

# public data that the test network shares with the live exchange
_SHARED_HOSTS = {
    "alpaca": {"data.alpaca.markets"},
    "gemini": {"docs.gemini.com", "exchange.gemini.com"},
}


def test_testnet_guard_holds_for_every_exchange() -> None:
    """Either it is refused, or its live hosts are left alone, or its requests are marked."""
    refused, switched, marked = [], [], []
    for name in ccxt.exchanges:
        exchange = getattr(ccxt, name)()
        live = set(hosts(exchange.urls["api"], exchange))
        refusal = _refusal(exchange)
        if refusal:
            assert name in refusal
            refused.append(name)
            continue
        used = set(hosts(exchange.urls["api"], exchange))
        assert used
        if used == live:
            marked.append(name)
        else:
            switched.append(name)
            assert live & used == _SHARED_HOSTS.get(name, set())
    assert len(refused) + len(switched) + len(marked) == len(ccxt.exchanges) >= 100
    assert set(marked) == {"bitget", "okx", "okxus", "myokx"}
    assert {"binance", "bybit"} <= set(switched)
    assert "kraken" in refused


def _refusal(exchange: ccxt.Exchange) -> str | None:
    try:
        switch_to_testnet(exchange)
    except ConfigurationError as error:
        return error.message
    return None


def test_requests_to_the_test_network_at_a_live_address_are_marked() -> None:
    bitget = ccxt.bitget({"apiKey": "k", "secret": "s", "password": "p"})
    switch_to_testnet(bitget)
    signed = bitget.sign("v2/spot/account/assets", ["private", "spot"], "GET", {})
    assert signed["headers"]["PAPTRADING"] == "1"
    okx = ccxt.okx()
    switch_to_testnet(okx)
    assert okx.prepare_request_headers()["x-simulated-trading"] == "1"


def test_exchange_that_stays_live_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="still uses its live addresses"):
        switch_to_testnet(ccxt.weex())


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (ccxt.AuthenticationError("x"), "authentication"),
        (ccxt.PermissionDenied("x"), "permission"),
        (ccxt.AccountSuspended("x"), "permission"),
        (ccxt.RateLimitExceeded("x"), "rate limit"),
        (ccxt.DDoSProtection("x"), "rate limit"),
        (ccxt.InvalidNonce("x"), "clock"),
        (ccxt.BadSymbol("x"), "unknown symbol"),
        (ccxt.InsufficientFunds("x"), "rejected"),
        (ccxt.InvalidOrder("x"), "rejected"),
        (ccxt.RequestTimeout("x"), "network"),
        (ccxt.NetworkError("x"), "network"),
        (ccxt.ExchangeNotAvailable("x"), "service down"),
        (ccxt.OnMaintenance("x"), "service down"),
        (ccxt.ExchangeError("x"), "bad answer"),
        (ccxt.ExchangeError('kraken {"error":["EAPI:Invalid signature"]}'), "authentication"),
        (ccxt.ExchangeError("EGeneral:Permission denied"), "permission"),
        (ccxt.NullResponse("x"), "bad answer"),
        (ccxt.InvalidProxySettings("x"), "bad answer"),
        (KeyError("price"), "bad answer"),
        (TypeError("NoneType"), "bad answer"),
    ],
)
def test_every_exception_has_a_class(error: Exception, kind: str) -> None:
    assert translated(ccxt, error).kind == kind


def test_every_class_of_ccxt_is_translated() -> None:
    for name in ccxt.errors.__all__ if hasattr(ccxt.errors, "__all__") else dir(ccxt.errors):
        known = getattr(ccxt.errors, name, None)
        if isinstance(known, type) and issubclass(known, ccxt.BaseError):
            assert isinstance(translated(ccxt, known("words")), ServiceError)


def test_reason_of_the_operating_system_is_told() -> None:
    error = ccxt.NetworkError("GET https://x")
    error.__cause__ = socket.gaierror(-2, "Name or service not known")
    assert "Name or service not known" in translated(ccxt, error).message


def test_error_page_becomes_one_line() -> None:
    page = "<html>\n<body>" + "Service\nunavailable " * 100 + "</body></html>"
    message = translated(ccxt, ccxt.ExchangeNotAvailable(page)).message
    assert "<" not in message
    assert "\n" not in message
    assert len(message) < 400


def test_country_is_named() -> None:
    error = translated(ccxt, ccxt.ExchangeNotAvailable("binance GET https://x 451  {}"))
    assert "country" in error.advice


def test_certificate_fault_is_named() -> None:
    error = ccxt.ExchangeError("GET https://x")
    error.__cause__ = OSError("[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: expired")
    found = translated(ccxt, error)
    assert (found.kind, "expired" in found.message) == ("network", True)


def test_call_passes_answers_and_our_own_errors_through() -> None:
    assert call(ccxt, "time", 1, lambda: 5) == 5

    def limited() -> None:
        raise RateLimitedError("slowly", retry_after=3)

    with pytest.raises(RateLimitedError):
        call(ccxt, "time", 1, limited)


def test_gateway_keeps_host_and_path() -> None:
    urls = {"public": "https://api.x.com/v1", "ws": {"a": "wss://ws.x.com"}, "none": None}
    assert through_gateway(urls, "http://gate/base") == {
        "public": "http://gate/base/api.x.com/v1",
        "ws": {"a": "ws://gate/base/ws.x.com"},
        "none": None,
    }


def test_gateway_on_another_machine_is_not_simulated() -> None:
    client = CcxtClient("bybit", base_url="https://gate.example.org")
    assert client.endpoint.simulated is False
    assert "gateway" in client.endpoint.note
    assert client.exchange.enableRateLimit is True


@pytest.mark.parametrize(
    ("environ", "testnet", "wanted"),
    [
        ({"CCXT_API_KEY": "a", "CCXT_SECRET": "b"}, False, {"apiKey": "a", "secret": "b"}),
        ({"CCXT_API_KEY": "a", "BINANCE_API_KEY": "c"}, False, {"apiKey": "c"}),
        ({"BINANCE_API_KEY": "c", "BINANCE_TESTNET_API_KEY": "t"}, True, {"apiKey": "t"}),
        ({"BINANCE_API_KEY": "c", "BINANCE_TESTNET_API_KEY": "t"}, False, {"apiKey": "c"}),
        ({"BINANCE_API_SECRET": "s"}, False, {"secret": "s"}),
        ({"CCXT_API_KEY": "a", "CCXT_EXCHANGE": "kraken"}, False, {}),
        ({"CCXT_API_KEY": "a", "CCXT_EXCHANGE": "Binance"}, False, {"apiKey": "a"}),
        ({"KRAKEN_API_KEY": "k"}, False, {}),
    ],
)
def test_credentials(
    environ: Mapping[str, str], wanted: Mapping[str, str], *, testnet: bool
) -> None:
    assert find("binance", environ, testnet=testnet).values == wanted


@pytest.mark.parametrize(
    ("name", "testnet"), [("binance", False), ("kraken", False), ("bybit", True)]
)
def test_orders_that_cost_nothing(name: str, *, testnet: bool) -> None:
    require_safe(name, testnet=testnet)


def test_order_that_would_cost_money_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="no dry run"):
        require_safe("bybit", testnet=False)
