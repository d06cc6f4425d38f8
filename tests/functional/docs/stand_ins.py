"""What the pages show of services that no sandbox reaches, produced with stand-ins.

A block whose directive says `skip ... stand-in NAME` is run here, with the variables that
`SCENARIOS[NAME]` yields.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from tests.standins import binance
from tests.standins.hooks import SECRET, HookStandIn
from tests.standins.mail import PASSWORD, USER, MailStandIn
from tests.standins.server import Faults
from tests.standins.yahoo import YahooStandIn

Variables = Mapping[str, str]
Scenario = Callable[[], AbstractContextManager[Variables]]
_KEYS = {"CCXT_EXCHANGE": "binance", "CCXT_API_KEY": binance.KEY, "CCXT_SECRET": binance.SECRET}


def _binance(variables: Variables = _KEYS, **options: Any) -> Scenario:  # noqa: ANN401 - BinanceStandIn's
    @contextmanager
    def scenario() -> Iterator[Variables]:
        with binance.BinanceStandIn(**options) as server:
            yield {**variables, "RUSTYBT_BROKER_BASE_URL": server.url}

    return scenario


@contextmanager
def _yahoo() -> Iterator[Variables]:
    with YahooStandIn() as server:
        yield {"RUSTYBT_DATA_BASE_URL": server.url}


def _webhook(path: str, **faults: Any) -> Scenario:  # noqa: ANN401 - of `Faults`
    @contextmanager
    def scenario() -> Iterator[Variables]:
        with HookStandIn(**Faults(**faults)) as server:
            yield {
                "RUSTYBT_WEBHOOK_URL": server.url + path,
                "RUSTYBT_WEBHOOK_SECRET": SECRET,
            }

    return scenario


@contextmanager
def _alerts() -> Iterator[Variables]:
    with HookStandIn() as hooks, MailStandIn(auth=True) as mail:
        yield {
            **mail.env,
            "RUSTYBT_SMTP_USERNAME": USER,
            "RUSTYBT_SMTP_PASSWORD": PASSWORD,
            "RUSTYBT_SMTP_SECURITY": "none",
            "RUSTYBT_ALERT_EMAIL": "operator@example.org",
            "RUSTYBT_SLACK_URL": f"{hooks.url}/services/T00/B00/stand-in",
            "RUSTYBT_WEBHOOK_URL": f"{hooks.url}/hook",
            "RUSTYBT_WEBHOOK_SECRET": SECRET,
        }


SCENARIOS: Mapping[str, Scenario] = {
    "binance": _binance(),
    "binance-withdrawals": _binance(withdrawals=True),
    "binance-without-key": _binance({}),
    "binance-wrong-key": _binance({**_KEYS, "CCXT_API_KEY": "another-key-of-another-account"}),
    "binance-no-trading": _binance(fault="permission"),
    "binance-busy": _binance(fault="error-429"),
    "binance-clock": _binance(skew=-4000),
    "binance-down": _binance(fault="error-503"),
    "binance-login-page": _binance(fault="html"),
    "yahoo": _yahoo,
    "alerts": _alerts,
    "webhook-gone": _webhook("/gone"),
}
