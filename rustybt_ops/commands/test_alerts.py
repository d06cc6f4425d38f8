"""`test-alerts`: does an alert arrive?"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rustybt_ops.cli.options import Common, common_options, result_options
from rustybt_ops.errors import ConfigurationError

if TYPE_CHECKING:
    from rustybt_ops.cli.session import Session
    from rustybt_ops.results.model import Check, Endpoint
    from rustybt_ops.settings.model import AlertSettings


@click.command("test-alerts", short_help="Send a test alert to every target.")
@click.option("--email", metavar="ADDRESS", help="Address that receives the test.")
@click.option("--slack", metavar="URL", help="Incoming webhook of a Slack channel.")
@click.option("--webhook", metavar="URL", help="Address that receives signed JSON.")
@click.option("--timeout", type=float, metavar="SECONDS", help="Longest time for one alert.")
@result_options
@common_options
def test_alerts(
    *,
    email: str | None,
    slack: str | None,
    webhook: str | None,
    timeout: float | None,
    results_dir: Path | None,
    output: Path | None,
    **common: object,
) -> None:
    """Send a test alert to every target that is given or configured.

    A target given here replaces all the configured ones. The mail server is set with
    RUSTYBT_SMTP_HOST and its companions. An alert counts as sent once the other side has accepted
    it.
    """
    from rustybt_ops.cli.launch import run

    given = {
        name for name, value in (("email", email), ("slack", slack), ("webhook", webhook)) if value
    }
    run(
        "test-alerts",
        Common.of(common),
        lambda session: _send_all(session, given),
        options={
            "alerts.email": email,
            "alerts.slack_url": slack,
            "alerts.webhook_url": webhook,
            "alerts.timeout": timeout,
            "results_dir": results_dir,
        },
        output=output,
    )


def _send_all(session: Session, given: set[str]) -> None:
    from rustybt_ops.alerts.message import make_test
    from rustybt_ops.deadline import Deadline
    from rustybt_ops.results.checks import passed
    from rustybt_ops.retry import retry

    chosen = session.settings.alerts
    targets = [each for each in _targets(chosen) if not given or each.name in given]
    if not targets:
        raise ConfigurationError(
            "no alert target is given or configured: nothing was sent",
            advice="Add --email, --slack or --webhook, or set RUSTYBT_ALERT_EMAIL, "
            "RUSTYBT_SLACK_URL or RUSTYBT_WEBHOOK_URL.",
        )
    if any(each.name == "email" for each in targets) and not chosen.smtp.host:
        raise ConfigurationError(
            "no mail server is configured", advice="Set RUSTYBT_SMTP_HOST, or alerts.smtp.host."
        )
    alert = make_test(session.settings.environment)
    session.begin("test-alerts", *targets)

    def attempt(target: Endpoint) -> Check:
        deadline = Deadline(chosen.timeout)
        send = _sender(target.name, alert, chosen)
        started = time.perf_counter()
        said = retry(lambda: deadline.run(send, target.name), deadline)
        took = round((time.perf_counter() - started) * 1000, 1)
        session.result.metrics[f"{target.name}_ms"] = took
        return passed(target.name, f"{said} ({took:.0f} ms)", value=took, unit="ms")

    for target in targets:
        session.check(target.name, lambda target=target: attempt(target))  # type: ignore[misc]  # mypy does not type the default


def _targets(chosen: AlertSettings) -> Iterator[Endpoint]:
    """What can be reached, with addresses that tell no secret."""
    smtp = chosen.smtp
    if chosen.email:
        yield _endpoint("email", f"smtp://{smtp.host}:{smtp.port}")
    for name, url in (("slack", chosen.slack_url), ("webhook", chosen.webhook_url)):
        if url:
            scheme, _, rest = url.partition("://")
            host = rest.partition("/")[0].rpartition("@")[2]
            yield _endpoint(name, f"{scheme}://{host}")


def _endpoint(name: str, url: str) -> Endpoint:
    from rustybt_ops.results.model import (
        STAND_IN,
        Endpoint,
        Network,
        is_loopback,
    )

    simulated = is_loopback(url)
    return Endpoint("alert", name, Network.LIVE, url, simulated, STAND_IN if simulated else "")


def _sender(name: str, alert: object, chosen: AlertSettings) -> Callable[[], str]:
    """The call that sends an alert to a target."""
    from rustybt_ops.alerts import hooks, mail
    from rustybt_ops.alerts.message import Alert

    assert isinstance(alert, Alert)  # noqa: S101 - see the caller
    timeout = chosen.timeout
    senders: dict[str, Callable[[], str]] = {
        "email": lambda: mail.send(alert, chosen.email or "", chosen.smtp, timeout),
        "slack": lambda: hooks.send_slack(alert, chosen.slack_url or "", timeout),
        "webhook": lambda: hooks.send_webhook(
            alert, chosen.webhook_url or "", chosen.webhook_secret, timeout
        ),
    }
    return senders[name]
