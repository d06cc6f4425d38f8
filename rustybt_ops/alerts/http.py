"""One POST request, with everything that can go wrong with it named."""

from __future__ import annotations

import json
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPException, HTTPMessage
from typing import IO
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

import rustybt_ops
from rustybt_ops.errors import FailureKind, RateLimitedError, ServiceError
from rustybt_ops.results.model import is_loopback

_LARGEST = 65_536  # bytes of an answer that are read
_TOO_MANY = 429


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other side said."""

    status: int
    body: str


class _NoRedirect(HTTPRedirectHandler):
    """A redirected POST would arrive as a GET without its body: better to say so."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        """Follow nothing."""


def post(url: str, payload: object, headers: Mapping[str, str], timeout: float) -> Answer:
    """Send JSON.

    Raises:
        ServiceError: There was no answer, or it is an error; the class says whose fault it is.
    """
    return post_bytes(url, json.dumps(payload).encode(), headers, timeout)


def post_bytes(url: str, body: bytes, headers: Mapping[str, str], timeout: float) -> Answer:
    """Send a body that is JSON already.

    Raises:
        ServiceError: There was no answer, or it is an error; the class says whose fault it is.
    """
    host = urlsplit(url).netloc.rpartition("@")[2]
    request = Request(  # noqa: S310 - settings accept http and https only
        url,
        body,
        {
            "Content-Type": "application/json",
            "User-Agent": f"rustybt-ops/{rustybt_ops.__version__}",
            **headers,
        },
        method="POST",
    )
    proxies = ProxyHandler({}) if is_loopback(url) else ProxyHandler()
    try:
        with build_opener(_NoRedirect, proxies).open(request, timeout=timeout) as answer:
            return Answer(answer.status, answer.read(_LARGEST).decode(errors="replace"))
    except HTTPError as error:
        with error:
            raise _refused(error, host) from error
    except (URLError, OSError, HTTPException) as error:
        raise _unreachable(error, host) from error


def _refused(error: HTTPError, host: str) -> ServiceError:
    """An answer with an error status."""
    words = " ".join(error.read(_LARGEST).decode(errors="replace").split())[:120]
    message = f"{host}: HTTP {error.code}" + (f", {words}" if words else "")
    if error.code == _TOO_MANY:
        return RateLimitedError(message, retry_after=_seconds(error.headers.get("Retry-After")))
    if 300 <= error.code < 400:  # noqa: PLR2004 - HTTP's numbers
        return ServiceError(
            FailureKind.BAD_ANSWER,
            f"{message}: the address has moved",
            advice="Use the address that it has moved to.",
        )
    kinds = {401: FailureKind.AUTHENTICATION, 403: FailureKind.PERMISSION}
    advice = {
        401: "Check the address and the secret: both sides must hold the same one.",
        403: "See whether the receiver lets this machine in, and whether the address still holds.",
        404: "Correct the address, or make a new webhook: there is nothing at this one.",
    }.get(error.code, "")
    down = error.code >= 500  # noqa: PLR2004 - HTTP's number
    kind = kinds.get(error.code, FailureKind.SERVICE_DOWN if down else FailureKind.REJECTED)
    return ServiceError(kind, message, advice=advice)


def _seconds(text: str | None) -> float | None:
    """Retry-After as seconds; its other form, a date, is not used by the services we know."""
    return float(text) if text and text.isdecimal() else None


def _unreachable(error: Exception, host: str) -> ServiceError:
    """No answer at all."""
    cause = error.reason if isinstance(error, URLError) else error
    if isinstance(cause, ssl.SSLCertVerificationError):
        message = f"{host}: the server's certificate is not valid: {cause.verify_message}"
        advice = "Check the clock and the address; for a private authority set SSL_CERT_FILE."
        return ServiceError(FailureKind.NETWORK, message, advice=advice)
    if isinstance(cause, TimeoutError):
        return ServiceError(FailureKind.NETWORK, f"{host}: no answer in time")
    if isinstance(cause, socket.gaierror):
        return ServiceError(FailureKind.NETWORK, f"{host}: the name cannot be resolved")
    if isinstance(cause, HTTPException) and not isinstance(cause, OSError):
        return ServiceError(FailureKind.BAD_ANSWER, f"{host}: {type(cause).__name__}")
    words = cause.strerror if isinstance(cause, OSError) and cause.strerror else str(cause)
    return ServiceError(FailureKind.NETWORK, f"{host}: {words}")
