# ruff: noqa: ANN401, ARG002, ARG004 - aiosmtpd's interface, which carries no types
"""A mail server on loopback (aiosmtpd): plain, STARTTLS or SSL, with or without AUTH."""

from __future__ import annotations

import socket
import ssl
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import Message
from pathlib import Path
from typing import Any, Self

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as MessageHandler
from aiosmtpd.smtp import AuthResult, LoginPassword

USER, PASSWORD = "alerts", "mail-password-1234567890"


@dataclass
class Certificates:
    """A certificate for 127.0.0.1 and the authority that vouches for it."""

    folder: Path
    expired: bool = False
    authority: Path = field(init=False)

    def context(self) -> ssl.SSLContext:
        authority = trustme.CA()
        self.authority = self.folder / "authority.pem"
        authority.cert_pem.write_to_path(str(self.authority))
        until = datetime.now(UTC) - timedelta(days=1) if self.expired else None
        issued = authority.issue_cert("127.0.0.1", not_after=until)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        issued.configure_cert(context)
        return context


class _Handler(MessageHandler):
    """Keeps what it receives; refuses mail for some names."""

    def __init__(self) -> None:
        super().__init__()
        self.messages: list[Message] = []

    def handle_message(self, message: Message) -> None:
        self.messages.append(message)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if address.startswith("nobody@"):
            return "550 no such mailbox"
        if address.startswith("later@"):
            return "451 try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"


class _Controller(Controller):
    """Finds out that the server is up without asking it to be trusted."""

    def _trigger_server(self) -> None:
        socket.create_connection((self.hostname, self.port), timeout=5).close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class MailStandIn:
    """The server."""

    def __init__(
        self,
        *,
        starttls: ssl.SSLContext | None = None,
        wrapped: ssl.SSLContext | None = None,
        auth: bool = False,
    ) -> None:
        self._handler = _Handler()
        options: dict[str, Any] = {}
        if auth:
            options = {
                "authenticator": self._authenticate,
                "auth_required": True,
                "auth_require_tls": bool(starttls),
            }
        self._controller = _Controller(
            self._handler,
            hostname="127.0.0.1",
            port=_free_port(),
            ssl_context=wrapped,
            tls_context=starttls,
            require_starttls=starttls is not None,
            **options,
        )

    @staticmethod
    def _authenticate(
        server: Any, session: Any, envelope: Any, mechanism: str, data: Any
    ) -> AuthResult:
        good = isinstance(data, LoginPassword) and (data.login, data.password) == (
            USER.encode(),
            PASSWORD.encode(),
        )
        return AuthResult(success=good, handled=False)

    @property
    def messages(self) -> list[Message]:
        return self._handler.messages

    @property
    def env(self) -> dict[str, str]:
        """The variables that point the program at this server."""
        port = str(self._controller.port)
        return {"RUSTYBT_SMTP_HOST": "127.0.0.1", "RUSTYBT_SMTP_PORT": port}

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._controller.stop()
