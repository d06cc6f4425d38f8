"""The HTTP session that yfinance is given: bounded in time, and it remembers what went wrong."""

from __future__ import annotations

import threading
from datetime import UTC
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from rustybt_ops.deadline import Deadline
from rustybt_ops.errors import FailureKind, ServiceError

LONGEST_CALL = 10.0  # seconds for one request
_CHART = "/v8/finance/chart/"


def open_session(curl: Any, base_url: str | None, deadline: Deadline) -> Any:  # noqa: ANN401 - the class is made at run time
    """A session that rewrites addresses, keeps to the deadline and remembers what went wrong.

    Its `reason` is why a host cannot be reached, `status` the last answer's for a chart, `known`
    whether any chart was one of a symbol that exists, `ours` whether one was Yahoo's own, `date`
    the service's time in milliseconds.
    """

    class Session(curl.Session):  # type: ignore[misc]  # the base class carries no types
        """After one connection that fails, every later one fails at once."""

        def __init__(self) -> None:
            super().__init__(impersonate="chrome")
            self.reason: ServiceError | None = None
            self.status: int | None = None
            self.known = False
            self.ours = False
            self.date: int | None = None
            self._deadline = deadline
            self._failure: BaseException | None = None
            self._guard = threading.Lock()

        def begin(self, deadline: Deadline) -> None:
            """Forget what went wrong before, and keep to another deadline."""
            with self._guard:
                self.reason, self.status, self._failure = None, None, None
                self._deadline = deadline

        def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as above
            with self._guard:
                if self._failure is not None:
                    raise self._failure
            left = max(0.05, self._deadline.remaining())
            kwargs["timeout"] = min(LONGEST_CALL, left)
            chart = _CHART in url
            try:
                answer = super().request(method, _through(url, base_url), *args, **kwargs)
            except (curl.exceptions.Timeout, curl.exceptions.ConnectionError) as error:
                if chart or not isinstance(error, curl.exceptions.DNSError):
                    self._fail(error, url)
                raise
            self.date = _milliseconds(answer.headers.get("Date")) or self.date
            if chart:
                self.status = answer.status_code
                self.ours |= b'"chart"' in answer.content
                self.known |= (
                    answer.status_code == HTTPStatus.OK and b"exchangeTimezone" in answer.content
                )
            return answer

        def _fail(self, error: Exception, url: str) -> None:
            host = urlsplit(url).hostname
            kinds = {
                curl.exceptions.DNSError: "its name cannot be resolved",
                curl.exceptions.Timeout: "no answer in time",
                curl.exceptions.CertificateVerifyError: "its certificate is not valid",
            }
            told = str(error).partition(" See http")[0].removeprefix("Failed to perform, ")
            words = next((kinds[kind] for kind in kinds if isinstance(error, kind)), told)
            self._failure = error
            self.reason = ServiceError(FailureKind.NETWORK, f"{host} cannot be reached: {words}")

    return Session()


def _through(url: str, base_url: str | None) -> str:
    """The address with the gateway in front."""
    return f"{base_url}/{url.partition('://')[2]}" if base_url else url


def _milliseconds(date: str | None) -> int | None:
    """The time in a header; None if there is none that makes sense."""
    try:
        moment = parsedate_to_datetime(date or "")
    except ValueError:
        return None
    return int(moment.replace(tzinfo=moment.tzinfo or UTC).timestamp() * 1000)
