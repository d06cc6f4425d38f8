"""A receiver of alerts: Slack's incoming webhook, and a webhook that checks signatures."""

from __future__ import annotations

import hashlib
import hmac
import time
from typing import Unpack

from tests.standins.server import Faults, Request, Response, StandIn

SECRET = "webhook-signing-secret-1234567890"  # noqa: S105 - of the stand-in


class HookStandIn(StandIn):
    """The server: `/services/...` answers as Slack does, `/hook` checks the signature.

    Faults of its own: `no-ok` (Slack's status 200 with another body), `redirect`.
    """

    gateway = False

    def __init__(self, *, secret: str = SECRET, **faults: Unpack[Faults]) -> None:
        super().__init__(**faults)
        self.secret = secret

    def handle(self, request: Request) -> Response:
        if request.path.startswith("/services/"):
            return Response("ok")
        if request.path == "/open":
            return Response("", 204)
        if request.path == "/hook":
            return Response("thank you") if self._signed(request) else Response("unsigned", 401)
        return Response("no_service", 404)

    def handle_fault(self, request: Request) -> Response | None:  # noqa: ARG002 - for all alike
        if self.fault == "no-ok":
            return Response("invalid_token")
        if self.fault == "redirect":
            return Response("", 301, {"Location": "/elsewhere"})
        return None

    def _signed(self, request: Request) -> bool:
        sent = request.headers.get("x-rustybt-timestamp", "0")
        text = f"{sent}.".encode() + request.body
        wanted = hmac.new(self.secret.encode(), text, hashlib.sha256).hexdigest()
        found = request.headers.get("x-rustybt-signature", "")
        fresh = abs(time.time() - int(sent)) < 60
        return fresh and hmac.compare_digest(found, f"sha256={wanted}")
