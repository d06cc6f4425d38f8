"""A trial order that cannot cost money.

Two exchanges check an order without placing it (binance `test`, kraken `validate`). Elsewhere an
order is placed on a test network only: far below the price, and cancelled at once.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from rustybt_ops.brokers.ccxt_client import CcxtClient, testnet_offered
from rustybt_ops.brokers.ccxt_probe import require_parsed
from rustybt_ops.errors import ConfigurationError, FailureKind, ServiceError
from rustybt_ops.results.checks import failed, passed
from rustybt_ops.results.model import Check

DRY_RUN: Mapping[str, Mapping[str, object]] = {
    "binance": {"test": True},
    "binanceus": {"test": True},
    "binanceusdm": {"test": True},
    "binancecoinm": {"test": True},
    "kraken": {"validate": True},
}
_BELOW = 0.8  # of the last price: too low to fill, high enough for most price bands
_ABOVE_MINIMUM = 1.25
_FALLBACK_COST = 20.0  # in the quote currency, where the exchange states no minimum


def require_safe(exchange_id: str, *, testnet: bool) -> None:
    """Refuse a trial order that would be a real one.

    Raises:
        ConfigurationError: The exchange has no dry run, and this is not a test network.
    """
    if exchange_id not in DRY_RUN and not testnet:
        raise ConfigurationError(
            f"{exchange_id} has no dry run of orders: --place-order would place a real one",
            advice="Add --testnet, or leave --place-order out."
            if testnet_offered(exchange_id)
            else f"Leave --place-order out: {exchange_id} has no testnet that ccxt knows.",
        )


def place(client: CcxtClient, symbol: str, last: float) -> Check:
    """Send the trial order, and cancel it where it was really placed."""
    exchange = client.exchange
    price = str(exchange.price_to_precision(symbol, last * _BELOW))
    amount = _amount(exchange, symbol, float(price))
    params = dict(DRY_RUN.get(client.id, {}))
    started = time.perf_counter()
    order = client.call(
        "order",
        lambda: exchange.create_order(symbol, "limit", "buy", float(amount), float(price), params),
    )
    took = (time.perf_counter() - started) * 1000
    require_parsed(order, "order")
    shown = f"limit purchase of {amount} {symbol} at {price}"
    if params:
        flag = next(iter(params))
        detail = f"{shown}: accepted by the exchange's dry run ({flag}), not placed"
        return passed("order", detail, value=round(took, 1), unit="ms")
    return _cancel(client, symbol, order, shown, took)


def _cancel(client: CcxtClient, symbol: str, order: Any, shown: str, took: float) -> Check:  # noqa: ANN401 - an answer of ccxt
    number = order.get("id") if isinstance(order, dict) else None
    if not number:
        raise ServiceError(
            FailureKind.BAD_ANSWER,
            "the order was answered without a number, so it cannot be cancelled",
            advice="Look for an open order on the testnet and cancel it by hand.",
        )
    try:
        client.call("cancellation", lambda: client.exchange.cancel_order(number, symbol))
    except ServiceError as error:
        advice = "Cancel it by hand on the testnet."
        message = f"{shown} was placed as {number}, and cancelling it failed: {error.message}"
        return failed("order", error.kind, message, advice=advice)
    detail = f"{shown}: placed on the testnet as {number} and cancelled"
    return passed("order", detail, value=round(took, 1), unit="ms")


def _amount(exchange: Any, symbol: str, price: float) -> str:  # noqa: ANN401 - ccxt carries no types
    """A little more than the least the exchange takes."""
    limits = exchange.market(symbol).get("limits") or {}
    least = (limits.get("amount") or {}).get("min") or 0.0
    cost = (limits.get("cost") or {}).get("min") or 0.0
    wanted = max(least, cost / price) or _FALLBACK_COST / price
    return str(exchange.amount_to_precision(symbol, wanted * _ABOVE_MINIMUM))
