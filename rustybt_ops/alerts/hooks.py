"""Alerts to Slack and to signed webhooks."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from dataclasses import asdict

from rustybt_ops.alerts.http import post, post_bytes
from rustybt_ops.alerts.message import Alert
from rustybt_ops.errors import FailureKind, ServiceError

SIGNATURE = "X-RustyBT-Signature"
TIMESTAMP = "X-RustyBT-Timestamp"


def send_slack(alert: Alert, url: str, timeout: float) -> str:
    """Send an alert to a Slack channel.

    Raises:
        ServiceError: Slack did not say `ok`: a status of 200 alone proves nothing.
    """
    answer = post(url, {"text": f"*{alert.subject}*\n{alert.text()}"}, {}, timeout)
    if answer.body.strip() != "ok":
        said = " ".join(answer.body.split())[:80] or "nothing"
        raise ServiceError(
            FailureKind.BAD_ANSWER,
            f"Slack answers with status {answer.status}, but says {said!r} instead of 'ok'",
            advice="Make a new incoming webhook in Slack and use its address.",
        )
    return "Slack said ok"


def send_webhook(alert: Alert, url: str, secret: str | None, timeout: float) -> str:
    """Send an alert as JSON; with a secret, signed.

    The signature is `sha256=` and the HMAC-SHA256, in hexadecimal, of the timestamp, a full stop
    and the body; the timestamp lets the receiver refuse what is replayed.

    Raises:
        ServiceError: It was not accepted.
    """
    body = json.dumps(asdict(alert)).encode()
    headers = signature(secret, body, int(time.time())) if secret else {}
    answer = post_bytes(url, body, headers, timeout)
    return f"HTTP {answer.status}, {'signed' if secret else 'not signed'}"


def signature(secret: str, body: bytes, now: int) -> dict[str, str]:
    """The headers that sign a body."""
    signed = hmac.new(secret.encode(), f"{now}.".encode() + body, hashlib.sha256).hexdigest()
    return {TIMESTAMP: str(now), SIGNATURE: f"sha256={signed}"}
