"""Whether the alerts, as they are configured, could reach anyone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rustybt_ops.config_check.gather import Gathered
from rustybt_ops.errors import FailureKind
from rustybt_ops.redact import Own
from rustybt_ops.results.checks import failed, passed, warned
from rustybt_ops.results.model import Check, is_loopback
from rustybt_ops.settings.model import AlertSettings, SmtpSecurity
from rustybt_ops.words import counted

_SLACK = re.compile(
    r"https://hooks\.slack(?:-gov)?\.com/(?:services/[^/]+/[^/]+|workflows/.+|triggers/.+)/[^/]+"
)


def alerts(found: Gathered) -> Check:
    """Each target is complete and well-formed."""
    chosen = found.settings.alerts
    faults = list(_faults(chosen))
    if faults:
        detail = f"{counted(len(faults), 'fault')} in the alert targets"
        return failed("alerts", FailureKind.CONFIGURATION, detail, items=faults)
    targets = [
        name
        for name, value in (
            ("email", chosen.email),
            ("slack", chosen.slack_url),
            ("webhook", chosen.webhook_url),
        )
        if value
    ]
    if not targets:
        advice = "Set RUSTYBT_ALERT_EMAIL, RUSTYBT_SLACK_URL or RUSTYBT_WEBHOOK_URL."
        return warned("alerts", "no target is set: nobody is told of trouble", advice=advice)
    doubts = list(_doubts(chosen))
    if doubts:
        detail = f"{', '.join(targets)}: {counted(len(doubts), 'doubt')}"
        advice = "See whether this is meant; `rustybt-ops test-alerts` sends a test."
        return warned("alerts", detail, items=doubts, advice=advice)
    return passed("alerts", f"{', '.join(targets)}; `rustybt-ops test-alerts` sends a test")


def _faults(chosen: AlertSettings) -> Iterator[str]:
    smtp = chosen.smtp
    if chosen.email and not smtp.host:
        yield "alerts.email is set, and alerts.smtp.host is not (RUSTYBT_SMTP_HOST)"
    if smtp.username and not smtp.password:
        yield "alerts.smtp.username is set, and its password is not (RUSTYBT_SMTP_PASSWORD)"
    if smtp.password and not smtp.username:
        yield "alerts.smtp.password is set, and its username is not (RUSTYBT_SMTP_USERNAME)"
    if chosen.webhook_secret and not chosen.webhook_url:
        yield "alerts.webhook_secret is set, and alerts.webhook_url is not (RUSTYBT_WEBHOOK_URL)"
    if smtp.password and smtp.security is SmtpSecurity.NONE and not _local(smtp.host):
        yield "the mail password would travel unencrypted: set alerts.smtp.security"


def _doubts(chosen: AlertSettings) -> Iterator[str]:
    if chosen.slack_url and not _SLACK.fullmatch(chosen.slack_url):
        yield Own("alerts.slack_url does not look like https://hooks.slack.com/services/...")
    url = chosen.webhook_url or ""
    if url.startswith("http://") and not is_loopback(url):
        yield "the webhook is not encrypted: use https"
    if chosen.webhook_url and not chosen.webhook_secret:
        yield "the webhook is not signed: set alerts.webhook_secret (RUSTYBT_WEBHOOK_SECRET)"


def _local(host: str | None) -> bool:
    return is_loopback(f"smtp://{host}")
