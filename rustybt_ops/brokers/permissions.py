"""What a key may do, as far as the exchange tells; what it does not tell is unknown, never fine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from rustybt_ops.brokers.ccxt_client import CcxtClient
from rustybt_ops.errors import FailureKind, ServiceError


@dataclass(frozen=True, slots=True)
class Permissions:
    """Each is None where the exchange does not tell."""

    read: bool | None = None
    trade: bool | None = None
    withdraw: bool | None = None
    restricted: bool | None = None  # to certain addresses

    def words(self) -> str:
        """The permissions in one line."""
        shown = {True: "yes", False: "no", None: "unknown"}
        return ", ".join(f"{name}: {shown[getattr(self, name)]}" for name in _NAMES)


_NAMES = ("read", "trade", "withdraw")


def fetch(client: CcxtClient) -> Permissions | None:
    """Ask the exchange what the key may do; None where ccxt knows no way to ask.

    Raises:
        ServiceError: The exchange was asked, and the answer is an error.
    """
    asked = _QUESTIONS.get(client.id)
    if asked is None:
        return None
    endpoint, read = asked
    question = getattr(client.exchange, endpoint, None)
    if question is None or not _reachable(client, endpoint):
        return None
    answer = client.call("key permissions", question)
    try:
        return read(answer)
    except (KeyError, TypeError, IndexError, AttributeError) as error:
        message = f"the answer about the key's permissions lacks {error}"
        raise ServiceError(FailureKind.BAD_ANSWER, message) from error


def _reachable(client: CcxtClient, endpoint: str) -> bool:
    """Whether the addresses in use have the section; binance's testnet has no `sapi`."""
    urls = client.exchange.urls.get("api")
    return not (endpoint.startswith("sapi") and isinstance(urls, dict) and "sapi" not in urls)


def _binance(answer: Mapping[str, Any]) -> Permissions:
    return Permissions(
        _flag(answer["enableReading"]),
        _flag(answer["enableSpotAndMarginTrading"]),
        _flag(answer["enableWithdrawals"]),
        _flag(answer["ipRestrict"]),
    )


def _bybit(answer: Mapping[str, Any]) -> Permissions:
    result = answer["result"]
    granted = result["permissions"]
    writable = str(result["readOnly"]) == "0"
    trades = ("Spot", "ContractTrade", "Derivatives", "Options")
    return Permissions(
        read=True,
        trade=writable and any(granted.get(each) for each in trades),
        withdraw=writable and "Withdraw" in granted["Wallet"],
        restricted=bool(result.get("ips")) and "*" not in result["ips"],
    )


def _kraken(answer: Mapping[str, Any]) -> Permissions:
    granted = set(answer["result"]["permissions"])
    return Permissions(
        "query-funds" in granted,
        "modify-trades" in granted,
        "withdraw-funds" in granted,
        bool(answer["result"].get("ipAllowlist")),
    )


def _okx(answer: Mapping[str, Any]) -> Permissions:
    account = answer["data"][0]
    granted = {each.strip() for each in account["perm"].split(",")}
    return Permissions(
        "read_only" in granted,
        "trade" in granted,
        "withdraw" in granted,
        bool(account.get("ip")),
    )


def _flag(value: object) -> bool:
    return value is True or str(value).casefold() == "true"


_QUESTIONS: Mapping[str, tuple[str, Callable[[Mapping[str, Any]], Permissions]]] = {
    "binance": ("sapiGetAccountApiRestrictions", _binance),
    "bybit": ("privateGetV5UserQueryApi", _bybit),
    "kraken": ("privatePostGetApiKeyInfo", _kraken),
    "okx": ("privateGetAccountConfig", _okx),
}
