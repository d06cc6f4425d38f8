"""Run a command against the stand-ins: `python -m tests.standins rustybt-ops test-data ...`.

The command finds every stand-in through its environment. With no command, the variables are
printed and the servers stay up until Ctrl-C. What is measured this way is labelled as simulated.
"""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Sequence
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


def run(command: Sequence[str], variables: dict[str, str]) -> int:
    """Run a command to its end; its exit code.

    It is told of SIGTERM. Ctrl-C it hears of by itself, so that is let pass here.

    Raises:
        OSError: It cannot be started.
    """
    asked = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, asked)
    try:
        process = subprocess.Popen(
            command,
            env=variables,
            preexec_fn=lambda: signal.pthread_sigmask(signal.SIG_UNBLOCK, asked),  # noqa: PLW1509 - takes no lock
        )
        signal.signal(signal.SIGTERM, lambda number, _: process.send_signal(number))
        signal.signal(signal.SIGINT, lambda *_: None)
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, asked)
    return process.wait()


def main(command: list[str]) -> int:
    """Run the command, or wait; `STAND_IN_EXCHANGE` chooses the exchange."""
    exchange = os.environ.get("STAND_IN_EXCHANGE", "binance")
    if exchange not in _EXCHANGES:
        sys.stderr.write(f"STAND_IN_EXCHANGE: {exchange} is none of {', '.join(_EXCHANGES)}\n")
        return 2
    with ExitStack() as stack:
        variables = start(stack, exchange)
        if command:
            try:
                return run(command, {**os.environ, **variables})
            except OSError as error:
                sys.stderr.write(f"{command[0]} cannot be run: {error.strerror}\n")
                return 127 if isinstance(error, FileNotFoundError) else 126
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
