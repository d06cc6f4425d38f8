"""An exchange of ccxt, set up so that it talks to the right network and never hangs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar
from urllib.parse import urlsplit

from rustybt_ops.brokers.ccxt_errors import call
from rustybt_ops.errors import ConfigurationError, UnknownNameError
from rustybt_ops.optional import require
from rustybt_ops.results.model import STAND_IN, Endpoint, Network, is_loopback

Value = TypeVar("Value")

_URL_GROUPS = ("api", "test", "demo")
# these have their test network at the live address: each signed request says that it is for the
# test network (okx does so as well, with a header that is there from the switch on)
_MARKED_WHEN_SIGNED = frozenset({"bitget"})
_CALL_LIMIT = 3  # a call may take this many times the wait for one answer: it may be several


class CcxtClient:
    """One exchange.

    Args:
        exchange_id: ccxt's id of the exchange.
        testnet: Talk to its test network.
        base_url: A gateway: https://HOST/path is called as BASE/HOST/path.
        timeout: Longest wait for one answer, in seconds.
        credentials: The parts of the key by ccxt's names.
        symbol: The market of interest; a spot symbol keeps the other kinds from being loaded.
        role: What the user knows the exchange as: a broker, or just an exchange.

    Raises:
        ConfigurationError: There is no such exchange, or it has no test network.
    """

    def __init__(
        self,
        exchange_id: str,
        *,
        testnet: bool = False,
        base_url: str | None = None,
        timeout: float = 10.0,
        credentials: Mapping[str, str] | None = None,
        symbol: str = "",
        role: str = "broker",
    ) -> None:
        self.library = require("ccxt", "ccxt")
        if exchange_id not in self.library.exchanges:
            raise unknown_exchange(role, exchange_id, self.library.exchanges)
        self.id = exchange_id
        self.version = str(self.library.__version__)
        self._timeout = timeout
        self.exchange = self._build(credentials or {}, symbol)
        self.marked = testnet and switch_to_testnet(self.exchange)
        self.hosts = hosts(self.exchange.urls.get("api"), self.exchange)
        self.simulated = bool(base_url) and is_loopback(str(base_url))
        self._base_url = base_url
        self.redirect(self.exchange)
        if self.simulated:
            self.exchange.requests_trust_env = False
            self.exchange.session.trust_env = False
            self.exchange.enableRateLimit = False
        self.endpoint = self._endpoint(base_url, testnet=testnet)

    def _build(self, credentials: Mapping[str, str], symbol: str) -> Any:  # noqa: ANN401 - ccxt carries no types
        made = getattr(self.library, self.id)(
            {
                **credentials,
                "timeout": int(self._timeout * 1000),
                "enableRateLimit": True,
                "requests_trust_env": True,  # proxies as everywhere else: HTTPS_PROXY
            }
        )
        # these make private calls, or many, where the public list of markets is all that is needed
        made.has["fetchCurrencies"] = False
        made.options["fetchCurrencies"] = False
        made.options["fetchMargins"] = False
        types = made.options.get("fetchMarkets")
        known = types.get("types", []) if isinstance(types, dict) else types or []
        if "spot" in known and ":" not in symbol:
            made.options["fetchMarkets"] = {"types": ["spot"]}
        return made

    def redirect(self, exchange: Any) -> None:  # noqa: ANN401 - ccxt carries no types
        """Put the gateway, if there is one, in front of all addresses of an exchange."""
        if self._base_url:
            for group in _URL_GROUPS:
                if group in exchange.urls:
                    urls = through_gateway(exchange.urls[group], self._base_url.rstrip("/"))
                    exchange.urls[group] = urls

    def _endpoint(self, base_url: str | None, *, testnet: bool) -> Endpoint:
        note = f"through the gateway {base_url}" if base_url else ""
        return Endpoint(
            "broker",
            self.id,
            Network.TESTNET if testnet else Network.LIVE,
            base_url or (f"https://{self.hosts[0]}" if self.hosts else None),
            self.simulated,
            STAND_IN if self.simulated else note,
        )

    def call(self, what: str, work: Callable[[], Value]) -> Value:
        """Make a call within the time limit.

        Raises:
            ServiceError: It failed; the class says whose fault it is.
        """
        return call(self.library, f"{self.id} {what}", self._timeout * _CALL_LIMIT, work)

    def offers(self, name: str) -> bool:
        """Whether ccxt can make this unified call on the exchange."""
        return bool(self.exchange.has.get(name))


def unknown_exchange(role: str, name: str, exchanges: Sequence[str]) -> UnknownNameError:
    """The error for a broker or an exchange that does not exist."""
    paper = ["paper"] if role == "broker" else []
    known = f"{'paper, and ' if paper else ''}the {len(exchanges)} exchanges of ccxt"
    how = "(python -c 'import ccxt; print(*ccxt.exchanges)')"
    return UnknownNameError(role, name, [*paper, *exchanges], advice=f"Known: {known} {how}.")


def testnet_offered(exchange_id: str) -> bool:
    """Whether ccxt knows a test network of the exchange of this id.

    Raises:
        UnknownNameError: There is no such exchange.
        MissingExtraError: ccxt is not installed.
    """
    ccxt = require("ccxt", "ccxt")
    if exchange_id not in ccxt.exchanges:
        raise unknown_exchange("broker", exchange_id, ccxt.exchanges)
    return has_testnet(getattr(ccxt, exchange_id)())


def has_testnet(exchange: Any) -> bool:  # noqa: ANN401 - ccxt carries no types
    """Whether ccxt knows a test network of the exchange."""
    return bool(exchange.urls.get("test")) or exchange.id in _MARKED_WHEN_SIGNED


def switch_to_testnet(exchange: Any) -> bool:  # noqa: ANN401 - ccxt carries no types
    """Make the exchange talk to its test network only.

    Returns:
        Whether it does so at its live address, by a mark on each request.

    Raises:
        ConfigurationError: There is none, or live addresses remain after the switch.
    """
    if not has_testnet(exchange):
        raise ConfigurationError(
            f"{exchange.id} has no testnet that ccxt knows",
            advice="Use another exchange's testnet, or the broker 'paper'.",
        )
    live, headers = exchange.urls["api"], dict(exchange.headers)
    try:
        exchange.set_sandbox_mode(True)
    except Exception as error:
        raise ConfigurationError(f"{exchange.id}: the testnet cannot be used: {error}") from error
    marked = exchange.headers != headers or exchange.id in _MARKED_WHEN_SIGNED
    if exchange.urls["api"] == live and not marked:
        raise ConfigurationError(
            f"{exchange.id} still uses its live addresses after the switch to the testnet",
            advice="Nothing was sent. Use another exchange's testnet, or the broker 'paper'.",
        )
    return bool(exchange.urls["api"] == live)


def through_gateway(urls: Any, base_url: str) -> Any:  # noqa: ANN401 - text or a nesting of dictionaries
    """The addresses with the gateway in front: `https://HOST/path` becomes `BASE/HOST/path`.

    Those of websockets as well: `wss://HOST/path` becomes `ws://...` behind a gateway of http.
    """
    if isinstance(urls, dict):
        return {name: through_gateway(each, base_url) for name, each in urls.items()}
    if not isinstance(urls, str):
        return urls
    scheme, separator, rest = urls.partition("://")
    if separator and scheme in {"ws", "wss"}:
        return f"ws{base_url.removeprefix('http')}/{rest}"
    return f"{base_url}/{rest}" if separator and scheme in {"http", "https"} else urls


def hosts(urls: Any, exchange: Any) -> list[str]:  # noqa: ANN401 - text or a nesting of dictionaries
    """The hosts that addresses name, each once; that of the public spot calls first."""
    if isinstance(urls, dict):
        ordered = sorted(urls, key=lambda name: name not in {"public", "spot", "rest"})
        found = [host for name in ordered for host in hosts(urls[name], exchange)]
        return list(dict.fromkeys(found))
    if not isinstance(urls, str):
        return []
    host = urlsplit(exchange.implode_hostname(urls)).hostname
    return [host] if host else []
