"""`test-broker`: does a broker do what trading needs?"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rustybt_ops.cli.options import Common, common_options, result_options
from rustybt_ops.errors import ConfigurationError

if TYPE_CHECKING:
    from rustybt_ops.cli.session import Session
    from rustybt_ops.results.model import Check

PAPER = "paper"


@click.command("test-broker", short_help="Prove that a broker does what trading needs.")
@click.option(
    "--broker",
    metavar="NAME",
    help="'paper', or the id of an exchange that ccxt knows [variable: CCXT_EXCHANGE].",
)
@click.option("--testnet", is_flag=True, default=None, help="Use the exchange's test network.")
@click.option("--symbol", help="Market to look at [default: BTC/USDT or the like; paper: SPY].")
@click.option("--place-order", is_flag=True, help="Send a trial order that cannot cost money.")
@click.option(
    "--base-url",
    metavar="URL",
    help="Gateway in front of the exchange: https://HOST/path is called as URL/HOST/path.",
)
@click.option("--timeout", type=float, metavar="SECONDS", help="Longest wait for one answer.")
@result_options
@common_options
def test_broker(
    *,
    broker: str | None,
    testnet: bool | None,
    symbol: str | None,
    place_order: bool,
    base_url: str | None,
    timeout: float | None,
    results_dir: Path | None,
    output: Path | None,
    **common: object,
) -> None:
    """Prove that a broker does what trading needs.

    'paper' is the built-in paper broker, checked on an account of its own. Any other name is an
    exchange: its key is read from CCXT_API_KEY and CCXT_SECRET, or from NAME_API_KEY and
    NAME_SECRET. Without --testnet the live exchange is asked, and nothing is ever bought.
    """
    from rustybt_ops.cli.launch import run

    foreign = {"--testnet": testnet, "--place-order": place_order, "--base-url": base_url}

    def body(session: Session) -> None:
        name = session.settings.broker.name
        if not name:
            raise ConfigurationError(
                "no broker is given", advice="Add --broker paper, or set CCXT_EXCHANGE."
            )
        if name.casefold() == PAPER:
            _refuse([option for option, value in foreign.items() if value])
            check_paper(session)
        else:
            check_exchange(session, name.casefold(), place_order=place_order)

    run(
        "test-broker",
        Common.of(common),
        body,
        options={
            "broker.name": broker,
            "broker.testnet": testnet,
            "broker.symbol": symbol,
            "broker.base_url": base_url,
            "broker.timeout": timeout,
            "results_dir": results_dir,
        },
        output=output,
    )


def _refuse(options: Sequence[str]) -> None:
    """Refuse what the paper broker could not heed."""
    if options:
        raise ConfigurationError(
            f"not for the paper broker: {', '.join(options)}",
            advice="It needs no network and trades with made-up money: leave that out, or name an "
            "exchange with --broker.",
        )


def check_paper(session: Session) -> None:
    """The checks of the paper broker, on an account that is thrown away."""
    import tempfile

    from rustybt_ops.brokers.paper_probe import opened
    from rustybt_ops.results.checks import passed
    from rustybt_ops.results.model import Endpoint, Network

    symbol = session.settings.broker.symbol or "SPY"
    session.result.parameters.update(broker=PAPER, symbol=symbol)
    session.begin("test-broker", Endpoint("broker", PAPER, Network.PAPER))
    with tempfile.TemporaryDirectory(prefix="rustybt-ops-") as folder:
        started = time.perf_counter()
        with opened(Path(folder) / "account.db", symbol) as probe:
            took = (time.perf_counter() - started) * 1000
            session.result.metrics["connection_time_ms"] = round(took, 1)
            detail = f"the paper broker opened a new account in {took:.0f} ms"
            session.report(passed("connection", detail, value=round(took, 1), unit="ms"))
            steps: dict[str, Callable[[], Check]] = {
                "market-order": probe.market_order,
                "limit-order": probe.limit_order,
                "stop-order": probe.stop_order,
                "cancellation": probe.cancellation,
                "account": probe.account,
                "rejections": probe.rejections,
                "restart": probe.restart,
            }
            for name, step in steps.items():
                session.check(name, step)
            session.result.metrics["order_latency_median_ms"] = round(probe.latency, 2)


def check_exchange(session: Session, name: str, *, place_order: bool) -> None:
    """The checks of an exchange."""
    from rustybt_ops.brokers.ccxt_client import CcxtClient
    from rustybt_ops.brokers.ccxt_probe import CcxtProbe
    from rustybt_ops.brokers.credentials import find
    from rustybt_ops.brokers.order_probe import place, require_safe
    from rustybt_ops.results.checks import passed, skipped

    chosen = session.settings.broker
    _require_allowed(session, name)
    keys = find(name, session.loaded.environ, testnet=chosen.testnet)
    client = CcxtClient(
        name,
        testnet=chosen.testnet,
        base_url=chosen.base_url,
        timeout=chosen.timeout,
        credentials=keys.values,
        symbol=chosen.symbol or "",
    )
    if place_order:
        require_safe(name, testnet=chosen.testnet)
    result = session.result
    result.parameters.update(broker=name, testnet=chosen.testnet)
    result.versions["ccxt"] = client.version
    probe = CcxtProbe(
        client, chosen.symbol, keys, session.loaded.environ, result.metrics, testnet=chosen.testnet
    )
    session.begin("test-broker", client.endpoint)
    if chosen.testnet:
        told = " (each request carries the exchange's mark for simulation)" if client.marked else ""
        session.report(passed("testnet", f"the testnet is used: {', '.join(client.hosts)}{told}"))
    session.check("connection", probe.connection)
    session.check("clock", probe.clock, needs=["connection"])
    session.check("markets", probe.markets, needs=["connection"])
    result.parameters["symbol"] = probe.symbol
    session.check("ticker", probe.ticker, needs=["connection", "markets"])
    session.check("account", probe.account, needs=["connection"])
    session.check("permissions", probe.permissions, needs=["connection", "account"])
    if place_order:
        session.check(
            "order",
            lambda: place(client, probe.symbol, probe.last_price()),
            needs=["connection", "markets", "ticker", "account"],
        )
    else:
        session.report(skipped("order", "not asked for (--place-order)"))


def _require_allowed(session: Session, name: str) -> None:
    """Refuse a live exchange on a machine that is there for validation."""
    from rustybt_ops.brokers.ccxt_client import testnet_offered
    from rustybt_ops.settings.model import Environment

    settings = session.settings
    if settings.environment is Environment.VALIDATION and not settings.broker.testnet:
        raise ConfigurationError(
            f"RUSTYBT_ENV=validation allows testnets and the paper broker only, not live {name}",
            advice="Add --testnet, or use --broker paper."
            if testnet_offered(name)
            else f"{name} has no testnet that ccxt knows: use another exchange's, or "
            "--broker paper.",
        )
