"""Run a command against the stand-ins: `python -m tests.standins rustybt-ops test-data ...`.

The command finds every stand-in through its environment. With no command, the variables are
printed and the servers stay up until Ctrl-C. What is measured this way is labelled as simulated.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from contextlib import ExitStack

from tests.standins import binance, bybit, kraken
from tests.standins.hooks import SECRET, HookStandIn
from tests.standins.mail import MailStandIn
from tests.standins.yahoo import YahooStandIn

_EXCHANGES = {
    "binance": (binance.BinanceStandIn, binance.KEY, binance.SECRET),
    "kraken": (kraken.KrakenStandIn, kraken.KEY, kraken.SECRET),
    "bybit": (bybit.BybitStandIn, bybit.KEY, bybit.SECRET),
}


def start(stack: ExitStack, exchange: str) -> dict[str, str]:
    """Start the servers; the variables that point the program at them are returned."""
    server, key, secret = _EXCHANGES[exchange]
    broker = stack.enter_context(server())
    yahoo = stack.enter_context(YahooStandIn())
    hooks = stack.enter_context(HookStandIn())
    mail = stack.enter_context(MailStandIn())
    return {
        "CCXT_EXCHANGE": exchange,
        "CCXT_API_KEY": key,
        "CCXT_SECRET": secret,
        "RUSTYBT_BROKER_BASE_URL": broker.url,
        "RUSTYBT_DATA_BASE_URL": yahoo.url,
        "RUSTYBT_SLACK_URL": f"{hooks.url}/services/T00/B00/stand-in",
        "RUSTYBT_WEBHOOK_URL": f"{hooks.url}/hook",
        "RUSTYBT_WEBHOOK_SECRET": SECRET,
        "RUSTYBT_ALERT_EMAIL": "operator@example.org",
        "RUSTYBT_SMTP_SECURITY": "none",
        **mail.env,
    }


def main(command: list[str]) -> int:
    """Run the command, or wait; `STAND_IN_EXCHANGE` chooses the exchange."""
    with ExitStack() as stack:
        variables = start(stack, os.environ.get("STAND_IN_EXCHANGE", "binance"))
        if command:
            try:
                done = subprocess.run(command, env={**os.environ, **variables}, check=False)
            except OSError as error:
                sys.stderr.write(f"{command[0]} cannot be run: {error.strerror}\n")
                return 127 if isinstance(error, FileNotFoundError) else 126
            return done.returncode
        for name, value in variables.items():
            sys.stdout.write(f"export {name}={shlex.quote(value)}\n")
        sys.stdout.flush()
        try:
            hold = stack.enter_context(HookStandIn())
            hold.stopped.wait()
        except KeyboardInterrupt:
            return 0
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
