"""What an exchange has to prove before it is trusted: one method a check."""

from __future__ import annotations

import time
from collections.abc import Mapping, MutableMapping, Sequence
from typing import Any

from rustybt_ops.brokers import permissions
from rustybt_ops.brokers.ccxt_client import CcxtClient
from rustybt_ops.brokers.credentials import Credentials, variables
from rustybt_ops.errors import FailureKind, ServiceError, nearest
from rustybt_ops.results.checks import failed, passed, skipped, warned
from rustybt_ops.results.model import Check, Scalar
from rustybt_ops.statistics import median, percentile
from rustybt_ops.words import counted

_CALLS = 7  # calls to measure the latency with
_SKEW_WARN, _SKEW_FAIL = 500.0, 1000.0  # milliseconds; binance refuses 1000 ms ahead of its clock
_SPREAD = 0.05  # of the price
_STALE = 3600.0  # seconds
_USUAL = ("BTC/USDT", "BTC/USD", "BTC/USDC", "BTC/EUR", "BTC/USDT:USDT", "BTC/USD:BTC")


class CcxtProbe:
    """The checks of one exchange, in the order in which they must be made.

    Args:
        client: The exchange.
        symbol: The market to look at; None takes a usual one that the exchange has.
        credentials: The key found in the environment.
        environ: The environment, to name the variables that are missing.
        metrics: Receives the figures measured.
        testnet: Whether the client talks to a test network.
    """

    def __init__(
        self,
        client: CcxtClient,
        symbol: str | None,
        credentials: Credentials,
        environ: Mapping[str, str],
        metrics: MutableMapping[str, Scalar],
        *,
        testnet: bool,
    ) -> None:
        self._client = client
        self._exchange = client.exchange
        self._given = symbol
        self.symbol = symbol or _USUAL[0]
        self._credentials = credentials
        self._environ = environ
        self._metrics = metrics
        self._testnet = testnet
        self._skews: list[tuple[float, float]] = []  # round trip and skew, milliseconds
        self._whole_seconds = True  # some exchanges tell no more

    def connection(self) -> Check:
        """Several calls, their latency, and answers that make sense."""
        times = []
        for _ in range(_CALLS):
            started = time.perf_counter()
            self._ping()
            times.append((time.perf_counter() - started) * 1000)
        first, rest = times[0], times[1:]
        middle, slow = median(rest), percentile(rest, 0.95)
        self._metrics.update(
            connection_time_ms=round(first, 1),
            latency_median_ms=round(middle, 1),
            latency_p95_ms=round(slow, 1),
        )
        return passed(
            "connection",
            f"connected in {first:.0f} ms; {len(rest)} more calls: median {middle:.0f} ms, "
            f"p95 {slow:.0f} ms (the slowest of {len(rest)})",
            value=round(middle, 1),
            unit="ms",
        )

    def _ping(self) -> None:
        if not self._client.offers("fetchTime"):
            self._load()
            self._client.call("ticker", lambda: self._exchange.fetch_ticker(self.symbol))
            return
        before, started = time.time(), time.perf_counter()
        server = self._client.call("time", self._exchange.fetch_time)
        trip = (time.perf_counter() - started) * 1000
        if isinstance(server, bool) or not isinstance(server, int) or server <= 0:
            # a proxy's login page with status 200 ends here
            message = f"the exchange was asked for its time and answered {server!r}"
            raise ServiceError(FailureKind.BAD_ANSWER, message)
        self._whole_seconds &= server % 1000 == 0
        self._skews.append((trip, before * 1000 + trip / 2 - server))

    def clock(self) -> Check:
        """This machine's clock against the exchange's; the quickest call tells it best."""
        if not self._skews:
            return skipped("clock", "the exchange does not tell its time")
        trip, skew = min(self._skews)
        if self._whole_seconds:  # the true time is anywhere within the second
            trip, skew = trip + 1000, skew - 500
        self._metrics["clock_skew_ms"] = round(skew, 1)
        detail = f"this machine is {abs(skew):.0f} ms {'ahead' if skew > 0 else 'behind'}"
        detail += f" (known to {trip / 2:.0f} ms)"
        if abs(skew) - trip / 2 > _SKEW_FAIL:
            return failed(
                "clock",
                FailureKind.CLOCK,
                detail,
                value=round(skew, 1),
                unit="ms",
                threshold=_SKEW_FAIL,
            )
        if abs(skew) - trip / 2 > _SKEW_WARN:
            advice = "Synchronise this machine's clock before it drifts further."
            return warned("clock", detail, advice=advice, value=round(skew, 1), unit="ms")
        return passed("clock", detail, value=round(skew, 1), unit="ms", threshold=_SKEW_FAIL)

    def markets(self) -> Check:
        """The list of markets, and the symbol in it."""
        markets = self._load()
        self._metrics["markets"] = len(markets)
        market = markets.get(self.symbol)
        if market is None:
            near = nearest(self.symbol, markets)
            meant = f"; did you mean {' or '.join(near)}?" if near else ""
            message = f"{self.symbol} is not among the {counted(len(markets), 'market')}{meant}"
            return failed("markets", FailureKind.UNKNOWN_SYMBOL, message)
        if market.get("active") is False:
            advice = "Choose another market with --symbol."
            return warned("markets", f"{self.symbol} is listed but not traded", advice=advice)
        detail = f"{counted(len(markets), 'market')}, {self.symbol} among them"
        return passed("markets", detail, value=len(markets), unit="markets")

    def _load(self) -> Mapping[str, Any]:
        markets: Mapping[str, Any] = self._client.call("markets", self._exchange.load_markets)
        if not markets:
            raise ServiceError(FailureKind.BAD_ANSWER, "the exchange lists no markets")
        if not self._given:
            self.symbol = next((each for each in _USUAL if each in markets), next(iter(markets)))
        return markets

    def ticker(self) -> Check:
        """A price that can be true."""
        ticker = self._client.call("ticker", lambda: self._exchange.fetch_ticker(self.symbol))
        last, bid, ask = (_number(ticker, name) for name in ("last", "bid", "ask"))
        shown = f"last {last}, bid {bid}, ask {ask}"
        if last is None or last <= 0:
            return failed("ticker", FailureKind.BAD_ANSWER, f"there is no usable price: {shown}")
        if bid and ask and bid > ask:
            return failed("ticker", FailureKind.BAD_ANSWER, f"the bid is above the ask: {shown}")
        self._metrics["last_price"] = last
        stamp = _number(ticker, "timestamp")
        doubts = []
        if bid and ask and (ask - bid) / last > _SPREAD:
            doubts.append(f"the spread is {(ask - bid) / last:.0%} of the price")
        if stamp and time.time() - stamp / 1000 > _STALE:
            doubts.append(f"the price is {(time.time() - stamp / 1000) / 3600:.1f} hours old")
        if doubts:
            advice = "Look at the market before you trade in it."
            return warned("ticker", f"{shown}: {', '.join(doubts)}", advice=advice)
        return passed("ticker", shown)

    def account(self) -> Check:
        """Whether the key opens the account; amounts are private and not shown."""
        required = [name for name, needed in self._exchange.requiredCredentials.items() if needed]
        missing = self._credentials.missing(required)
        if missing:
            return self._no_key(missing)
        balance = self._client.call("balance", self._exchange.fetch_balance)
        require_parsed(balance, "balance")
        totals = balance.get("total") if isinstance(balance, dict) else None
        if not isinstance(totals, dict):
            raise ServiceError(FailureKind.BAD_ANSWER, "the balance holds no totals")
        held = sum(1 for amount in totals.values() if amount)
        detail = f"the key opens the account, which holds {counted(held, 'currency', 'currencies')}"
        return passed("account", detail, value=held, unit="currencies")

    def _no_key(self, missing: Sequence[str]) -> Check:
        names = [
            list(variables(self._client.id, part, self._environ, testnet=self._testnet))
            for part in missing
        ]
        wanted = " and ".join(" or ".join(each) for each in names)
        return failed(
            "account",
            FailureKind.AUTHENTICATION,
            f"no complete key: {', '.join(missing)} missing",
            advice=f"Set {wanted}, in the environment or in .env.",
        )

    def permissions(self) -> Check:
        """What the key may do; withdrawals are a warning."""
        found = permissions.fetch(self._client)
        if found is None:
            return skipped(
                "permissions",
                "read: yes, trade: unknown, withdraw: unknown (the exchange does not tell)",
            )
        if found.read is False:
            return failed("permissions", FailureKind.PERMISSION, found.words())
        doubts = []
        if found.withdraw:
            doubts.append("Forbid withdrawals: a key for trading does not need them.")
        if found.trade is False:
            doubts.append("Allow trading, or the key can only look.")
        if found.restricted is False:
            doubts.append("Restrict the key to this machine's address.")
        if found.withdraw or found.trade is False:
            return warned("permissions", found.words(), advice=" ".join(doubts))
        return passed("permissions", " ".join([found.words(), *doubts]))

    def last_price(self) -> float:
        """The price that the ticker gave."""
        price = self._metrics["last_price"]
        assert isinstance(price, float)  # noqa: S101 - `ticker` puts it there before it passes
        return price


def require_parsed(answer: object, what: str) -> None:
    """Refuse an answer that was not JSON: ccxt makes an empty structure of a login page.

    Raises:
        ServiceError: The raw answer, which ccxt keeps under `info`, is neither object nor list.
    """
    raw = answer.get("info") if isinstance(answer, dict) else None
    if not isinstance(raw, dict | list):
        message = f"the exchange was asked for the {what} and did not answer with JSON"
        raise ServiceError(FailureKind.BAD_ANSWER, message)


def _number(answer: Any, name: str) -> float | None:  # noqa: ANN401 - whatever the exchange says
    value = answer.get(name) if isinstance(answer, dict) else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value)
