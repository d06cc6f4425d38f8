"""Alerts by mail, through smtplib."""

from __future__ import annotations

import smtplib
import socket
import ssl
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

from rustybt_ops.alerts.message import Alert
from rustybt_ops.errors import FailureKind, ServiceError
from rustybt_ops.settings.model import SmtpSecurity, SmtpSettings

_CERTIFICATE_ADVICE = (
    "Check the host's name and the machine's clock; for a private authority set SSL_CERT_FILE."
)


def send(alert: Alert, recipient: str, smtp: SmtpSettings, timeout: float) -> str:
    """Send an alert; the answer of the server is returned in words.

    Raises:
        ServiceError: It was not accepted; the class and the message say why.
    """
    host = smtp.host or ""
    where = f"{host}:{smtp.port}"
    try:
        with _connect(smtp, timeout) as server:
            if smtp.security is SmtpSecurity.STARTTLS:
                server.starttls(context=ssl.create_default_context())
            if smtp.username and smtp.password:
                server.login(smtp.username, smtp.password)
            server.send_message(_message(alert, recipient, smtp.sender or recipient))
    except (smtplib.SMTPException, OSError) as error:
        raise _translated(error, where) from error
    return f"{where} took the mail for {recipient}"


def _connect(smtp: SmtpSettings, timeout: float) -> smtplib.SMTP:
    host = smtp.host or ""
    if smtp.security is SmtpSecurity.SSL:
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(host, smtp.port, timeout=timeout, context=context)
    return smtplib.SMTP(host, smtp.port, timeout=timeout)


def _message(alert: Alert, recipient: str, sender: str) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = alert.subject
    message["From"] = sender
    message["To"] = recipient
    message["Date"] = formatdate()
    message["Message-ID"] = make_msgid(domain="rustybt-ops.invalid")
    message.set_content(alert.text())
    return message


def _translated(error: Exception, where: str) -> ServiceError:
    """The failure that an exception of smtplib amounts to, with the server's own words."""
    kind, words, advice = FailureKind.NETWORK, str(error), ""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        kind, words = FailureKind.AUTHENTICATION, _answer(error)
        advice = "Check username and password; many providers want a password for applications."
    elif isinstance(error, smtplib.SMTPNotSupportedError):
        kind = FailureKind.BAD_ANSWER
        advice = "Choose another alerts.smtp.security or port: the server does not offer this one."
    elif isinstance(error, smtplib.SMTPRecipientsRefused):
        kind = FailureKind.REJECTED
        words = "; ".join(
            f"{address}: {code} {_text(text)}" for address, (code, text) in error.recipients.items()
        )
    elif isinstance(error, smtplib.SMTPResponseException):
        temporary = 400 <= error.smtp_code < 500  # noqa: PLR2004 - SMTP's numbers
        kind = FailureKind.SERVICE_DOWN if temporary else FailureKind.REJECTED
        words = _answer(error)
    elif isinstance(error, ssl.SSLCertVerificationError):
        words = f"the server's certificate is not valid: {error.verify_message}"
        advice = _CERTIFICATE_ADVICE
    elif isinstance(error, ssl.SSLError):
        words = f"no encrypted connection: {error.reason or error}"
        advice = "starttls is for port 587, ssl for port 465: see which one the server speaks."
    elif isinstance(error, TimeoutError):
        words = "no answer in time"
    elif isinstance(error, socket.gaierror):
        words = "the name cannot be resolved"
    elif isinstance(error, OSError) and error.strerror:
        words = error.strerror
    return ServiceError(kind, f"{where}: {words}", advice=advice)


def _answer(error: smtplib.SMTPResponseException) -> str:
    return f"{error.smtp_code} {_text(error.smtp_error)}"


def _text(answer: bytes | str) -> str:
    return answer.decode(errors="replace") if isinstance(answer, bytes) else answer
